//! Reading the file of an import on a thread of its own, row by row, so that its size does not matter.
use super::{
    decoding::Decoded,
    model::{ImportPlan, LARGEST_FILE},
    records::{Record, Records},
};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use tokio::{sync::mpsc, task::spawn_blocking};

/// Rows that are handed on together.
const CHUNK: usize = 500;
/// Chunks that wait to be taken.
const AHEAD: usize = 2;

/// Some rows of a file.
pub(super) struct Chunk<T> {
    /// The last row that was looked at for them.
    pub(super) upto: u64,
    /// What was made of the rows.
    pub(super) items: Vec<T>,
}

/// The rows of a file as a plan reads it.
pub(super) fn records(path: &Path, plan: &ImportPlan) -> io::Result<Records<impl Read + use<>>> {
    let file = File::open(path)?.take(LARGEST_FILE);
    Ok(Records::new(Decoded::new(file, &plan.encoding), plan.delimiter))
}

/// What is made of each row after this one, in chunks, until the file ends or nobody wants more. Of the names of columns nothing is made.
pub(super) fn chunks<T: Send + 'static>(
    path: PathBuf,
    plan: ImportPlan,
    after: u64,
    make: impl Fn(&Record) -> Option<T> + Send + 'static,
) -> mpsc::Receiver<io::Result<Chunk<T>>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    spawn_blocking(move || {
        if let Err(error) = read(&path, &plan, after, make, &sender) {
            drop(sender.blocking_send(Err(error)));
        }
    });
    receiver
}

fn read<T>(
    path: &Path,
    plan: &ImportPlan,
    after: u64,
    make: impl Fn(&Record) -> Option<T>,
    sender: &mpsc::Sender<io::Result<Chunk<T>>>,
) -> io::Result<()> {
    let mut chunk = Chunk { upto: after, items: Vec::new() };
    let mut awaits_header = plan.has_header;
    for record in records(path, plan)? {
        let record = record?;
        if awaits_header && !record.is_blank() {
            awaits_header = false;
            continue;
        }
        if record.row <= after {
            continue;
        }
        chunk.upto = record.row;
        chunk.items.extend(make(&record));
        if chunk.items.len() == CHUNK {
            let next = Chunk { upto: record.row, items: Vec::new() };
            if sender.blocking_send(Ok(std::mem::replace(&mut chunk, next))).is_err() {
                return Ok(());
            }
        }
    }
    drop(sender.blocking_send(Ok(chunk)));
    Ok(())
}

/// How many people the file has.
pub(super) async fn count(path: PathBuf, plan: ImportPlan) -> io::Result<u64> {
    let counting = spawn_blocking(move || {
        let mut people = 0_u64;
        for record in records(&path, &plan)? {
            let record = record?;
            people += u64::from(record.fault.is_some() || !record.is_blank());
        }
        Ok(people.saturating_sub(u64::from(plan.has_header)))
    });
    counting.await.map_err(io::Error::other)?
}
