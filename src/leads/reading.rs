//! Marking a lead's messages as read or unread here.
use super::{
    intake,
    model::{Lead, LeadId},
    store,
};
use crate::{error::AppError, event::DomainEvent, state::AppState};

/// Marks everything read, and answers how many messages were not.
///
/// # Errors
/// `NotFound`.
pub async fn mark_read(app: &AppState, id: LeadId) -> Result<u32, AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let unread = store::clear_unread(&mut tx, id).await?;
    let lead = store::one_in(&mut tx, id).await?.lead;
    if unread > 0 {
        app.commit_and_tell(tx, [DomainEvent::LeadChanged(lead)]).await?;
    }
    Ok(unread)
}

/// Marks the newest message as unread, so that somebody looks at it again; nothing changes when it is so already, or when there is none.
///
/// # Errors
/// `NotFound`.
pub async fn mark_unread(app: &AppState, id: LeadId) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let lead = store::one_in(&mut tx, id).await?.lead;
    if lead.unread == 0 && !lead.last_message.is_empty() {
        store::set_unread(&mut tx, id).await?;
        app.commit_and_tell(tx, [DomainEvent::LeadChanged(Lead { unread: 1, ..lead })]).await?;
    }
    Ok(())
}
