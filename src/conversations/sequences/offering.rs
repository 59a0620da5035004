//! What a sequence would do, or will: its steps with their times, before it is started and while it runs.
use super::{
    model::{Ahead, OfferedSequence, Running},
    place::Place,
    store,
};
use crate::{
    conversations::{later::name_of, sending},
    error::AppError,
    leads::{Lead, LeadId, listing as leads},
    state::AppState,
    team::Actor,
    templates::{Step, StepKind, Values, fill, sequence_keeping as keeping},
};

/// Every sequence that this person may start, as it would run for this lead.
///
/// # Errors
/// `NotFound` for an unknown lead.
pub(super) async fn offers(app: &AppState, actor: &Actor, lead: LeadId, zone: &str) -> Result<Vec<OfferedSequence>, AppError> {
    let now = app.clock.now_ms();
    let lead = leads::one(app, lead).await?;
    let place = Place::of(app, &lead, zone).await?;
    let phone_name = sending::sending_phone(app, lead.id).await.ok().map(|phone| phone.name);
    let values = Values { name: name_of(&lead), number: lead.number, my_name: Some(actor.name.clone()), phone_name };
    let mut offers = Vec::new();
    for sequence in keeping::list(app, actor).await? {
        let Some(first) = sequence.steps.first() else { continue };
        let ahead = ahead(&place, &sequence.steps, (0, place.first(now, first)?), now, &values)?;
        offers.push(OfferedSequence { id: sequence.id, name: sequence.name, ahead });
    }
    Ok(offers)
}

/// The sequence that runs for a lead, as it goes on when nothing is in the way.
///
/// # Errors
/// When the database cannot be read.
pub(in crate::conversations) async fn running(app: &AppState, lead: &Lead, phone: Option<String>) -> Result<Option<Running>, AppError> {
    let Some((run, next, held)) = store::running(&app.db, lead.id).await? else { return Ok(None) };
    let place = Place::of(app, lead, &run.zone).await?;
    let values = super::stepping::values(&run, lead, phone);
    let ahead = ahead(&place, &run.steps, (run.next_step, run.next_at), app.clock.now_ms(), &values)?;
    let steps = u16::try_from(run.steps.len()).unwrap_or(u16::MAX);
    Ok(Some(Running { id: run.id, name: run.name, sender: run.sender, steps, next, held, ahead }))
}

/// The steps from one on, whose time is known. While that one is over and held, the rest is counted from now.
fn ahead(place: &Place, steps: &[Step], (from, at): (usize, i64), now: i64, values: &Values) -> Result<Vec<Ahead>, AppError> {
    let (mut ahead, mut at) = (Vec::new(), at);
    for (nth, step) in steps.iter().enumerate().skip(from) {
        if nth > from {
            at = place.after(at.max(now), step)?;
        }
        let is_reminder = step.kind == StepKind::Reminder;
        ahead.push(Ahead { number: u16::try_from(nth + 1).unwrap_or(u16::MAX), is_reminder, text: fill(&step.text, values), at });
    }
    Ok(ahead)
}
