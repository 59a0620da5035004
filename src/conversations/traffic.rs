//! What goes in and out by one phone, for its health card.
use super::store;
use crate::{error::AppError, phones::PhoneId, state::AppState};

/// Times in Unix milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// When the newest message came in.
    pub last_in: Option<i64>,
    /// When the newest message of ours was written that WhatsApp took.
    pub last_out: Option<i64>,
    /// Messages that wait to be sent.
    pub queued: i64,
    /// Messages that came and cannot be read yet.
    pub unreadable: i64,
    /// Messages that came in within the last 24 hours.
    pub day_in: i64,
    /// Messages that went out within the last 24 hours.
    pub day_out: i64,
}

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_phone(app: &AppState, phone: PhoneId) -> Result<Traffic, AppError> {
    const DAY_MS: i64 = 86_400_000;
    store::traffic(&app.db, phone, app.clock.now_ms() - DAY_MS).await
}

/// What became of a message of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It waits to be sent.
    Queued,
    /// WhatsApp has it.
    Sent,
    /// The person's handset has it.
    Delivered,
    /// The person has read it.
    Read,
    /// It was refused.
    Failed,
}

/// What became of the messages that we wrote since, each with how many.
///
/// # Errors
/// When the database cannot be read.
pub async fn outcomes(app: &AppState, since: i64) -> Result<Vec<(Outcome, i64)>, AppError> {
    store::outcomes(&app.db, since).await
}

/// How many messages came and went from one moment to another.
///
/// # Errors
/// When the database cannot be read.
pub async fn between(app: &AppState, from: i64, to: i64) -> Result<(i64, i64), AppError> {
    store::between(&app.db, from, to).await
}

/// How many people wrote since.
///
/// # Errors
/// When the database cannot be read.
pub async fn people_since(app: &AppState, since: i64) -> Result<i64, AppError> {
    store::people_since(&app.db, since).await
}
