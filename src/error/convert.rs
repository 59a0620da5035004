//! How outages and bugs become an [`AppError`]: logged with a reference, shown as that reference or as what is away.
use super::AppError;
use crate::db::Trouble;

/// Logs the cause of an unexpected failure under a reference and answers the error that shows it.
pub fn unexpected(cause: &dyn std::fmt::Display) -> AppError {
    let reference = hex::encode(rand::random::<[u8; 4]>());
    tracing::error!(%reference, "Unexpected failure {reference}: {cause}");
    AppError::Internal { reference }
}

/// Logs that the database cannot be used and answers the error that says so.
pub fn database_away(trouble: &dyn std::fmt::Display) -> AppError {
    tracing::error!("The database cannot be used: {trouble}");
    AppError::DatabaseAway(trouble.to_string())
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        of_database(&error).unwrap_or_else(|| unexpected(&error))
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        let of_database = error.chain().find_map(|cause| cause.downcast_ref().and_then(of_database));
        of_database.unwrap_or_else(|| unexpected(&format!("{error:#}")))
    }
}

/// A state of the database that passes or that its keeper can end; anything else is a bug of ours.
fn of_database(error: &sqlx::Error) -> Option<AppError> {
    let trouble = Trouble::of(error);
    (!matches!(trouble, Trouble::Other(_))).then(|| database_away(&trouble))
}
