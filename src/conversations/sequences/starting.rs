//! Starting a sequence for a lead, ending it, and going on after all.
use super::{
    model::RunId,
    place::Place,
    store::{self, Run},
};
use crate::{
    conversations::{later::scheduling, store as messages},
    error::AppError,
    leads::{LeadId, intake, listing as leads},
    state::AppState,
    team::Actor,
    templates::{SequenceId, sequence_keeping as keeping},
};

/// Starts a sequence for a lead; the same again changes nothing. `zone` is that of whoever starts it.
///
/// # Errors
/// `NotFound` for an unknown lead or sequence; a conflict when one runs for this lead already, or no phone has talked to them.
pub async fn start(app: &AppState, actor: &Actor, id: RunId, lead: LeadId, sequence: SequenceId, zone: &str) -> Result<(), AppError> {
    let now = app.clock.now_ms();
    let known = leads::one(app, lead).await?;
    if messages::newest_phone(&app.db, lead).await?.is_none() {
        return Err(AppError::Conflict("No phone has talked to this person yet.".into()));
    }
    let sequence = keeping::one(app, actor, sequence).await?;
    let place = Place::of(app, &known, zone).await?;
    let first = sequence.steps.first().ok_or_else(|| AppError::NotFound("sequence".into()))?;
    let next_at = place.first(now, first)?;
    let run = Run {
        id,
        lead,
        person: actor.id,
        sender: actor.name.clone(),
        name: sequence.name,
        steps: sequence.steps,
        zone: zone.chars().take(LONGEST_ZONE).filter(|letter| !letter.is_control()).collect(),
        started_at: now,
        was_done: known.is_done,
        next_step: 0,
        next_at,
        ended_at: None,
        was_ended: false,
    };
    let mut tx = intake::begin(&app.db).await?;
    if let Some(known) = store::one_in(&mut tx, id).await? {
        return if known.lead == lead { Ok(()) } else { Err(AppError::Conflict("Another sequence has this id already.".into())) };
    }
    one_at_a_time(store::running_in(&mut tx, lead).await?)?;
    store::insert(&mut tx, &run).await?;
    store::plan_next(&mut tx, &run).await?;
    tx.commit().await?;
    scheduling::tell(app, lead).await;
    Ok(())
}

/// No zone has a longer name.
const LONGEST_ZONE: usize = 60;

/// Ends a sequence; one that does not run any more stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(app: &AppState, actor: &Actor, id: RunId) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let Some(run) = store::one_in(&mut tx, id).await? else { return Ok(()) };
    if store::end(&mut tx, id, Some(actor.id), app.clock.now_ms()).await? {
        tx.commit().await?;
        scheduling::tell(app, run.lead).await;
    }
    Ok(())
}

/// Goes on with a sequence that a person ended, as if it had not been; one that runs goes on.
///
/// # Errors
/// `NotFound`; a conflict when somebody wrote meanwhile, another one runs, or it ended by itself.
pub async fn resume(app: &AppState, id: RunId) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let run = store::one_in(&mut tx, id).await?.ok_or_else(|| AppError::NotFound("sequence".into()))?;
    let Some(ended_at) = run.ended_at else { return Ok(()) };
    one_at_a_time(store::running_in(&mut tx, run.lead).await?)?;
    if !run.was_ended || store::wrote_since(&mut tx, run.lead, ended_at).await? {
        return Err(AppError::Conflict("They wrote meanwhile, or somebody did on the handset: this sequence has ended for good.".into()));
    }
    store::go_on(&mut tx, &run).await?;
    store::plan_next(&mut tx, &run).await?;
    tx.commit().await?;
    scheduling::tell(app, run.lead).await;
    Ok(())
}

fn one_at_a_time(running: Option<Run>) -> Result<(), AppError> {
    let Some(run) = running else { return Ok(()) };
    Err(AppError::Conflict(format!("The sequence “{}” runs for this person already. End it first.", run.name)))
}
