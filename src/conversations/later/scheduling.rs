//! Planning a message for later, changing it, sending it at once after all, dropping it.
use super::{
    model::{Desk, Offer, Scheduled, ScheduledId, Settlement},
    store::{self, Stored},
    zones,
};
use crate::{
    conversations::{
        model::{MessageId, MessageText},
        quiet::setting,
        sending,
        sequences::{self, stepping::NextStep},
        store as messages,
    },
    error::AppError,
    event::DomainEvent,
    leads::{Lead, LeadId, intake, listing as leads},
    media::uploading,
    state::AppState,
    team::Actor,
    templates::{Values, editing, fill},
};

/// More than that for one person is no plan any more.
const MOST: i64 = 20;

/// What is at hand where a lead is answered.
///
/// # Errors
/// `NotFound` for an unknown lead.
pub async fn desk(app: &AppState, lead: LeadId) -> Result<Desk, AppError> {
    let known = leads::one(app, lead).await?;
    let (phone_name, cannot) = match sending::sending_phone(app, lead).await {
        Ok(phone) if phone.sending_paused => {
            (Some(phone.name), Some("Sending is paused on this phone: what you write waits here until it goes on.".into()))
        }
        Ok(phone) => (Some(phone.name), None),
        Err(AppError::Conflict(sentence)) => (None, Some(sentence)),
        Err(error) => return Err(error),
    };
    let zone = known.number.as_deref().and_then(zones::of_number).map(ToOwned::to_owned);
    let (quiet, running) = (setting::now(app).await?, sequences::running(app, &known, phone_name.clone()).await?);
    let (scheduled, largest_file) = (store::of_lead(&app.db, lead).await?, uploading::largest(app));
    Ok(Desk { scheduled, running, quiet, zone, phone_name, cannot, largest_file })
}

/// Every template that this person may use, as it would be sent to this lead.
///
/// # Errors
/// `NotFound` for an unknown lead.
pub async fn offers(app: &AppState, actor: &Actor, lead: LeadId) -> Result<Vec<Offer>, AppError> {
    let lead = leads::one(app, lead).await?;
    let phone_name = sending::sending_phone(app, lead.id).await.ok().map(|phone| phone.name);
    let values = Values { name: name_of(&lead), number: lead.number, my_name: Some(actor.name.clone()), phone_name };
    let templates = editing::list(app, actor).await?.into_iter();
    Ok(templates
        .map(|template| {
            let text = fill(&template.wording.body, &values);
            Offer { id: template.id, name: template.wording.name, shortcut: template.wording.shortcut, text, file: template.file }
        })
        .collect())
}

/// What to call somebody; a number is no name.
pub(in crate::conversations) fn name_of(lead: &Lead) -> Option<String> {
    let has_letters = lead.name.chars().any(char::is_alphabetic);
    (has_letters && lead.name != intake::UNKNOWN).then(|| lead.name.clone())
}

/// Plans a message, or changes the one that is there under this id; the same again changes nothing.
///
/// # Errors
/// `NotFound` for an unknown lead; a field error of `send_at`; a conflict when it was sent already, stands for another lead's, or
/// no phone has talked to this person.
pub async fn schedule(
    app: &AppState,
    actor: &Actor,
    id: ScheduledId,
    lead: LeadId,
    text: MessageText,
    send_at: i64,
) -> Result<Scheduled, AppError> {
    let now = app.clock.now_ms();
    let send_at = Scheduled::parse_time(send_at, now)?;
    leads::one(app, lead).await?;
    if messages::newest_phone(&app.db, lead).await?.is_none() {
        return Err(AppError::Conflict("No phone has talked to this person yet.".into()));
    }
    let mut tx = intake::begin(&app.db).await?;
    if messages::one_in(&mut tx, MessageId(id.0)).await?.is_some() {
        return Err(AppError::Conflict("This message was sent already.".into()));
    }
    match store::one_in(&mut tx, id).await? {
        Some(known) if known.run.is_some() => {
            return Err(AppError::Conflict("This is a step of a sequence. Send it now, drop it, or end the sequence.".into()));
        }
        Some(known) if known.scheduled.lead_id != lead => {
            return Err(AppError::Conflict("Another message has this id already. Nothing was planned.".into()));
        }
        None if store::count(&mut tx, lead).await? >= MOST => {
            return Err(AppError::Conflict(format!("{MOST} messages wait for this person already. Drop some first.")));
        }
        _ => {}
    }
    let text = text.as_str().to_owned();
    let scheduled = Scheduled { id, lead_id: lead, text, sender: actor.name.clone(), send_at, held: None };
    store::put(&mut tx, &Stored { scheduled: scheduled.clone(), person: actor.id, planned_at: now, run: None }, now).await?;
    tx.commit().await?;
    tell(app, lead).await;
    Ok(scheduled)
}

/// What goes to a lead by itself has changed, and so perhaps has what a person has to do.
pub(in crate::conversations) async fn tell(app: &AppState, lead: LeadId) {
    app.events.publish(DomainEvent::ScheduledChanged(lead));
    // A lead that cannot be read now is read with its next change.
    if let Ok(mut tx) = intake::begin(&app.db).await
        && let Ok(lead) = intake::one(&mut tx, lead).await
    {
        drop(app.commit_and_tell(tx, [DomainEvent::LeadChanged(lead)]).await);
    }
    app.later.wake();
}

/// Sends a message that waits at once, or drops it; one that is sent or dropped already stays so. A sequence goes on with the step after.
///
/// # Errors
/// A conflict when its phone cannot send; then it stays.
pub async fn settle(app: &AppState, actor: &Actor, id: ScheduledId, how: Settlement) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    let Some(stored) = store::one_in(&mut tx, id).await? else { return Ok(()) };
    drop(tx);
    let step = match stored.run {
        Some(run) => NextStep::read(app, run).await?,
        None => None,
    };
    match (how, &step) {
        (Settlement::Drop, _) => drop_one(app, &stored, step.as_ref()).await?,
        (Settlement::Send, Some(step)) if step.is_reminder() => step.remind(app, id, app.clock.now_ms()).await?,
        (Settlement::Send, Some(step)) => {
            // Who started a sequence is the author of all of it.
            let writer = sending::Writer { person: stored.person, name: &stored.scheduled.sender, in_sequence: true };
            send_now(app, &stored, &writer, Some(step)).await?;
        }
        (Settlement::Send, None) => {
            let writer = sending::Writer { person: actor.id, name: &actor.name, in_sequence: false };
            send_now(app, &stored, &writer, None).await?;
        }
    }
    tell(app, stored.scheduled.lead_id).await;
    Ok(())
}

/// The step after a dropped one is counted from when that would have gone.
async fn drop_one(app: &AppState, stored: &Stored, step: Option<&NextStep>) -> Result<(), AppError> {
    let mut tx = intake::begin(&app.db).await?;
    if store::take(&mut tx, stored.scheduled.id).await?
        && let Some(step) = step
    {
        step.go_on(&mut tx, stored.scheduled.send_at.max(app.clock.now_ms())).await?;
    }
    Ok(tx.commit().await?)
}

async fn send_now(app: &AppState, stored: &Stored, writer: &sending::Writer<'_>, step: Option<&NextStep>) -> Result<(), AppError> {
    let mut scheduled = stored.scheduled.clone();
    let phone = sending::sending_phone(app, scheduled.lead_id).await?;
    if let Some(step) = step {
        scheduled.text = step.text(&phone)?;
    }
    let mut tx = intake::begin(&app.db).await?;
    if !store::take(&mut tx, scheduled.id).await? {
        return Ok(());
    }
    if let Some(step) = step {
        step.go_on(&mut tx, app.clock.now_ms()).await?;
    }
    sending::queue_scheduled(app, tx, &scheduled, writer, &phone).await
}
