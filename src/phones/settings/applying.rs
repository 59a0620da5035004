//! Reading and changing what a phone does by itself.
use super::{hours, model::PhoneSettings, store};
use crate::{
    error::AppError,
    phones::{PhoneId, listing, ward::Command},
    state::AppState,
};
use sqlx::{Any, Transaction};

/// The settings of a phone.
///
/// # Errors
/// `NotFound`.
pub async fn of(app: &AppState, phone: PhoneId) -> Result<PhoneSettings, AppError> {
    listing::one(app, phone).await?;
    store::of(&app.db, phone).await
}

/// What holds for a phone at this moment, within the transaction that stores its messages: it says `replies` only when somebody
/// who writes now is to be replied to.
///
/// # Errors
/// When the database cannot be read.
pub async fn in_force(tx: &mut Transaction<'static, Any>, phone: PhoneId, now_ms: i64) -> Result<PhoneSettings, AppError> {
    let (mut settings, sending_paused) = store::in_force(tx, phone).await?;
    let somebody_is_there = settings.hours.as_ref().is_some_and(|hours| hours.have(now_ms));
    settings.replies = settings.replies && !sending_paused && !somebody_is_there;
    Ok(settings)
}

/// Changes the settings of a phone.
///
/// # Errors
/// `NotFound`; field errors of `reply`, `hours` and `zone`.
pub async fn save(app: &AppState, phone: PhoneId, settings: PhoneSettings) -> Result<PhoneSettings, AppError> {
    let settings = settings.fit()?;
    if settings.hours.as_ref().is_some_and(|hours| !hours::is_zone(&hours.zone)) {
        return Err(AppError::field("zone", "There is no such time zone. Name one as Asia/Jakarta or Europe/Berlin."));
    }
    listing::one(app, phone).await?;
    store::put(&app.db, phone, &settings).await?;
    app.phones.tell(phone, Command::Tell);
    Ok(settings)
}
