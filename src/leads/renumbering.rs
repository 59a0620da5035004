//! A person changes their number: their lead has the new one, the old one stays known, and nothing is sent to it any more.
use super::{
    deleting, merging,
    model::{Lead, LeadChange, LeadEvent, LeadId},
    store::{self, StoredLead},
};
use crate::{error::AppError, phones::international, whatsapp::Address};
use sqlx::{Any, Transaction};

/// What a change of number means for the leads.
pub enum Renumbered {
    /// This lead has it now.
    Lead(Box<Lead>),
    /// The lead is deleted, and has it once it is back.
    Deleted,
    /// Whoever has the new number is a lead already: the one before has to become part of it, then [`merging::retire`] its addresses.
    Same {
        /// The lead with the number of before.
        before: LeadId,
        /// The lead with the number of now.
        now: LeadId,
    },
}

/// Gives the lead of an address another one, within a transaction from [`super::intake::begin`]. Nothing when nobody is known by it, or
/// it was given already: every phone that knows the person is told.
///
/// # Errors
/// When the database cannot be written.
pub async fn renumber(tx: &mut Transaction<'static, Any>, from: &Address, to: &Address, now: i64) -> Result<Option<Renumbered>, AppError> {
    let (Some(old), Some(new)) = (&from.number, &to.number) else { return Ok(None) };
    if old == new {
        return Ok(None);
    }
    let known = store::by_address(tx, Some(old), from.lid.as_deref()).await?;
    // Another person may have had the old number.
    let is_theirs =
        |lead: &StoredLead| lead.number.as_ref() == Some(old) && (lead.lid.is_none() || from.lid.is_none() || lead.lid == from.lid);
    let Some(mut stored) = known.into_iter().find(is_theirs) else {
        let is_deleted = deleting::renumber(tx, from, to, now).await?;
        return Ok(is_deleted.then_some(Renumbered::Deleted));
    };
    let change = LeadChange { at: now, by: None, what: changed(old, new) };
    for other in store::by_address(tx, Some(new), to.lid.as_deref()).await? {
        if other.lead.id == stored.lead.id {
            continue;
        }
        if other.lid.is_none() || to.lid.is_none() || other.lid == to.lid {
            store::record(tx, other.lead.id, &change).await?;
            return Ok(Some(Renumbered::Same { before: stored.lead.id, now: other.lead.id }));
        }
        // The number was somebody else's before, who is known by the LID alone from now on.
        store::save(tx, &StoredLead { number: None, ..other }, now).await?;
    }
    if let Some((_, into)) = merging::known_by(tx, &Address { number: Some(new.clone()), lid: None }).await?
        && into != stored.lead.id
    {
        store::record(tx, into, &change).await?;
        return Ok(Some(Renumbered::Same { before: stored.lead.id, now: into }));
    }
    move_to(&mut stored, to);
    store::save(tx, &stored, now).await?;
    merging::remember(tx, stored.lead.id, old, now).await?;
    store::record(tx, stored.lead.id, &change).await?;
    Ok(Some(Renumbered::Lead(Box::new(stored.lead))))
}

/// What history says of it.
pub(super) fn changed(old: &str, new: &str) -> LeadEvent {
    LeadEvent::NumberChanged { from: international(old), to: international(new) }
}

/// The lead with its other address; whoever has no name is called by the new number.
pub(super) fn move_to(stored: &mut StoredLead, to: &Address) {
    let before = stored.lead.number.take();
    stored.lid = to.lid.clone().or_else(|| stored.lid.take());
    stored.number.clone_from(&to.number);
    stored.lead.number = to.number.as_deref().map(international);
    if before.as_ref() == Some(&stored.lead.own_name) {
        stored.lead.own_name = stored.lead.number.clone().unwrap_or_default();
        if stored.called.is_empty() {
            stored.lead.name.clone_from(&stored.lead.own_name);
        }
    }
}

/// The lead that had a number before, which nobody has now. With a LID it is somebody new, as numbers are given to others.
pub(super) async fn had(tx: &mut Transaction<'static, Any>, person: &Address) -> Result<Option<StoredLead>, AppError> {
    let (Some(number), None) = (&person.number, &person.lid) else { return Ok(None) };
    let found = merging::by_numbers(tx, &[number]).await?;
    match found.first() {
        Some((_, lead)) => store::one_in(tx, *lead).await.map(Some),
        None => Ok(None),
    }
}
