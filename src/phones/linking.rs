//! Linking a phone: asking for a code. What follows is the supervisor's.
use super::{
    listing,
    model::{Phone, PhoneId, PhoneName},
    numbers, store,
    ward::Command,
};
use crate::{error::AppError, event::DomainEvent, state::AppState};

/// Adds a phone and begins linking it.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(app: &AppState, by: &str, name: PhoneName) -> Result<Phone, AppError> {
    let id = store::insert(&app.db, &name, app.clock.now_ms()).await?;
    app.events.publish(DomainEvent::PhoneChanged(store::one(&app.db, id).await?.phone));
    begin(app, by, id, false).await
}

/// Joins the running link of this phone, or begins one for somebody. With `force` the running link ends first, completely.
///
/// # Errors
/// `NotFound`; a conflict when the phone is linked already, or has keys that still may work and `force` does not say to give them up.
pub async fn begin(app: &AppState, by: &str, id: PhoneId, force: bool) -> Result<Phone, AppError> {
    let phone = listing::one(app, id).await?;
    if phone.state.is_active() {
        return Err(AppError::Conflict(format!("\"{}\" is linked already. Unlink it first to link it again.", phone.name)));
    }
    // A running link answers with its own state: joining changes nothing.
    app.phones.begin(id, force, by).await?;
    listing::one(app, id).await
}

/// A phone that can come back without a scan is not linked anew by the way: its keys would be lost.
pub(super) fn still_linked(name: &str) -> AppError {
    AppError::Conflict(format!("\"{name}\" is still linked. Press \"Connect\" to go on with it, or unlink it first to link it again."))
}

/// Asks WhatsApp for the characters that are typed on the handset instead of scanning; they come with the link's progress.
///
/// # Errors
/// A field error of `number`; a conflict while no code is on show.
pub async fn by_number(app: &AppState, id: PhoneId, typed: &str) -> Result<(), AppError> {
    let number = numbers::parse(typed)
        .ok_or_else(|| AppError::field("number", "Write the number with its country code, for example +62 812 3456 7890."))?;
    app.phones.order(id, |reply| Command::ByNumber { number, reply }).await
}

/// Says that the codes of the passkey step are the same on both sides.
///
/// # Errors
/// A conflict when the link is over.
pub async fn confirm_passkey(app: &AppState, id: PhoneId) -> Result<(), AppError> {
    app.phones.order(id, Command::ConfirmPasskey).await
}

/// Gives a running link up.
///
/// # Errors
/// A conflict when there is none, or the handset has scanned already.
pub async fn cancel(app: &AppState, by: &str, id: PhoneId) -> Result<(), AppError> {
    app.phones.order(id, |reply| Command::Cancel { by: by.to_owned(), reply }).await
}
