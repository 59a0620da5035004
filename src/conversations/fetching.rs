//! Fetching the files of messages. The table is the truth; a wake-up only says that it is worth a look.
use super::{
    files::{self, FileState, Wanted},
    model::MessageId,
    store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::intake,
    media::{looks, uploading},
    state::AppState,
    templates,
    whatsapp::FetchFailure,
};
use futures_util::{StreamExt, stream};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Files that are fetched at the same time; each is in memory until it is written.
const AT_ONCE: usize = 3;
/// Tries of one file, some seconds apart, before it is given up; a person can still have it tried again.
const MOST_TRIES: u32 = 4;
/// After a failure that may pass, look again this much later.
const TRY_AGAIN: Duration = Duration::from_secs(3);

const NO_ANSWER: &str = "WhatsApp's media server did not give this file. Try again later.";
const GONE: &str = "WhatsApp does not keep this file any more. Ask for it to be sent again.";
const DAMAGED: &str = "What came is not the file that was sent. Ask for it to be sent again.";
const NOT_KEPT: &str = "The file could not be written to the disk here. Look for space and rights of the data folder, then try again.";

/// Wakes the fetching; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Fetching(Arc<Notify>);

/// What became of one try.
enum Tried {
    Settled,
    WaitsForLogin,
    TryLater,
}

impl Fetching {
    /// Says that there may be something to fetch or to remove.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Fetches until the program ends.
    pub async fn run(self, app: AppState) {
        let mut tries: HashMap<MessageId, u32> = HashMap::new();
        loop {
            // An error is in the log with its reference; the files stay wanted.
            let again = look(&app, &mut tries).await.unwrap_or(true);
            tokio::select! {
                () = self.0.notified() => {}
                () = tokio::time::sleep(TRY_AGAIN), if again => {}
            }
        }
    }
}

/// Answers whether it is worth another look without being woken.
async fn look(app: &AppState, tries: &mut HashMap<MessageId, u32>) -> Result<bool, AppError> {
    for id in files::removed(&app.db).await? {
        if let Err(error) = app.shelf.remove(id.file()).await {
            tracing::warn!("A file of a message that was taken back could not be removed: {error:#}");
            return Ok(true);
        }
        files::forget(&app.db, id).await?;
    }
    if uploading::sweep(app).await? || templates::files::sweep(app).await? {
        return Ok(true);
    }
    let wanted = files::wanted(&app.db).await?;
    tries.retain(|id, _| wanted.iter().any(|file| file.id == *id));
    let is_full = wanted.len() == 100;
    let tried: Vec<_> = stream::iter(wanted.into_iter().map(|file| async move { (file.id, fetch(app, &file).await) }))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let (mut again, mut settled) = (false, false);
    for (id, tried) in tried {
        match tried? {
            Tried::Settled => settled = true,
            Tried::WaitsForLogin => {}
            Tried::TryLater => {
                let count = tries.entry(id).or_default();
                *count += 1;
                if *count < MOST_TRIES {
                    again = true;
                } else {
                    settle(app, id, FileState::Failed(NO_ANSWER)).await?;
                }
            }
        }
    }
    Ok(again || (is_full && settled))
}

async fn fetch(app: &AppState, file: &Wanted) -> Result<Tried, AppError> {
    let limit = app.config.media_limit();
    let state = match u64::try_from(file.size) {
        Ok(size) if size <= limit => match app.phones.fetch(file.phone, &file.reference, size).await {
            Ok(bytes) if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) => keep(app, file.id, bytes).await,
            Ok(_) => FileState::TooLarge,
            Err(FetchFailure::NotConnected) => return Ok(Tried::WaitsForLogin),
            Err(FetchFailure::TryLater) => return Ok(Tried::TryLater),
            Err(FetchFailure::Gone) => FileState::Failed(GONE),
            Err(FetchFailure::Damaged) => FileState::Failed(DAMAGED),
        },
        _ => FileState::TooLarge,
    };
    settle(app, file.id, state).await?;
    Ok(Tried::Settled)
}

async fn keep(app: &AppState, id: MessageId, bytes: Vec<u8>) -> FileState {
    let (kind, size) = (looks::looks(&bytes), i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    match app.shelf.put(id.file(), bytes).await {
        Ok(()) => FileState::Stored(kind, size),
        Err(error) => {
            tracing::error!("A file of a message could not be kept: {error:#}");
            FileState::Failed(NOT_KEPT)
        }
    }
}

async fn settle(app: &AppState, id: MessageId, state: FileState) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let is_wanted = files::settle(&mut tx, id, &state).await?;
    let message = store::one_in(&mut tx, id).await?;
    app.commit_and_tell(tx, message.map(DomainEvent::MessageChanged)).await?;
    if !is_wanted && matches!(state, FileState::Stored(..)) {
        // The message was taken back meanwhile.
        drop(app.shelf.remove(id.file()).await);
    }
    Ok(())
}

/// Has a file fetched that did not come or was not fetched by itself, and answers nothing when it is on its way already.
///
/// # Errors
/// When the database cannot be written.
pub async fn again(app: &AppState, id: MessageId) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    if files::want_again(&mut tx, id).await? {
        let message = store::one_in(&mut tx, id).await?;
        app.commit_and_tell(tx, message.map(DomainEvent::MessageChanged)).await?;
        app.fetching.wake();
    }
    Ok(())
}
