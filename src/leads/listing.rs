//! Reading leads.
use super::{
    model::{Lead, LeadChange, LeadId, LeadsPage},
    store::{self, Cursor},
};
use crate::{error::AppError, state::AppState, whatsapp::Address};

/// Lines of a lead's history that are shown.
const MOST_CHANGES: i64 = 100;
/// Leads of one page.
const PAGE: usize = 50;

/// One page, the most recently active first.
///
/// # Errors
/// `Malformed` for a cursor that this did not give out.
pub async fn page(app: &AppState, after: Option<&str>) -> Result<LeadsPage, AppError> {
    let after = after.map(parse_cursor).transpose()?;
    // One more than shown tells whether there is a next page.
    let mut leads = store::page(&app.db, after.as_ref(), i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
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
    Ok(store::one(&app.db, id).await?.lead)
}

/// What happened to a lead besides messages, the newest first.
///
/// # Errors
/// `NotFound`.
pub async fn history(app: &AppState, id: LeadId) -> Result<Vec<LeadChange>, AppError> {
    store::one(&app.db, id).await?;
    store::changes(&app.db, id, MOST_CHANGES).await
}

/// How WhatsApp addresses a lead.
///
/// # Errors
/// `NotFound`.
pub async fn address(app: &AppState, id: LeadId) -> Result<Address, AppError> {
    let stored = store::one(&app.db, id).await?;
    Ok(Address { number: stored.number, lid: stored.lid })
}

fn parse_cursor(text: &str) -> Result<Cursor, AppError> {
    text.split_once('.')
        .and_then(|(at, id)| Some(Cursor { at: at.parse().ok()?, id: id.to_owned() }))
        .ok_or_else(|| AppError::Malformed("this cursor was not given out by the list".into()))
}
