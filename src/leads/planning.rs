//! Deciding about leads: when we come back to them, that nothing is left to do, whose they are, where they stand, what is known.
use super::{
    fitting, intake,
    model::{Decision, Lead, LeadChange, LeadEvent, LeadId, MOST_AT_ONCE, Plan},
    stages::{self, Stage, StageKind},
    store::{self, StoredLead},
    tags,
};
use crate::{
    error::{AppError, unexpected},
    event::DomainEvent,
    state::AppState,
    team::Actor,
};
use sqlx::{Any, Transaction};

/// Carries out what a person decided. The same again changes nothing.
///
/// # Errors
/// `NotFound`; field errors of what was typed; a conflict when the owner may not plan leads.
pub async fn decide(app: &AppState, actor: &Actor, id: LeadId, plan: Plan) -> Result<Lead, AppError> {
    let mut decided = decide_all(app, actor, vec![Decision { lead: id, plan }]).await?;
    decided.pop().ok_or_else(|| unexpected(&"a decision without a lead"))
}

/// Carries out several decisions, all or none, and answers the leads as they are then.
///
/// # Errors
/// As [`decide`]; `Malformed` when there are too many.
pub async fn decide_all(app: &AppState, actor: &Actor, decisions: Vec<Decision>) -> Result<Vec<Lead>, AppError> {
    if decisions.len() > MOST_AT_ONCE {
        return Err(AppError::Malformed(format!("at most {MOST_AT_ONCE} leads at once")));
    }
    let now = app.clock.now_ms();
    let decisions = fitting::fit(app, decisions, now).await?;
    let (mut decided, mut happened) = (Vec::new(), Vec::new());
    let mut tx = intake::begin(&app.db).await?;
    let stages = stages::all_in(&mut tx).await?;
    for Decision { lead, plan } in decisions {
        let mut stored = store::one_in(&mut tx, lead).await?;
        let what = apply(&mut tx, &mut stored, plan, &stages, now).await?;
        if let Some(what) = what {
            store::save(&mut tx, &stored, now).await?;
            store::record(&mut tx, lead, &LeadChange { at: now, by: Some(actor.id), what }).await?;
            happened.extend([DomainEvent::LeadFactsChanged(lead), DomainEvent::LeadChanged(stored.lead.clone())]);
        }
        decided.push(stored.lead);
    }
    app.commit_and_tell(tx, happened).await?;
    Ok(decided)
}

/// Changes the lead; answers what happened, if anything did.
async fn apply(
    tx: &mut Transaction<'static, Any>,
    stored: &mut StoredLead,
    plan: Plan,
    stages: &[Stage],
    now: i64,
) -> Result<Option<LeadEvent>, AppError> {
    let before = (stored.lead.clone(), stored.called.clone());
    plan.foresee(&mut stored.lead);
    match &plan {
        Plan::FollowUp { .. } => {
            // What was waiting when it was called done is not waiting any more.
            if stored.done_at.take().is_some() {
                stored.lead.waiting_since = None;
            }
            stored.planned_at = Some(now);
        }
        Plan::NoFollowUp => stored.planned_at = None,
        Plan::Done => stored.done_at = stored.done_at.or(Some(now)),
        Plan::Reopen => stored.done_at = None,
        Plan::Call(name) => stored.called.clone_from(name),
        Plan::MoveTo { .. } => return move_on(stored, &before.0, stages, now),
        Plan::Tag(_) | Plan::Untag(_) if stored.lead != before.0 => {
            fitting::fit_tags(&stored.lead)?;
            tags::replace(tx, &stored.lead).await?;
        }
        Plan::Give(_) | Plan::Release | Plan::Tag(_) | Plan::Untag(_) | Plan::Source(_) | Plan::Worth(_) => {}
    }
    stored.lead.is_done = stored.done_at.is_some();
    Ok((before != (stored.lead.clone(), stored.called.clone())).then_some(LeadEvent::Decided(plan)))
}

/// A lead that is won or lost needs nothing until they write; one that is taken back does.
fn move_on(stored: &mut StoredLead, before: &Lead, stages: &[Stage], now: i64) -> Result<Option<LeadEvent>, AppError> {
    if stored.lead == *before {
        return Ok(None);
    }
    let stage = |id| stages.iter().find(|stage| stage.id == id).ok_or_else(|| AppError::NotFound("stage".into()));
    let (from, to) = (stage(before.stage)?, stage(stored.lead.stage)?);
    let reason = fitting::fit_reason(to.kind, &stored.lead.lost_reason)?;
    stored.lead.lost_reason.clone_from(&reason);
    match (from.kind, to.kind) {
        (_, StageKind::Won | StageKind::Lost) => stored.done_at = stored.done_at.or(Some(now)),
        (StageKind::Won | StageKind::Lost, StageKind::Open) => stored.done_at = None,
        (StageKind::Open, StageKind::Open) => {}
    }
    stored.lead.is_done = stored.done_at.is_some();
    stored.staged_at = Some(now);
    let what = LeadEvent::Moved { from: from.name.clone(), to: to.name.clone(), reason };
    Ok((stored.lead != *before).then_some(what))
}
