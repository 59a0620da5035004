//! First run: the owner is made unattended from the configuration, or by a one-time link that the log prints.
use super::people::{self, NewPerson};
use crate::{error::AppError, state::AppState};
use std::sync::{Arc, Mutex, PoisonError};

/// The token of the one-time link; gone once used. Only its holder, who can read the log, may create the owner.
#[derive(Clone, Debug, Default)]
pub struct FirstRun(Arc<Mutex<Option<Token>>>);

#[derive(Clone)]
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Token")
    }
}

impl FirstRun {
    fn issue(&self) -> String {
        let token = hex::encode(rand::random::<[u8; 24]>());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Token(token.clone()));
        token
    }

    fn is(&self, typed: &str) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().is_some_and(|Token(token)| same_in_constant_time(token.as_bytes(), typed.as_bytes()))
    }

    /// Whether the link waits for somebody to open it.
    pub(super) fn is_open(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn use_up(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// At start: creates the configured owner, or prints the one-time link, while nobody is there.
///
/// # Errors
/// When the configured password is too short, or the database cannot be reached.
pub async fn prepare(app: &AppState) -> Result<(), AppError> {
    if !people::nobody_yet(&app.db).await? {
        return Ok(());
    }
    if let (Some(email), Some(password)) = (&app.config.owner_email, &app.config.owner_password) {
        let name = email.split('@').next().unwrap_or("Owner").to_owned();
        let new = NewPerson { name, email: email.clone(), password: password.clone(), role: super::Role::Owner };
        people::add_owner(&app.db, &app.clock, &app.team, new).await?;
        tracing::info!("Created the owner from the configuration");
    } else {
        let token = app.team.first_run.issue();
        tracing::warn!("Nobody is here yet. Create the owner at {}/first-run?token={token}", app.config.public_url());
    }
    Ok(())
}

/// Creates the owner for the holder of the link.
///
/// # Errors
/// `NotAllowed` with a wrong or used token; what [`people::add_owner`] says.
pub(super) async fn create_owner(app: &AppState, token: &str, new: NewPerson) -> Result<super::Actor, AppError> {
    if !app.team.first_run.is(token) {
        return Err(AppError::Conflict("This link has been used or is not valid. A fresh one is in the log after a restart.".into()));
    }
    let owner = people::add_owner(&app.db, &app.clock, &app.team, new).await?;
    app.team.first_run.use_up();
    Ok(owner)
}

fn same_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}
