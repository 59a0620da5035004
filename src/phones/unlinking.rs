//! Unlinking a phone: WhatsApp is told, the keys are cleared, the phone, its leads and their history stay.
use super::{
    model::{Phone, PhoneId},
    store,
};
use crate::{error::AppError, state::AppState};

/// Unlinks.
///
/// # Errors
/// `NotFound`.
pub async fn unlink(app: &AppState, id: PhoneId) -> Result<Phone, AppError> {
    store::one(&app.db, id).await?;
    app.phones.unlink(id).await?;
    Ok(store::one(&app.db, id).await?.phone)
}
