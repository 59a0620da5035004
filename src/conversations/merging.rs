//! Merging two people into one and taking them apart again: what was said moves with who said it.
use super::{belonging, kinds, later::store as later, receiving::PhoneInbox, sequences::ending, store};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        Lead, LeadId, intake,
        merging::{self, MergedPerson},
        renumbering::{self, Renumbered},
    },
    state::AppState,
    team::{Actor, PersonId},
    whatsapp::Address,
};
use sqlx::{Any, Transaction};

/// Makes the first lead part of the second. Messages go on coming and going by the addresses of both.
///
/// # Errors
/// `NotFound`; a conflict when both are the same.
pub async fn merge(app: &AppState, actor: &Actor, from: LeadId, into: LeadId) -> Result<Lead, AppError> {
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    let lead = merge_in(&mut tx, from, into, Some(actor.id), now).await?;
    let merged = [DomainEvent::LeadMerged(from, into)].into_iter().chain(moved(lead.clone()));
    app.commit_and_tell(tx, merged).await?;
    Ok(lead)
}

/// The same within a transaction, by nobody but Leadwire when there is no person.
async fn merge_in(
    tx: &mut Transaction<'static, Any>,
    from: LeadId,
    into: LeadId,
    by: Option<PersonId>,
    now: i64,
) -> Result<Lead, AppError> {
    let lead = merging::merge(tx, from, into, by, now).await?;
    belonging::lend_to_lead(tx, from, into).await?;
    later::lend_to_lead(tx, from, into).await?;
    let lead = ending::on_merge(tx, from, into, now).await?.unwrap_or(lead);
    intake::forget(tx, from).await?;
    Ok(lead)
}

/// A person has another number: their lead has it too, and nothing goes to the one before. Two leads are one then, in a way that can be
/// taken back.
///
/// # Errors
/// When the database cannot be written.
pub(super) async fn renumber(inbox: &PhoneInbox, from: &Address, to: &Address) -> Result<(), AppError> {
    let now = inbox.clock.now_ms();
    let mut tx = intake::begin(&inbox.db).await?;
    let (lead, merged) = match renumbering::renumber(&mut tx, from, to, now).await? {
        None => return Ok(()),
        Some(Renumbered::Deleted) => return Ok(tx.commit().await?),
        Some(Renumbered::Lead(lead)) => (*lead, None),
        Some(Renumbered::Same { before, now: into }) => {
            let lead = merge_in(&mut tx, before, into, None, now).await?;
            merging::retire(&mut tx, before).await?;
            (lead, Some(before))
        }
    };
    let id = lead.id;
    let mut happened = merged.map(|gone| vec![DomainEvent::LeadMerged(gone, id), DomainEvent::ConversationMoved(id)]).unwrap_or_default();
    happened.extend([DomainEvent::ScheduledChanged(id), DomainEvent::LeadFactsChanged(id), DomainEvent::LeadChanged(lead)]);
    Ok(inbox.commit_and_tell(tx, happened).await?)
}

/// Makes a merged lead one of its own again, with its messages, also those that came since. Answers it.
///
/// # Errors
/// `NotFound` when it is part of nothing.
pub async fn take_apart(app: &AppState, actor: &Actor, merged: LeadId) -> Result<Lead, AppError> {
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    let (lead, rest) = merging::take_apart(&mut tx, merged, actor.id, now).await?;
    belonging::give_back(&mut tx, merged, rest).await?;
    later::give_back(&mut tx, merged).await?;
    ending::on_take_apart(&mut tx, merged).await?;
    let (lead, rest) = (renew(&mut tx, lead, now).await?, renew(&mut tx, rest, now).await?);
    app.commit_and_tell(tx, moved(rest).into_iter().chain(moved(lead.clone()))).await?;
    Ok(lead)
}

/// The people that are part of a lead.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_lead(app: &AppState, lead: LeadId) -> Result<Vec<MergedPerson>, AppError> {
    merging::of_lead(&app.db, lead).await
}

async fn renew(tx: &mut Transaction<'static, Any>, lead: LeadId, now: i64) -> Result<Lead, AppError> {
    let newest = store::newest(tx, lead).await?;
    let newest = newest.map(|newest| (kinds::in_short(newest.kind, &newest.text), newest.is_ours(), newest.at));
    merging::renew(tx, lead, newest, now).await
}

/// What is said to and known of a lead is another one's now, or was.
fn moved(lead: Lead) -> [DomainEvent; 4] {
    let id = lead.id;
    [
        DomainEvent::ConversationMoved(id),
        DomainEvent::ScheduledChanged(id),
        DomainEvent::LeadFactsChanged(id),
        DomainEvent::LeadChanged(lead),
    ]
}
