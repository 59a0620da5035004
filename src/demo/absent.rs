//! Builds without the simulator: there is no demo mode.
use crate::{error::AppError, phones::PhoneId, state::AppState};

/// Does nothing.
pub fn begin(_: &AppState) {}

pub(super) async fn scan(_: &AppState, _: PhoneId) -> Result<(), AppError> {
    Err(AppError::NotFound("simulated handset".into()))
}
