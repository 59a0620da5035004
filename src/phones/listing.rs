//! Reading phones.
use super::{
    model::{Phone, PhoneId},
    store,
};
use crate::{error::AppError, state::AppState};

/// Every phone, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(app: &AppState) -> Result<Vec<Phone>, AppError> {
    Ok(store::all(&app.db).await?.into_iter().map(|stored| stored.phone).collect())
}

/// One phone.
///
/// # Errors
/// `NotFound`.
pub async fn one(app: &AppState, id: PhoneId) -> Result<Phone, AppError> {
    Ok(store::one(&app.db, id).await?.phone)
}
