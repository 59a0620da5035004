//! Marking a lead's messages as read here. WhatsApp is not told.
use super::{model::LeadId, store};
use crate::{error::AppError, event::DomainEvent, state::AppState};

/// Marks everything read.
///
/// # Errors
/// `NotFound`.
pub async fn mark_read(app: &AppState, id: LeadId) -> Result<(), AppError> {
    if store::clear_unread(&app.db, id).await? {
        app.events.publish(DomainEvent::LeadChanged(store::one(&app.db, id).await?.lead));
    } else {
        store::one(&app.db, id).await?;
    }
    Ok(())
}
