//! Reading and setting the quiet hours.
use super::{model::QuietHours, store};
use crate::{error::AppError, event::DomainEvent, state::AppState};
use jiff::tz::TimeZone;

/// The quiet hours as they are now.
///
/// # Errors
/// When the database cannot be read.
pub async fn now(app: &AppState) -> Result<QuietHours, AppError> {
    store::read(&app.db).await
}

/// Sets them. What waits heeds them when its time comes.
///
/// # Errors
/// Field errors of `hours` and `zone`.
pub async fn save(app: &AppState, hours: QuietHours) -> Result<QuietHours, AppError> {
    let hours = hours.fit()?;
    if hours.zone.as_deref().is_some_and(|zone| TimeZone::get(zone).is_err()) {
        return Err(AppError::field("zone", "There is no such time zone. Name one as Asia/Jakarta or Europe/Berlin."));
    }
    store::put(&app.db, &hours).await?;
    app.events.publish(DomainEvent::QuietHoursChanged);
    Ok(hours)
}
