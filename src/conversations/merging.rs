//! Merging two people into one and taking them apart again: what was said moves with who said it.
use super::{kinds, later::store as later, sequences::ending, store};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        Lead, LeadId, intake,
        merging::{self, MergedPerson},
    },
    state::AppState,
    team::Actor,
};
use sqlx::{Any, Transaction};

/// Makes the first lead part of the second. Messages go on coming and going by the addresses of both.
///
/// # Errors
/// `NotFound`; a conflict when both are the same.
pub async fn merge(app: &AppState, actor: &Actor, from: LeadId, into: LeadId) -> Result<Lead, AppError> {
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    let lead = merging::merge(&mut tx, from, into, actor.id, now).await?;
    store::lend_to_lead(&mut tx, from, into).await?;
    later::lend_to_lead(&mut tx, from, into).await?;
    let lead = ending::on_merge(&mut tx, from, into, now).await?.unwrap_or(lead);
    intake::forget(&mut tx, from).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::LeadMerged(from, into));
    tell(app, lead.clone());
    Ok(lead)
}

/// Makes a merged lead one of its own again, with its messages, also those that came since. Answers it.
///
/// # Errors
/// `NotFound` when it is part of nothing.
pub async fn take_apart(app: &AppState, actor: &Actor, merged: LeadId) -> Result<Lead, AppError> {
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    let (lead, rest) = merging::take_apart(&mut tx, merged, actor.id, now).await?;
    store::give_back(&mut tx, merged, rest).await?;
    later::give_back(&mut tx, merged).await?;
    ending::on_take_apart(&mut tx, merged).await?;
    let (lead, rest) = (renew(&mut tx, lead, now).await?, renew(&mut tx, rest, now).await?);
    tx.commit().await?;
    tell(app, rest);
    tell(app, lead.clone());
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

fn tell(app: &AppState, lead: Lead) {
    app.events.publish(DomainEvent::ConversationMoved(lead.id));
    app.events.publish(DomainEvent::ScheduledChanged(lead.id));
    app.events.publish(DomainEvent::LeadFactsChanged(lead.id));
    app.events.publish(DomainEvent::LeadChanged(lead));
}
