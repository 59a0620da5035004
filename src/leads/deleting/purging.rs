//! What cannot be had back any more: after 30 days, or because an owner said so. This room names it and forgets it; `conversations`
//! removes what was said, as that is theirs.
use super::{model::DeletedLead, store};
use crate::{
    db::Db,
    error::AppError,
    event::DomainEvent,
    leads::{LeadId, intake, store as leads},
    state::AppState,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// How many are given up together when their time is over.
const TOGETHER: i64 = 200;
/// How often it is looked for those whose time is over.
const EVERY: Duration = Duration::from_secs(3600);

/// Wakes the removing; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Purging(Arc<Notify>);

impl Purging {
    /// Waits until something may be there to remove.
    pub async fn wait(&self) {
        tokio::select! {
            () = self.0.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }

    /// Gives up the leads that were deleted 30 days ago, and answers one that is to be removed, if there is any.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn next(app: &AppState) -> Result<Option<LeadId>, AppError> {
        loop {
            let over = store::before(&app.db, app.clock.now_ms() - DeletedLead::KEPT_MS, TOGETHER).await?;
            if over.is_empty() {
                return store::next_gone(&app.db).await;
            }
            give_up(app, &over).await?;
        }
    }

    /// Removes what is left of a lead once nothing was said with it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget(db: &Db, lead: LeadId) -> Result<(), AppError> {
        let mut tx = intake::begin(db).await?;
        leads::delete(&mut tx, lead).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Deletes for good what was deleted before. Answers how many these are.
///
/// # Errors
/// `NotFound` when none of them can be had back anyway.
pub(super) async fn purge(app: &AppState, leads: &[LeadId]) -> Result<(), AppError> {
    if give_up(app, leads).await? == 0 {
        return Err(AppError::NotFound("deleted lead".into()));
    }
    app.purging.0.notify_one();
    Ok(())
}

async fn give_up(app: &AppState, leads: &[LeadId]) -> Result<usize, AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let gone = store::give_up(&mut tx, leads).await?;
    let count = gone.len();
    app.commit_and_tell(tx, (count > 0).then_some(DomainEvent::LeadsDeleted(gone))).await?;
    Ok(count)
}
