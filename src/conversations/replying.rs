//! Replying automatically to somebody who wrote while nobody is there. It is no answer of ours: the person goes on waiting.
use super::{
    belonging,
    model::{Message, MessageId},
    sending, store,
};
use crate::{
    error::AppError,
    leads::{Lead, LeadId},
    phones::PhoneId,
};
use sqlx::{Any, Transaction};
use uuid::Uuid;

/// Who wrote it, as the thread says.
const SENDER: &str = "Automatic reply";
/// A message that is older than this is not replied to, milliseconds: after an outage nothing goes out in a burst.
pub(super) const FRESH_MS: i64 = 5 * 60_000;
/// A person is replied to once in so long, milliseconds, over all phones.
const ONCE_IN_MS: i64 = 24 * 3_600_000;

/// Queues the reply to a message that was just stored, within its transaction, when it is fresh and they had none for a day.
/// `by_merged` is the merged lead by whose address it came. Answers the reply, if there is one.
pub(super) async fn reply(
    tx: &mut Transaction<'static, Any>,
    (text, phone): (&str, PhoneId),
    lead: &Lead,
    to: &Message,
    by_merged: Option<LeadId>,
    now_ms: i64,
) -> Result<Option<Message>, AppError> {
    if now_ms - to.at > FRESH_MS || store::has_automatic_since(tx, lead.id, now_ms - ONCE_IN_MS).await? {
        return Ok(None);
    }
    let id = MessageId(Uuid::now_v7());
    let new = store::NewMessage {
        id,
        lead_id: lead.id,
        phone_id: phone,
        ours: true,
        stanza_id: &sending::stanza_id(id),
        person_id: None,
        sender: SENDER,
        text,
        shape: store::Shape::default(),
        at: now_ms.max(to.at + 1),
        status: "queued",
    };
    store::insert(tx, &new).await?;
    store::mark_automatic(tx, id).await?;
    belonging::note_address(tx, id, lead.id, by_merged).await?;
    store::one_in(tx, id).await
}
