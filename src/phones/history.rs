//! How much is known of what was said before a phone was linked.
use super::{model::PhoneId, store, ward::Command};
use crate::{error::AppError, state::AppState};

/// Notes what was imported so far, and how much of the whole the handset has handed over with it when that is news; tells everybody.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(app: &AppState, id: PhoneId, messages: i64, people: i64, percent: Option<u8>) -> Result<(), AppError> {
    store::set_history(&app.db, id, messages, people, percent).await?;
    app.phones.tell(id, Command::Tell);
    Ok(())
}
