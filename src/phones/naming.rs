//! Giving a phone a name.
use super::{
    listing,
    model::{Phone, PhoneId, PhoneName},
    store,
};
use crate::{error::AppError, event::DomainEvent, state::AppState};

/// Renames a phone.
///
/// # Errors
/// `NotFound`.
pub async fn rename(app: &AppState, id: PhoneId, name: PhoneName) -> Result<Phone, AppError> {
    store::one(&app.db, id).await?;
    store::rename(&app.db, id, &name).await?;
    let phone = listing::one(app, id).await?;
    app.events.publish(DomainEvent::PhoneChanged(phone.clone()));
    Ok(phone)
}
