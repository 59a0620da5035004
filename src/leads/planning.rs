//! Deciding about a lead: when we come back to it, that nothing is left to do, whose it is.
use super::{
    intake,
    model::{FollowUp, Lead, LeadChange, LeadEvent, LeadId, Plan},
    store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    state::AppState,
    team::{Actor, Permission, people},
};

/// Carries out what a person decided. The same again changes nothing.
///
/// # Errors
/// `NotFound`; field errors of a follow-up; a conflict when the owner may not plan leads.
pub async fn decide(app: &AppState, actor: &Actor, id: LeadId, plan: Plan) -> Result<Lead, AppError> {
    let now = app.clock.now_ms();
    let plan = fit(app, plan, now).await?;
    let mut tx = intake::begin(&app.db).await?;
    let mut stored = store::one_in(&mut tx, id).await?;
    let before = stored.lead.clone();
    let lead = &mut stored.lead;
    match &plan {
        Plan::FollowUp { due_at, note } => {
            // What was waiting when it was called done is not waiting any more.
            if stored.done_at.take().is_some() {
                lead.waiting_since = None;
            }
            lead.due_at = Some(*due_at);
            lead.due_note.clone_from(note);
            stored.planned_at = Some(now);
        }
        Plan::NoFollowUp => {
            lead.due_at = None;
            lead.due_note.clear();
            stored.planned_at = None;
        }
        Plan::Done => stored.done_at = stored.done_at.or(Some(now)),
        Plan::Reopen => stored.done_at = None,
        Plan::Give(owner) => lead.owner = Some(*owner),
        Plan::Release => lead.owner = None,
    }
    lead.is_done = stored.done_at.is_some();
    if stored.lead == before {
        return Ok(before);
    }
    store::save(&mut tx, &stored, now).await?;
    store::record(&mut tx, id, &LeadChange { at: now, by: Some(actor.id), what: LeadEvent::Decided(plan) }).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::LeadChanged(stored.lead.clone()));
    Ok(stored.lead)
}

async fn fit(app: &AppState, plan: Plan, now: i64) -> Result<Plan, AppError> {
    match plan {
        Plan::FollowUp { due_at, note } => {
            let FollowUp { due_at, note } = FollowUp::parse(due_at, &note, now)?;
            Ok(Plan::FollowUp { due_at, note })
        }
        Plan::Give(owner) if !people::may(&app.db, owner, Permission::PlanLeads).await? => {
            Err(AppError::Conflict("A lead can only be given to somebody whose role may work on leads.".into()))
        }
        plan => Ok(plan),
    }
}
