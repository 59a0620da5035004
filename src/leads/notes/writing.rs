//! Writing a note, and deleting one's own.
use super::{
    model::{Note, NoteId},
    store,
    text::NoteText,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{LeadChange, LeadEvent, LeadId, intake, store as leads},
    state::AppState,
    team::Actor,
};

/// Writes a note under an id that the writer made, so that the same again is written once.
///
/// # Errors
/// A field error of `text`; `NotFound` for the lead.
pub async fn add(app: &AppState, actor: &Actor, lead: LeadId, id: NoteId, typed: &str) -> Result<(), AppError> {
    let text = NoteText::parse(typed)?;
    let at = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    leads::one_in(&mut tx, lead).await?;
    if !store::insert(&mut tx, lead, &Note { id, at, by: actor.id, text: text.as_str().to_owned() }).await? {
        return Ok(());
    }
    leads::record(&mut tx, lead, &LeadChange { at, by: Some(actor.id), what: LeadEvent::Noted }).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::LeadFactsChanged(lead));
    Ok(())
}

/// Deletes a note of the person who asks.
///
/// # Errors
/// `NotFound` when there is no such note, or it is somebody else's.
pub(in crate::leads) async fn delete(app: &AppState, actor: &Actor, lead: LeadId, id: NoteId) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    if !store::delete(&mut tx, lead, id, actor.id).await? {
        return Err(AppError::NotFound("note".into()));
    }
    let what = LeadEvent::NoteDeleted;
    leads::record(&mut tx, lead, &LeadChange { at: app.clock.now_ms(), by: Some(actor.id), what }).await?;
    tx.commit().await?;
    app.events.publish(DomainEvent::LeadFactsChanged(lead));
    Ok(())
}
