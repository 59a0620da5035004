//! Importing: a part at a time, in batches of their own transactions between which live messages are stored.
//! The table is the truth; a wake-up only says that it is worth a look. What was imported already is found there and stays once.
use super::store::{self as parts, Kept, SoFar};
use crate::{
    conversations::receiving::PhoneInbox,
    error::AppError,
    phones::{self, PhoneId},
    state::AppState,
    whatsapp::Talk,
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, time::Instant};

/// Messages of one transaction. A live message waits for one of these at most.
const BATCH: usize = 100;
/// How often people are told how far it is.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// After a failure that may pass, go on this much later.
const TRY_AGAIN: Duration = Duration::from_secs(3);

/// Wakes the importing; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Importing(Arc<Notify>);

impl Importing {
    /// Says that there is something to import.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Imports until the program ends.
    pub async fn run(self, app: AppState) {
        loop {
            match parts::first(&app.db).await {
                Ok(None) => self.0.notified().await,
                Ok(Some(kept)) => {
                    if import(&app, kept).await.is_err() {
                        // The cause is in the log with its reference.
                        tokio::time::sleep(TRY_AGAIN).await;
                    }
                }
                Err(_) => tokio::time::sleep(TRY_AGAIN).await,
            }
        }
    }
}

async fn import(app: &AppState, Kept { id, phone, part, done }: Kept) -> Result<(), AppError> {
    let inbox = PhoneInbox::of(app, phone);
    let percent = part.percent;
    // It is handed over, but not all of it is here yet.
    let under_way = percent.map(|percent| percent.min(99));
    tell(app, phone, under_way).await?;
    let mut talks = part.talks();
    let (mut read, mut told) = (0, Instant::now());
    let mut waiting = Vec::new();
    loop {
        let talk = match talks.recv().await {
            Some(Ok(talk)) => talk,
            Some(Err(error)) => {
                tracing::error!(phone.id = %phone, "A part of the handset's conversations cannot be read any further: {error}");
                break;
            }
            None => break,
        };
        read += 1;
        if read <= done {
            continue;
        }
        waiting.push(talk);
        if waiting.iter().map(|talk: &Talk| talk.messages.len().max(1)).sum::<usize>() >= BATCH {
            store(&inbox, std::mem::take(&mut waiting), SoFar { part: id, done: read }).await?;
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                tell(app, phone, under_way).await?;
            }
        }
    }
    store(&inbox, waiting, SoFar { part: id, done: read }).await?;
    parts::forget(&app.db, id).await?;
    tell(app, phone, percent).await
}

/// Stores these conversations; a long one in several transactions. Then they are done.
async fn store(inbox: &PhoneInbox, talks: Vec<Talk>, so_far: SoFar) -> Result<(), AppError> {
    let mut batch = Vec::new();
    let mut size = 0;
    for Talk { person, name, mut messages } in talks {
        while messages.len() > BATCH {
            let rest = messages.split_off(BATCH);
            let first = std::mem::replace(&mut messages, rest);
            inbox.recall(&[Talk { person: person.clone(), name: name.clone(), messages: first }], None).await?;
            tokio::task::yield_now().await;
        }
        size += messages.len();
        batch.push(Talk { person, name, messages });
        if size >= BATCH {
            inbox.recall(&std::mem::take(&mut batch), None).await?;
            size = 0;
            tokio::task::yield_now().await;
        }
    }
    inbox.recall(&batch, Some(so_far)).await?;
    tokio::task::yield_now().await;
    Ok(())
}

/// Notes how much is imported, and tells.
async fn tell(app: &AppState, phone: PhoneId, percent: Option<u8>) -> Result<(), AppError> {
    let (messages, people) = parts::recalled(&app.db, phone).await?;
    phones::history::note(app, phone, messages, people, percent).await
}
