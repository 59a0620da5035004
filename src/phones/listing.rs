//! Reading phones.
use super::{
    model::{Phone, PhoneId},
    store,
};
use crate::{db::Db, error::AppError, state::AppState};

/// Every phone, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(app: &AppState) -> Result<Vec<Phone>, AppError> {
    stored(&app.db).await
}

/// Every phone as it is stored, also while no server runs.
///
/// # Errors
/// When the database cannot be read.
pub async fn stored(db: &Db) -> Result<Vec<Phone>, AppError> {
    Ok(store::all(db).await?.into_iter().map(|stored| stored.phone).collect())
}

/// One phone.
///
/// # Errors
/// `NotFound`.
pub async fn one(app: &AppState, id: PhoneId) -> Result<Phone, AppError> {
    Ok(store::one(&app.db, id).await?.phone)
}
