//! Finding what was said, and whom it was said with: one search over all leads and all their messages.
mod snippet;
mod store;
#[cfg(test)]
mod store_tests;

use super::model::{Found, Hit};
use crate::{
    error::AppError,
    leads::search::{self as leads, Beginnings, Query},
    state::AppState,
};
use store::FoundMessage;

/// Messages of one page.
const PAGE: usize = 30;

/// The leads and messages that fit what was typed; after a cursor, only the messages that follow it.
///
/// # Errors
/// `Malformed` for a cursor that this did not give out. Whatever was typed is no error.
pub async fn find(app: &AppState, typed: &str, after: Option<&str>) -> Result<Found, AppError> {
    let before = match after {
        Some(cursor) => cursor.parse().map_err(|_| AppError::Malformed("this cursor was not given out by the search".into()))?,
        None => i64::MAX,
    };
    let query = Query::parse(typed);
    if query.is_empty() {
        return Ok(Found::default());
    }
    let leads = async { if after.is_none() { leads::find(&app.db, &query).await } else { Ok((Vec::new(), false)) } };
    let words = query.for_index(app.db.dialect(), Beginnings::Last);
    // One more than shown tells whether there is a next page.
    let messages = store::with_words(&app.db, &words, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    let ((leads, has_more_leads), mut messages) = futures_util::try_join!(leads, messages)?;
    let has_more = messages.len() > PAGE;
    messages.truncate(PAGE);
    let next = messages.last().filter(|_| has_more).map(|last| last.search_key.to_string());
    Ok(Found { leads, has_more_leads, hits: hits(app, messages, &query).await?, next })
}

async fn hits(app: &AppState, messages: Vec<FoundMessage>, query: &Query) -> Result<Vec<Hit>, AppError> {
    let mut of: Vec<_> = messages.iter().map(|message| message.lead_id).collect();
    of.sort_by_key(|lead| lead.0);
    of.dedup();
    let names = leads::names(&app.db, &of).await?;
    let words = query.folded_words();
    let hit = |message: FoundMessage| Hit {
        id: message.id,
        lead: message.lead_id,
        name: names.get(&message.lead_id).cloned().unwrap_or_default(),
        is_ours: message.is_ours,
        at: message.at,
        pieces: snippet::around(&message.text, &words),
    };
    Ok(messages.into_iter().map(hit).collect())
}
