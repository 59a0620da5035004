//! Removing imports that are old, with their files, and files that belong to none.
use super::{model::ImportId, store};
use crate::{error::AppError, state::AppState};
use std::{path::Path, time::Duration};
use tokio::{fs, time::Instant};
use uuid::Uuid;

/// Imports are kept for so long, milliseconds.
const KEPT_MS: i64 = 7 * 86_400_000;
/// How often it is looked for old ones.
const EVERY: Duration = Duration::from_secs(3600);
/// A file may be on its way in for so long before it belongs to an import.
const COMING: Duration = Duration::from_secs(3600);

/// Tidies up; answers when to do so again.
pub(super) async fn tidy(app: &AppState) -> Instant {
    // An error is in the log with its reference; the next time may go better.
    if remove_old(app).await.is_ok() {
        drop(remove_strays(app, &app.config.imports_folder()).await);
    }
    Instant::now() + EVERY
}

async fn remove_old(app: &AppState) -> Result<(), AppError> {
    for id in store::before(&app.db, app.clock.now_ms() - KEPT_MS).await? {
        let mut tx = app.db.write().await?;
        let is_gone = store::forget(&mut tx, id).await?;
        tx.commit().await?;
        if is_gone {
            drop(fs::remove_file(app.config.imports_folder().join(id.to_string())).await);
        }
    }
    Ok(())
}

async fn remove_strays(app: &AppState, folder: &Path) -> Result<(), AppError> {
    let Ok(mut files) = fs::read_dir(folder).await else { return Ok(()) };
    while let Ok(Some(file)) = files.next_entry().await {
        let is_coming = file.metadata().await.ok().and_then(|about| about.modified().ok()?.elapsed().ok()).is_none_or(|age| age < COMING);
        let id = file.file_name().to_str().and_then(|name| Uuid::parse_str(name).ok()).map(ImportId);
        if let Some(id) = id
            && !is_coming
            && !store::exists(&app.db, id).await?
        {
            drop(fs::remove_file(file.path()).await);
        }
    }
    Ok(())
}
