//! Marking a lead's messages as read here.
use super::{model::LeadId, store};
use crate::{error::AppError, event::DomainEvent, state::AppState};

/// Marks everything read, and answers how many messages were not.
///
/// # Errors
/// `NotFound`.
pub async fn mark_read(app: &AppState, id: LeadId) -> Result<u32, AppError> {
    let unread = store::clear_unread(&app.db, id).await?;
    if unread > 0 {
        app.events.publish(DomainEvent::LeadChanged(store::one(&app.db, id).await?.lead));
    } else {
        store::one(&app.db, id).await?;
    }
    Ok(unread)
}
