//! Taking in a file: written as it comes, looked at when it is here.
use super::{
    model::{Import, ImportId, ImportState, LARGEST_FILE},
    previewing, store, words,
};
use crate::{
    error::{AppError, unexpected},
    event::DomainEvent,
    state::AppState,
    team::Actor,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use std::{path::PathBuf, time::Duration};
use tokio::{fs, io::AsyncWriteExt, time::timeout};
use uuid::Uuid;

/// Nothing came for so long: the connection is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// More imports of one person than these are not kept.
const MOST_KEPT: i64 = 20;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// Removes a file that nobody came to want.
struct Unwanted(Option<PathBuf>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            drop(std::fs::remove_file(path));
        }
    }
}

/// Takes in a file. It takes the place of one that this person sent in before and has not begun.
///
/// # Errors
/// Field errors of `file` that say why it cannot be imported; when it cannot be written.
pub(in crate::leads) async fn take<E>(
    app: &AppState,
    actor: &Actor,
    name: &str,
    zone_minutes: i32,
    pieces: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<Import, AppError> {
    let id = ImportId(Uuid::now_v7());
    let folder = app.config.imports_folder();
    fs::create_dir_all(&folder).await.map_err(|error| unexpected(&error))?;
    let path = folder.join(id.to_string());
    let mut unwanted = Unwanted(Some(path.clone()));
    write(path.clone(), pieces).await?;
    let plan = previewing::guess(app, path, zone_minutes).await?;
    let import = Import {
        id,
        by: actor.id,
        file: file_name(name),
        at: app.clock.now_ms(),
        state: ImportState::Ready,
        total: None,
        added: 0,
        updated: 0,
        skipped: 0,
        refused: 0,
        tag: String::new(),
        trouble: String::new(),
    };
    let before = store::of_person(&app.db, actor.id, i64::MAX).await?;
    let mut forgotten = Vec::new();
    let mut tx = app.db.write().await?;
    for (place, stored) in (1..).zip(before) {
        if (stored.import.state == ImportState::Ready || place >= MOST_KEPT) && store::forget(&mut tx, stored.import.id).await? {
            forgotten.push(stored.import.id);
        }
    }
    store::insert(&mut tx, &import, &plan).await?;
    tx.commit().await?;
    unwanted.0 = None;
    for id in forgotten {
        drop(fs::remove_file(folder.join(id.to_string())).await);
    }
    app.events.publish(DomainEvent::ImportChanged(import.clone()));
    Ok(import)
}

async fn write<E>(path: PathBuf, pieces: impl Stream<Item = Result<Bytes, E>> + Send) -> Result<(), AppError> {
    let mut file = fs::File::create(path).await.map_err(|error| unexpected(&error))?;
    let mut pieces = std::pin::pin!(pieces);
    let mut size = 0;
    while let Some(piece) = timeout(SILENCE, pieces.next()).await.map_err(|_| cut_off())? {
        let piece = piece.map_err(|_| cut_off())?;
        size += piece.len() as u64;
        if size > LARGEST_FILE {
            return Err(AppError::field("file", words::TOO_LARGE));
        }
        file.write_all(&piece).await.map_err(|error| unexpected(&error))?;
    }
    file.flush().await.map_err(|error| unexpected(&error))?;
    Ok(())
}

fn cut_off() -> AppError {
    AppError::field("file", words::CUT_OFF)
}

/// The name of a file on one line.
fn file_name(name: &str) -> String {
    let line: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    if line.trim().is_empty() { "leads.csv".to_owned() } else { line }
}
