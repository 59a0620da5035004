//! How outages and bugs become an [`AppError`]: logged with a reference, shown as that reference.
use super::AppError;

/// Logs the cause of an unexpected failure under a reference and answers the error that shows it.
pub fn unexpected(cause: &dyn std::fmt::Display) -> AppError {
    let reference = hex::encode(rand::random::<[u8; 4]>());
    tracing::error!(%reference, "Unexpected failure {reference}: {cause}");
    AppError::Internal { reference }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        unexpected(&error)
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        unexpected(&format!("{error:#}"))
    }
}
