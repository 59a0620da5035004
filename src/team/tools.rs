//! What signing in needs to keep between requests.
use super::{attempts::Attempts, first_run::FirstRun, passwords::Passwords};

/// The team's tools, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Team {
    pub(super) passwords: Passwords,
    pub(super) attempts: Attempts,
    pub(super) first_run: FirstRun,
}
