//! Reading leads.
use super::{
    filter::LeadFilter,
    merging,
    model::{Lead, LeadChange, LeadChoices, LeadFacts, LeadId, LeadsPage},
    notes, stages,
    store::{self, Cursor},
    tags, views,
};
use crate::{
    db::Db,
    error::AppError,
    state::AppState,
    team::{PersonId, people},
    whatsapp::Address,
};

/// Lines of a lead's history that are shown.
const MOST_CHANGES: i64 = 100;
/// Notes that are shown.
const MOST_NOTES: i64 = 100;
/// Tags that are offered.
const MOST_KNOWN_TAGS: i64 = 200;
/// Leads of one page.
const PAGE: usize = 50;

/// One page of the leads that fit, the most recently active first.
///
/// # Errors
/// `Malformed` for a cursor that this did not give out; those of [`LeadFilter::check`].
pub async fn page(app: &AppState, me: PersonId, filter: LeadFilter, after: Option<&str>) -> Result<LeadsPage, AppError> {
    filter.check(app.clock.now_ms())?;
    let after = after.map(parse_cursor).transpose()?;
    // One more than shown tells whether there is a next page.
    let mut leads = store::page(&app.db, &filter.of(me), after.as_ref(), i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    let has_more = leads.len() > PAGE;
    leads.truncate(PAGE);
    let next = leads.last().filter(|_| has_more).map(|last| format!("{}.{}", last.last_message_at, last.id));
    Ok(LeadsPage { leads, next })
}

/// One lead.
///
/// # Errors
/// `NotFound`.
pub async fn one(app: &AppState, id: LeadId) -> Result<Lead, AppError> {
    let one = store::one(&app.db, id).await;
    if let Err(AppError::NotFound(_)) = one
        && let Some(into) = merging::follow(&app.db, id).await?
    {
        return Ok(store::one(&app.db, into).await?.lead);
    }
    Ok(one?.lead)
}

/// What happened to a lead besides messages, the newest first.
///
/// # Errors
/// `NotFound`.
pub async fn history(app: &AppState, id: LeadId) -> Result<Vec<LeadChange>, AppError> {
    store::one(&app.db, id).await?;
    store::changes(&app.db, id, MOST_CHANGES).await
}

/// What is known of a lead besides what lists show.
///
/// # Errors
/// `NotFound`.
pub async fn facts(app: &AppState, me: PersonId, id: LeadId) -> Result<LeadFacts, AppError> {
    let history = history(app, id).await?;
    Ok(LeadFacts { choices: choices(app, me).await?, notes: notes::of_lead(&app.db, id, MOST_NOTES).await?, history })
}

/// What there is to choose from.
///
/// # Errors
/// When the database cannot be read.
pub async fn choices(app: &AppState, me: PersonId) -> Result<LeadChoices, AppError> {
    Ok(LeadChoices {
        stages: stages::all(&app.db).await?,
        colleagues: people::colleagues(&app.db).await?,
        tags: tags::used(&app.db, MOST_KNOWN_TAGS).await?,
        views: views::of_person(&app.db, me).await?,
    })
}

/// How WhatsApp addresses a lead: by the address of the merged lead that is named, as long as it is part of this one.
///
/// # Errors
/// `NotFound`.
pub async fn address(app: &AppState, id: LeadId, merged: Option<LeadId>) -> Result<Address, AppError> {
    let stored = store::one(&app.db, id).await?;
    if let Some(merged) = merged
        && let Some(address) = merging::address(&app.db, merged).await?
    {
        return Ok(address);
    }
    Ok(Address { number: stored.number, lid: stored.lid })
}

/// Every way in which WhatsApp addresses a lead: its own, and those of the leads that became part of it. None of a lead that is gone.
///
/// # Errors
/// When the database cannot be read.
pub async fn addresses(db: &Db, id: LeadId) -> Result<Vec<Address>, AppError> {
    let own = match store::one(db, id).await {
        Ok(stored) => Some(Address { number: stored.number, lid: stored.lid }),
        Err(AppError::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    let merged = merging::addresses(db, id).await?;
    Ok(own.into_iter().chain(merged).filter(|address| !address.is_empty()).collect())
}

/// The lead behind an address, also when it is that of a lead which became part of it.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_address(db: &Db, person: &Address) -> Result<Option<LeadId>, AppError> {
    match store::known_by(db, person.number.as_deref(), person.lid.as_deref()).await? {
        Some(lead) => Ok(Some(lead)),
        None => merging::of_address(db, person).await,
    }
}

pub(super) fn parse_cursor(text: &str) -> Result<Cursor, AppError> {
    text.split_once('.')
        .and_then(|(at, id)| Some(Cursor { at: at.parse().ok()?, id: id.to_owned() }))
        .ok_or_else(|| AppError::Malformed("this cursor was not given out by the list".into()))
}
