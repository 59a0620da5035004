//! Marking a lead's messages as read here.
use super::{intake, model::LeadId, store};
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
