//! Leads with whom a handset talked before it was linked: what is old alarms nobody.
use super::{
    intake::{Found, UNKNOWN, find_or_create, name_of, preview},
    model::{Lead, LeadId},
    store,
};
use crate::{error::AppError, whatsapp::Address};
use sqlx::{Any, Transaction};

/// The newest of some messages.
pub struct Newest {
    /// The first words are shown in the list.
    pub text: String,
    /// Whether it is ours.
    pub is_ours: bool,
    /// When, Unix milliseconds.
    pub at: i64,
}

/// Finds or creates the lead of somebody with whom a handset talked before it was linked; answers whether it is new. Who has a name here
/// keeps it, as that may be newer.
///
/// # Errors
/// When the database cannot be written.
pub async fn recall(tx: &mut Transaction<'static, Any>, person: &Address, name: &str, now_ms: i64) -> Result<(Found, bool), AppError> {
    let is_known = !store::by_address(tx, person.number.as_deref(), person.lid.as_deref()).await?.is_empty();
    let found = find_or_create(tx, person, if is_known { "" } else { name }, now_ms).await?;
    // One that is found in another way, or was added by hand, has stood in the list before.
    let is_new = !is_known && found.by_merged.is_none() && is_created_now(tx, found.lead().id, now_ms).await?;
    if is_known && let Some(lead) = name_the_nameless(tx, found.lead().id, name, now_ms).await? {
        return Ok((found.named(lead), is_new));
    }
    Ok((found, is_new))
}

async fn is_created_now(tx: &mut Transaction<'static, Any>, id: LeadId, now_ms: i64) -> Result<bool, AppError> {
    let lead = store::one_in(tx, id).await?.lead;
    Ok(lead.last_message_at == 0 && store::created_at(tx, id).await? == now_ms)
}

/// Gives a lead a name of which only the number is known. Answers the lead if that changed it.
async fn name_the_nameless(tx: &mut Transaction<'static, Any>, id: LeadId, name: &str, now_ms: i64) -> Result<Option<Lead>, AppError> {
    let mut stored = store::one_in(tx, id).await?;
    let fallback = stored.lead.number.clone().unwrap_or_else(|| UNKNOWN.into());
    let named = name_of(name, "", fallback.clone());
    if stored.lead.own_name != fallback || named == fallback {
        return Ok(None);
    }
    stored.lead.own_name.clone_from(&named);
    if stored.called.is_empty() {
        stored.lead.name = named;
    }
    store::save(tx, &stored, now_ms).await?;
    Ok(Some(stored.lead))
}

/// The same for the lead of an address. None when there is no such lead.
///
/// # Errors
/// When the database cannot be written.
pub async fn rename_known(
    tx: &mut Transaction<'static, Any>,
    person: &Address,
    name: &str,
    now_ms: i64,
) -> Result<Option<Option<Lead>>, AppError> {
    match store::by_address(tx, person.number.as_deref(), person.lid.as_deref()).await?.as_slice() {
        [] => Ok(None),
        [known] => name_the_nameless(tx, known.lead.id, name, now_ms).await.map(Some),
        _ => Ok(Some(None)),
    }
}

/// Old messages of a lead are stored: it stands at their time in the list. With a new one nothing is left to do until the person writes
/// again; nobody waits whom our side turns out to have answered.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn settle_recalled(
    tx: &mut Transaction<'static, Any>,
    id: LeadId,
    newest: Option<Newest>,
    is_new: bool,
    now_ms: i64,
) -> Result<Lead, AppError> {
    let mut stored = store::one_in(tx, id).await?;
    if is_new {
        stored.done_at = Some(now_ms);
        stored.lead.is_done = true;
    }
    if let Some(newest) = newest.filter(|newest| newest.at > stored.lead.last_message_at) {
        let lead = &mut stored.lead;
        (lead.last_message, lead.last_message_is_ours, lead.last_message_at) = (preview(&newest.text), newest.is_ours, newest.at);
        if newest.is_ours {
            lead.waiting_since = None;
        }
    }
    store::save(tx, &stored, now_ms).await?;
    Ok(store::one_in(tx, id).await?.lead)
}
