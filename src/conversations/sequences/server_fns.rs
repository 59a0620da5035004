//! The browser's door to sequences that run.
use super::model::{OfferedSequence, RunId};
use crate::{call::Call, error::AppError, leads::LeadId, templates::SequenceId};
use leptos::prelude::*;

/// The sequences that this person may start, each as it would run for this lead. `zone` is that of the person's browser.
#[server(prefix = "/call", endpoint = "offered_sequences", protocol = Call)]
pub async fn offered_sequences(lead: LeadId, zone: String) -> Result<Vec<OfferedSequence>, AppError> {
    use crate::{
        conversations::sequences::offering,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| offering::offers(&app, &actor, lead, &zone).await).await
}

/// Starts a sequence for a lead. `run` is made by the caller; the same again changes nothing.
#[server(prefix = "/call", endpoint = "start_sequence", protocol = Call)]
pub async fn start_sequence(run: RunId, lead: LeadId, sequence: SequenceId, zone: String) -> Result<(), AppError> {
    use crate::{
        conversations::sequences::starting,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| starting::start(&app, &actor, run, lead, sequence, &zone).await).await
}

/// Ends a sequence that runs: its remaining steps never go.
#[server(prefix = "/call", endpoint = "end_sequence", protocol = Call)]
pub async fn end_sequence(run: RunId) -> Result<(), AppError> {
    use crate::{
        conversations::sequences::starting,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, actor| starting::end(&app, &actor, run).await).await
}

/// Goes on with a sequence that somebody ended, if nobody has written since.
#[server(prefix = "/call", endpoint = "resume_sequence", protocol = Call)]
pub async fn resume_sequence(run: RunId) -> Result<(), AppError> {
    use crate::{
        conversations::sequences::starting,
        team::{Permission, door},
    };
    door::admit(Permission::SendMessages, async |app, _| starting::resume(&app, run).await).await
}
