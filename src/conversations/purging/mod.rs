//! Removing for good what was said with leads that cannot be had back: some messages at a time, between which others write.
//! The table is the truth: what a stopped server left is gone on with at the next start.
mod store;

use crate::{
    conversations::model::MessageId,
    error::{AppError, unexpected},
    leads::{LeadId, deleting::Purging},
    state::AppState,
};
use std::time::Duration;

/// Messages of one transaction: a live message waits for one of these at most.
const BATCH: i64 = 100;
/// After a failure that may pass, go on this much later.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// Removes until the program ends.
pub async fn run(app: AppState) {
    loop {
        match purge_all(&app).await {
            Ok(()) => app.purging.wait().await,
            // The cause is in the log with its reference.
            Err(_) => tokio::time::sleep(TRY_AGAIN).await,
        }
    }
}

async fn purge_all(app: &AppState) -> Result<(), AppError> {
    while let Some(lead) = Purging::next(app).await? {
        while purge_some(app, lead).await? {
            tokio::task::yield_now().await;
        }
        Purging::forget(&app.db, lead).await?;
    }
    Ok(())
}

/// Answers whether there may be more.
async fn purge_some(app: &AppState, lead: LeadId) -> Result<bool, AppError> {
    let some = store::some_of_lead(&app.db, lead, BATCH).await?;
    // First the files: should the server stop in between, their messages still name them.
    for (id, has_file) in &some {
        if *has_file {
            app.shelf.remove(id.file()).await.map_err(|error| unexpected(&format!("{error:#}")))?;
        }
    }
    let ids: Vec<MessageId> = some.into_iter().map(|(id, _)| id).collect();
    let mut tx = app.db.write().await?;
    let amendments = store::purge(&mut tx, lead, &ids, BATCH).await?;
    tx.commit().await?;
    Ok(!ids.is_empty() || amendments)
}
