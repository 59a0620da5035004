//! Merging leads by a person's decision, in a way that can be taken back whatever happened since.
use super::{
    model::MergedPerson,
    store::{self, Merge},
};
use crate::{
    db::Db,
    error::AppError,
    leads::{
        Lead, LeadChange, LeadEvent, LeadId, intake,
        store::{self as leads, StoredLead},
        tags,
    },
    team::PersonId,
};
use sqlx::{Any, Transaction};

/// Makes the first lead part of the second, by nobody but Leadwire when there is no person, within a transaction from
/// [`intake::begin`]: its messages must be moved too, then [`intake::forget`] it. Answers the second as it is then.
///
/// # Errors
/// `NotFound`; a conflict when both are the same.
pub async fn merge(
    tx: &mut Transaction<'static, Any>,
    from: LeadId,
    into: LeadId,
    by: Option<PersonId>,
    now: i64,
) -> Result<Lead, AppError> {
    if from == into {
        return Err(AppError::Conflict("This is the same lead already. Choose another one.".into()));
    }
    let (lead, before) = (leads::one_in(tx, from).await?, leads::one_in(tx, into).await?);
    let mut after = before.clone();
    intake::absorb(&mut after, &lead);
    // Who is opened keeps the name that is read there, be it their own.
    if intake::has_own_name(&before.lead) {
        after.called.clone_from(&before.called);
    }
    if !after.called.is_empty() {
        after.lead.name.clone_from(&after.called);
    }
    // Each goes on being met by its own addresses.
    leads::release_addresses(tx, from).await?;
    store::hand_on(tx, from, into).await?;
    store::lend(tx, from, into).await?;
    tags::replace(tx, &after.lead).await?;
    leads::save(tx, &after, now).await?;
    let what = LeadEvent::Absorbed(lead.lead.name.clone());
    leads::record(tx, into, &LeadChange { at: now, by, what }).await?;
    let (number, lid, lead_now) = (lead.number.clone(), lead.lid.clone(), after.lead.clone());
    store::insert(tx, &Merge { id: from, into, number, lid, lead, before, after }, by, now).await?;
    Ok(lead_now)
}

/// The people that are part of a lead.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_lead(db: &Db, lead: LeadId) -> Result<Vec<MergedPerson>, AppError> {
    store::of_lead(db, lead).await
}

/// Makes a merged lead one of its own again, within a transaction from [`intake::begin`]: its messages must be given back too, then both
/// be told their newest by [`renew`]. Answers both, the one taken out first.
///
/// # Errors
/// `NotFound` when it is part of nothing.
pub async fn take_apart(tx: &mut Transaction<'static, Any>, id: LeadId, by: PersonId, now: i64) -> Result<(LeadId, LeadId), AppError> {
    let Merge { id, into, number, lid, mut lead, before, after } = store::take(tx, id).await?;
    let mut rest = leads::one_in(tx, into).await?;
    let name = lead.lead.name.clone();
    undo_facts(&mut rest, &before, &after);
    tags::replace(tx, &rest.lead).await?;
    leads::save(tx, &rest, now).await?;
    (lead.number, lead.lid) = (number, lid);
    lead.lead.unread = 0;
    leads::save(tx, &lead, now).await?;
    tags::replace(tx, &lead.lead).await?;
    store::give_back(tx, id).await?;
    for lead in [id, into] {
        let what = LeadEvent::TakenApart(name.clone());
        leads::record(tx, lead, &LeadChange { at: now, by: Some(by), what }).await?;
    }
    Ok((id, into))
}

/// Whatever nobody has changed since the merge is as it was before.
fn undo_facts(rest: &mut StoredLead, before: &StoredLead, after: &StoredLead) {
    fn undo<T: PartialEq + Clone>(now: &mut T, before: &T, after: &T) {
        if now == after {
            now.clone_from(before);
        }
    }
    undo(&mut rest.called, &before.called, &after.called);
    if rest.staged_at == after.staged_at {
        rest.staged_at = before.staged_at;
        rest.lead.stage = before.lead.stage;
        rest.lead.lost_reason.clone_from(&before.lead.lost_reason);
    }
    let (lead, was, became) = (&mut rest.lead, &before.lead, &after.lead);
    undo(&mut lead.tags, &was.tags, &became.tags);
    undo(&mut lead.source, &was.source, &became.source);
    undo(&mut lead.worth, &was.worth, &became.worth);
    undo(&mut lead.owner, &was.owner, &became.owner);
    lead.name = if rest.called.is_empty() { lead.own_name.clone() } else { rest.called.clone() };
    if rest.planned_at == after.planned_at && rest.lead.due_at == after.lead.due_at {
        rest.planned_at = before.planned_at;
        rest.lead.due_at = before.lead.due_at;
        rest.lead.due_note.clone_from(&before.lead.due_note);
    }
}

/// Tells a lead its newest message, after messages were taken from it or given to it: its words, whether it is ours, and when.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn renew(
    tx: &mut Transaction<'static, Any>,
    id: LeadId,
    newest: Option<(String, bool, i64)>,
    now: i64,
) -> Result<Lead, AppError> {
    let mut stored = leads::one_in(tx, id).await?;
    let lead = &mut stored.lead;
    if let Some((text, is_ours, at)) = newest {
        (lead.last_message, lead.last_message_is_ours, lead.last_message_at) = (intake::preview(&text), is_ours, at);
        lead.waiting_since = if is_ours { None } else { lead.waiting_since.or(Some(at)) };
    } else {
        (lead.last_message, lead.last_message_is_ours, lead.waiting_since) = (String::new(), false, None);
    }
    leads::save(tx, &stored, now).await?;
    intake::one(tx, id).await
}
