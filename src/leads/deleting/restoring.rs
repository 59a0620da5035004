//! Deleted leads that come back: somebody restores them, or the person writes.
use super::{removing::sought, store};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        Lead, LeadChange, LeadEvent, LeadId, intake, merging,
        model::MOST_AT_ONCE,
        renumbering, stages,
        store::{self as leads, StoredLead},
        tags,
    },
    phones::other_spellings,
    state::AppState,
    team::{Actor, PersonId},
    whatsapp::Address,
};
use sqlx::{Any, Transaction};

/// Whoever takes a deletion back this soon meant nothing by it, milliseconds: what is planned goes on as if it had not been.
const UNDONE_WITHIN_MS: i64 = 10 * 60_000;

/// Restores leads as they were, those of them that are deleted. Answers them.
///
/// # Errors
/// `NotFound` when none of them can be had back; `Malformed` when there are too many.
pub async fn restore(app: &AppState, actor: &Actor, ids: &[LeadId]) -> Result<Vec<Lead>, AppError> {
    if ids.len() > MOST_AT_ONCE {
        return Err(AppError::Malformed(format!("at most {MOST_AT_ONCE} leads at once")));
    }
    let mut tx = intake::begin(&app.db).await?;
    let back = put_back(&mut tx, ids, &LeadEvent::Restored, Some(actor.id), app.clock.now_ms()).await?;
    if back.is_empty() {
        return Err(AppError::NotFound("deleted lead".into()));
    }
    app.commit_and_tell(tx, back.iter().cloned().map(DomainEvent::LeadChanged)).await?;
    Ok(back)
}

/// Brings back whoever has this address, as there is a message; with `by`, as somebody added them again. Answers whether there was any.
pub(in crate::leads) async fn bring_back(
    tx: &mut Transaction<'static, Any>,
    person: &Address,
    by: Option<PersonId>,
    now: i64,
) -> Result<bool, AppError> {
    let ids = of_address(tx, person).await?;
    if ids.is_empty() {
        return Ok(false);
    }
    let what = if by.is_some() { LeadEvent::Restored } else { LeadEvent::CameBack };
    Ok(!put_back(tx, &ids, &what, by, now).await?.is_empty())
}

/// The same for everybody who has one of these numbers, as a file names them.
pub(in crate::leads) async fn bring_back_numbers(
    tx: &mut Transaction<'static, Any>,
    numbers: &[&str],
    by: PersonId,
    now: i64,
) -> Result<(), AppError> {
    let mut ids = store::by_numbers(tx, numbers).await?;
    for (_, into) in merging::by_numbers(tx, numbers).await? {
        ids.extend(store::at(tx, into).await?.map(|_| into));
    }
    if !ids.is_empty() {
        put_back(tx, &ids, &LeadEvent::Restored, Some(by), now).await?;
    }
    Ok(())
}

/// When the lead of this address was deleted, if it is.
///
/// # Errors
/// When the database cannot be read.
pub async fn deleted_at(tx: &mut Transaction<'static, Any>, person: &Address) -> Result<Option<i64>, AppError> {
    match of_address(tx, person).await?.first() {
        Some(lead) => store::at(tx, *lead).await,
        None => Ok(None),
    }
}

/// A deleted lead has another number from now on. Answers whether there is one that had this.
pub(in crate::leads) async fn renumber(
    tx: &mut Transaction<'static, Any>,
    from: &Address,
    to: &Address,
    now: i64,
) -> Result<bool, AppError> {
    let (Some(old), Some(new)) = (&from.number, &to.number) else { return Ok(false) };
    for lead in of_address(tx, from).await? {
        let mut stored = store::stored(tx, lead).await?;
        if stored.number.as_ref() == Some(old) {
            renumbering::move_to(&mut stored, to);
            store::rewrite(tx, &stored, &sought(&stored)).await?;
            merging::remember(tx, lead, old, now).await?;
            leads::record(tx, lead, &LeadChange { at: now, by: None, what: renumbering::changed(old, new) }).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a lead was deleted after this moment, for longer than somebody takes to notice a slip.
///
/// # Errors
/// When the database cannot be read.
pub async fn was_away(app: &AppState, lead: LeadId, since: i64) -> Result<bool, AppError> {
    let changes = leads::changes(&app.db, lead, i64::MAX).await?;
    let mut back_at = None;
    for change in changes.iter().take_while(|change| change.at >= since) {
        match change.what {
            LeadEvent::Restored | LeadEvent::CameBack => back_at = Some(change.at),
            LeadEvent::Deleted if back_at.is_none_or(|back| back - change.at > UNDONE_WITHIN_MS) => return Ok(true),
            _ => {}
        }
    }
    Ok(false)
}

/// The deleted leads of an address. The LID decides; a number alone does when its LID does not contradict.
async fn of_address(tx: &mut Transaction<'static, Any>, person: &Address) -> Result<Vec<LeadId>, AppError> {
    let numbers: Vec<String> =
        person.number.iter().flat_map(|number| [number.clone()].into_iter().chain(other_spellings(number))).collect();
    let found = store::by_address(tx, &numbers, person.lid.as_deref()).await?;
    let agrees = |lid: &Option<String>| lid.is_none() || person.lid.is_none() || *lid == person.lid;
    let mut ids: Vec<LeadId> = found.into_iter().filter(|(_, lid)| agrees(lid)).map(|(id, _)| id).collect();
    if let Some((_, into)) = merging::known_by(tx, person).await? {
        ids.extend(store::at(tx, into).await?.map(|_| into));
    }
    // A number that they had before is still theirs as long as nobody else has it, see `renumbering::had`.
    if let (Some(number), None) = (&person.number, &person.lid)
        && leads::by_address(tx, Some(number), None).await?.is_empty()
    {
        for (_, had) in merging::by_numbers(tx, &[number]).await? {
            ids.extend(store::at(tx, had).await?.map(|_| had));
        }
    }
    ids.sort_by_key(|id| id.0);
    ids.dedup();
    Ok(ids)
}

async fn put_back(
    tx: &mut Transaction<'static, Any>,
    ids: &[LeadId],
    what: &LeadEvent,
    by: Option<PersonId>,
    now: i64,
) -> Result<Vec<Lead>, AppError> {
    let mut taken = store::take(tx, ids).await?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let stages = stages::all_in(tx).await?;
    let first = stages::first_in(tx).await?;
    for stored in &mut taken {
        // What was removed meanwhile, and what somebody else has by now, is not given back.
        if stages.iter().all(|stage| stage.id != stored.lead.stage) {
            (stored.lead.stage, stored.lead.lost_reason) = (first, String::new());
        }
        free_addresses(tx, stored).await?;
        leads::save(tx, stored, now).await?;
    }
    tags::replace_all(tx, &taken.iter().map(|stored| &stored.lead).collect::<Vec<_>>()).await?;
    let history: Vec<_> = taken.iter().map(|stored| (stored.lead.id, LeadChange { at: now, by, what: what.clone() })).collect();
    leads::record_all(tx, &history).await?;
    Ok(taken.into_iter().map(|stored| stored.lead).collect())
}

async fn free_addresses(tx: &mut Transaction<'static, Any>, stored: &mut StoredLead) -> Result<(), AppError> {
    for other in leads::by_address(tx, stored.number.as_deref(), stored.lid.as_deref()).await? {
        if other.number == stored.number {
            (stored.number, stored.lead.number) = (None, None);
        }
        if other.lid == stored.lid {
            stored.lid = None;
        }
    }
    Ok(())
}
