//! What ends a sequence by itself: an answer, or a lead that becomes part of another one.
use super::{model::RunId, store};
use crate::{
    error::AppError,
    leads::{Lead, LeadId, intake},
};
use sqlx::{Any, Transaction};

/// Ends a sequence because somebody wrote, and makes that a task, within the transaction that stores their message. `who` begins a
/// sentence. Answers the lead as it is then.
pub(in crate::conversations) async fn on_message(
    tx: &mut Transaction<'static, Any>,
    lead: Lead,
    run: RunId,
    who: &str,
    now_ms: i64,
) -> Result<Lead, AppError> {
    let Some(run) = store::one_in(tx, run).await? else { return Ok(lead) };
    if !store::end(tx, run.id, None, now_ms).await? {
        return Ok(lead);
    }
    let note = format!("{who}, so the sequence “{}” ended before step {} of {}.", run.name, run.next_step + 1, run.steps.len());
    intake::remind(tx, lead.id, &note, now_ms).await
}

/// One of two leads becomes part of the other: of two sequences that run for one person, the one of the lead that goes ends.
pub(in crate::conversations) async fn on_move(
    tx: &mut Transaction<'static, Any>,
    from: LeadId,
    to: LeadId,
    now_ms: i64,
) -> Result<(), AppError> {
    if store::running_in(tx, to).await?.is_some()
        && let Some(second) = store::running_in(tx, from).await?
    {
        store::end(tx, second.id, None, now_ms).await?;
    }
    store::move_to_lead(tx, from, to).await
}

/// The same, so that the lead can be taken apart again. A sequence that ends is a task; answers the lead that stays, if it changed.
pub(in crate::conversations) async fn on_merge(
    tx: &mut Transaction<'static, Any>,
    from: LeadId,
    to: LeadId,
    now_ms: i64,
) -> Result<Option<Lead>, AppError> {
    let mut changed = None;
    if store::running_in(tx, to).await?.is_some()
        && let Some(second) = store::running_in(tx, from).await?
    {
        store::end(tx, second.id, None, now_ms).await?;
        let note = format!("The sequence “{}” ended, as another one runs for the same person.", second.name);
        changed = Some(intake::remind(tx, to, &note, now_ms).await?);
    }
    store::lend_to_lead(tx, from, to).await?;
    Ok(changed)
}

/// Gives a lead that is one of its own again what ran for it.
pub(in crate::conversations) async fn on_take_apart(tx: &mut Transaction<'static, Any>, merged: LeadId) -> Result<(), AppError> {
    store::give_back(tx, merged).await
}
