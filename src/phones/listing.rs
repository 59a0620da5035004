//! Reading phones.
use super::{
    model::{Phone, PhoneChange, PhoneId},
    store,
};
use crate::{db::Db, error::AppError, state::AppState};

/// Every phone, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(app: &AppState) -> Result<Vec<Phone>, AppError> {
    Ok(stored(&app.db).await?.into_iter().map(|phone| app.phones.as_it_stands(phone)).collect())
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
    Ok(app.phones.as_it_stands(store::one(&app.db, id).await?.phone))
}

/// When a phone and its handset were last heard, Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sightings {
    /// When WhatsApp was last heard on its connection.
    pub heard_at: Option<i64>,
    /// When the handset itself last did something.
    pub handset_seen_at: Option<i64>,
    /// Whether its keys are no longer saved.
    pub saver_is_halted: bool,
}

/// When a phone and its handset were last heard.
///
/// # Errors
/// `NotFound`.
pub async fn sightings(app: &AppState, id: PhoneId) -> Result<Sightings, AppError> {
    let stored = store::one(&app.db, id).await?;
    let vitals = app.phones.vitals().get(&id).copied();
    let now = app.clock.now_ms();
    Ok(Sightings {
        heard_at: vitals.map(|vitals| now - i64::try_from(vitals.heard_ago_ms).unwrap_or(0)).or(stored.heard_at),
        handset_seen_at: stored.handset_seen_at,
        saver_is_halted: vitals.is_some_and(|vitals| vitals.saver_is_halted),
    })
}

/// The newest changes of a phone, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn timeline(app: &AppState, id: PhoneId) -> Result<Vec<PhoneChange>, AppError> {
    store::timeline(&app.db, id).await
}
