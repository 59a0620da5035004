//! Linking a phone: asking for a code. What follows is the supervisor's.
use super::{
    model::{Phone, PhoneId, PhoneName},
    store,
};
use crate::{error::AppError, event::DomainEvent, state::AppState};

/// Adds a phone and begins linking it.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(app: &AppState, name: PhoneName) -> Result<Phone, AppError> {
    let id = store::insert(&app.db, &name, app.clock.now_ms()).await?;
    app.events.publish(DomainEvent::PhoneChanged(store::one(&app.db, id).await?.phone));
    begin(app, id, false).await
}

/// Joins the running link of this phone, or begins one. With `force` the running link ends first, completely.
///
/// # Errors
/// `NotFound`; a conflict when the phone is linked already.
pub async fn begin(app: &AppState, id: PhoneId, force: bool) -> Result<Phone, AppError> {
    let phone = store::one(&app.db, id).await?.phone;
    if phone.state.is_linked() {
        return Err(AppError::Conflict(format!("\"{}\" is linked already. Unlink it first to link it again.", phone.name)));
    }
    // A running link answers with its own state: joining changes nothing.
    app.phones.begin(id, force).await?;
    Ok(store::one(&app.db, id).await?.phone)
}
