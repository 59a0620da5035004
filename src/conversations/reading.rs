//! Reading a conversation, and that it was read.
use super::{
    model::Thread,
    store::{self, Cursor},
};
use crate::{
    error::AppError,
    leads::{LeadId, listing as leads, reading as leads_reading},
    phones::{PhoneId, settings::applying as settings},
    state::AppState,
    whatsapp::Address,
};
use std::collections::HashMap;

/// Messages of one stretch.
const STRETCH: usize = 50;

/// The newest stretch, or the one before the cursor.
///
/// # Errors
/// `NotFound`; `Malformed` for a cursor that this did not give out.
pub async fn thread(app: &AppState, lead: LeadId, earlier: Option<&str>) -> Result<Thread, AppError> {
    leads::one(app, lead).await?;
    let cursor = earlier.map(parse_cursor).transpose()?;
    let mut messages = store::before(&app.db, lead, cursor.as_ref(), i64::try_from(STRETCH + 1).unwrap_or(i64::MAX)).await?;
    let has_more = messages.len() > STRETCH;
    messages.truncate(STRETCH);
    messages.reverse();
    let earlier = messages.first().filter(|_| has_more).map(|first| format!("{}.{}", first.at, first.id.0));
    Ok(Thread { messages, earlier })
}

/// More than this of one conversation are not told to be read at once.
const MOST_TOLD: u32 = 500;

/// Marks everything that a lead wrote as read. Those whose phones are set so at this moment are told, as far as these phones are
/// connected: nobody waits for that, and it is not tried again.
///
/// # Errors
/// `NotFound`.
pub async fn mark_read(app: &AppState, lead: LeadId) -> Result<(), AppError> {
    let unread = leads_reading::mark_read(app, lead).await?;
    if unread == 0 {
        return Ok(());
    }
    // It is read, whether anybody can be told or not; what failed is in the log.
    let to_tell = to_tell(app, lead, unread.min(MOST_TOLD)).await.unwrap_or_default();
    let app = app.clone();
    tokio::spawn(async move {
        for (phone, person, stanza_ids) in to_tell {
            let stanza_ids: Vec<_> = stanza_ids.iter().map(String::as_str).collect();
            let told = app.phones.mark_read(phone, &person, &stanza_ids).await;
            tracing::debug!(phone.id = %phone, count = stanza_ids.len(), ?told, "Told WhatsApp that messages were read");
        }
    });
    Ok(())
}

/// Which phones tell whom that which messages were read.
async fn to_tell(app: &AppState, lead: LeadId, unread: u32) -> Result<Vec<(PhoneId, Address, Vec<String>)>, AppError> {
    let mut read: HashMap<(PhoneId, Option<LeadId>), Vec<String>> = HashMap::new();
    for (phone, merged, stanza_id) in store::newest_of_theirs(&app.db, lead, unread).await? {
        read.entry((phone, merged)).or_default().push(stanza_id);
    }
    let mut to_tell = Vec::new();
    for ((phone, merged), stanza_ids) in read {
        // A phone that was removed tells nothing.
        if settings::of(app, phone).await.is_ok_and(|settings| settings.marks_read) {
            to_tell.push((phone, leads::address(app, lead, merged).await?, stanza_ids));
        }
    }
    Ok(to_tell)
}

fn parse_cursor(text: &str) -> Result<Cursor, AppError> {
    text.split_once('.')
        .and_then(|(at, id)| Some(Cursor { at: at.parse().ok()?, id: id.to_owned() }))
        .ok_or_else(|| AppError::Malformed("this cursor was not given out by the thread".into()))
}
