//! Sending: the message is stored as queued, then the outbox takes it. The caller's id makes it happen once.
use super::{
    belonging, files, kinds,
    later::Scheduled,
    model::{Kind, Message, MessageId, MessageText},
    store::{self, NewMessage, Shape},
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        LeadId,
        intake::{self, Author, Touch},
        listing as leads,
    },
    media::{
        sorting,
        uploading::{self, Upload},
    },
    phones::{Phone, PhoneId, listing as phones},
    state::AppState,
    team::{Actor, PersonId},
};
use sqlx::{Any, Transaction};

const NO_CAPTION: &str = "A sound has no caption on WhatsApp. Send the words as a message of their own.";

/// Who of us writes.
pub(super) struct Writer<'a> {
    pub(super) person: PersonId,
    pub(super) name: &'a str,
    /// Whether it is a step of a sequence that they started.
    pub(super) in_sequence: bool,
}

/// What is to be sent.
#[derive(Clone, Copy, Default)]
struct What<'a> {
    text: &'a str,
    kind: Kind,
    /// What it is by its content, its name, and how many seconds were recorded.
    file: Option<(&'a Upload, &'a str, u32)>,
}

/// Queues a message, or answers the one that is there under this id; a failed one is queued again.
///
/// # Errors
/// `NotFound` for an unknown lead; a conflict when the id stands for another message or no phone can send.
pub async fn queue(app: &AppState, actor: &Actor, id: MessageId, lead: LeadId, text: MessageText) -> Result<Message, AppError> {
    queue_what(app, actor, id, lead, What { text: text.as_str(), ..What::default() }).await
}

/// The same for a file that was uploaded under this id; the text is its caption and may be empty. What was recorded plays `recorded`
/// seconds; 0 for any other file.
///
/// # Errors
/// Also `NotFound` when the file is not here, and a field error of `text` when a sound has one.
pub async fn queue_file(
    app: &AppState,
    actor: &Actor,
    (id, lead): (MessageId, LeadId),
    text: &str,
    name: &str,
    recorded: u32,
) -> Result<Message, AppError> {
    let text = if text.trim().is_empty() { String::new() } else { MessageText::parse(text)?.as_str().to_owned() };
    // First: a retry must be answered whatever has become of the file meanwhile.
    if let Some(known) = store::one(&app.db, id).await? {
        return known_already(app, known, &text, true).await;
    }
    let here = uploading::uploaded(app, id.file(), actor.id).await?.ok_or_else(|| AppError::NotFound("file".into()))?;
    let here = if recorded > 0 { uploading::as_voice(app, id.file(), here).await? } else { here };
    let (kind, content) = sorting::send_as(&here.content, here.size, recorded > 0);
    if !sorting::takes_caption(kind) && !text.is_empty() {
        return Err(AppError::field("text", NO_CAPTION));
    }
    let (name, here) = (uploading::name_of(name, kind), Upload { content: content.to_owned(), ..here });
    queue_what(app, actor, id, lead, What { text: &text, kind: kind.into(), file: Some((&here, &name, recorded)) }).await
}

async fn queue_what(app: &AppState, actor: &Actor, id: MessageId, lead: LeadId, what: What<'_>) -> Result<Message, AppError> {
    // First: a retry must be answered whatever has become of the phone or the lead meanwhile.
    if let Some(known) = store::one(&app.db, id).await? {
        return known_already(app, known, what.text, what.file.is_some()).await;
    }
    leads::one(app, lead).await?;
    let phone = sending_phone(app, lead).await?;
    let tx = intake::begin(&app.db).await?;
    let writer = Writer { person: actor.id, name: &actor.name, in_sequence: false };
    match store_queued(app, tx, &writer, &phone, (id, lead), what).await? {
        Some(message) => Ok(message),
        // The same call at the same moment was first.
        None => {
            let known = store::one(&app.db, id).await?.ok_or_else(|| AppError::NotFound("message".into()))?;
            known_already(app, known, what.text, what.file.is_some()).await
        }
    }
}

/// Queues what waited for its time, within the transaction that took it from there. It keeps its id, so that it cannot be sent twice.
pub(super) async fn queue_scheduled(
    app: &AppState,
    tx: Transaction<'static, Any>,
    scheduled: &Scheduled,
    writer: &Writer<'_>,
    phone: &Phone,
) -> Result<(), AppError> {
    let (id, what) = (MessageId(scheduled.id.0), What { text: &scheduled.text, ..What::default() });
    let queued = store_queued(app, tx, writer, phone, (id, scheduled.lead_id), what).await?;
    if queued.is_none() {
        return Err(AppError::Conflict("Another message has this id already. Nothing was sent.".into()));
    }
    Ok(())
}

/// Stores a message as queued, with its file, and commits; nothing when one with this id is there, and then nothing is committed either.
async fn store_queued(
    app: &AppState,
    mut tx: Transaction<'static, Any>,
    writer: &Writer<'_>,
    phone: &Phone,
    (id, lead): (MessageId, LeadId),
    what: What<'_>,
) -> Result<Option<Message>, AppError> {
    let now = app.clock.now_ms();
    let new = NewMessage {
        id,
        lead_id: lead,
        phone_id: phone.id,
        ours: true,
        stanza_id: &stanza_id(id),
        person_id: Some(writer.person.0.to_string()),
        sender: writer.name,
        text: what.text,
        shape: Shape { kind: what.kind, ..Shape::default() },
        at: now,
        status: "queued",
    };
    if store::insert(&mut tx, &new).await?.is_none() {
        return Ok(None);
    }
    if let Some((here, name, seconds)) = what.file
        && !files::give_to_message(&mut tx, (id, writer.person), here, name, seconds).await?
    {
        return Err(AppError::NotFound("file".into()));
    }
    belonging::note_address(&mut tx, id, lead, None).await?;
    let in_short = kinds::in_short(what.kind, what.text);
    let by = if writer.in_sequence { Author::Sequence(writer.person) } else { Author::Colleague(writer.person) };
    let changed = intake::touch(&mut tx, lead, &Touch { text: &in_short, at: now, by }, now).await?;
    let message = store::one_in(&mut tx, id).await?.ok_or_else(|| AppError::NotFound("message".into()))?;
    app.commit_and_tell(tx, [DomainEvent::MessageAdded(message.clone()), DomainEvent::LeadChanged(changed)]).await?;
    app.outbox.wake(phone.id);
    Ok(Some(message))
}

async fn known_already(app: &AppState, known: Message, text: &str, has_file: bool) -> Result<Message, AppError> {
    if known.text != text || !known.is_ours() || known.media.is_some() != has_file {
        return Err(AppError::Conflict("Another message has this id already. Nothing was sent.".into()));
    }
    let mut tx = intake::begin(&app.db).await?;
    let Some(message) = store::requeue(&mut tx, known.id).await? else { return Ok(known) };
    app.commit_and_tell(tx, [DomainEvent::MessageChanged(message.clone())]).await?;
    app.outbox.send_again(message.phone_id, message.id);
    Ok(message)
}

/// The phone that this conversation goes by: the one of the newest message; before the first, the one that was added first of those
/// that can send.
pub(super) async fn sending_phone(app: &AppState, lead: LeadId) -> Result<Phone, AppError> {
    let Some(id): Option<PhoneId> = store::newest_phone(&app.db, lead).await? else {
        let phones = phones::all(app).await?;
        return phones.into_iter().rfind(|phone| phone.state.is_active()).ok_or_else(|| {
            AppError::Conflict(
                "No phone is connected that could write to this person. Link one under Phones. Your text is kept here.".into(),
            )
        });
    };
    let phone = phones::one(app, id).await.map_err(|error| match error {
        AppError::NotFound(_) => AppError::Conflict("The phone of this conversation was removed, so nothing can be sent by it.".into()),
        other => other,
    })?;
    if phone.state.is_active() {
        return Ok(phone);
    }
    let state = phone.state.label().to_lowercase();
    let (sentence, next_step) = phone.cause.map(|cause| (cause.sentence, cause.next_step)).unwrap_or_default();
    Err(AppError::Conflict(format!(
        "\"{}\" cannot send ({state}). {sentence} {} Your text is kept here.",
        phone.name,
        next_step.unwrap_or_else(|| "See Phones.".into())
    )))
}

/// WhatsApp's id of our message: as its own web client forms them, `3EB0` and hexadecimal digits.
pub(super) fn stanza_id(id: MessageId) -> String {
    format!("3EB0{}", id.0.simple().to_string().to_uppercase())
}
