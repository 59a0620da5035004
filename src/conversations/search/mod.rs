//! Finding what was said, and whom it was said with: one search over all leads and all their messages.
mod snippet;
mod store;
#[cfg(test)]
mod store_tests;

use super::model::{Found, Hit};
use crate::{
    error::AppError,
    leads::{
        LeadId,
        search::{self as leads, Beginnings, Query},
    },
    state::AppState,
};
use std::collections::HashMap;
use store::FoundMessage;

/// A message, and what its lead is called.
type Fitting = (String, FoundMessage);

/// Messages of one page.
const PAGE: usize = 30;
/// Pages of what the index gives that are looked at for one page of what fits.
const MOST_LOOKS: usize = 10;

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
    let ((leads, has_more_leads), (messages, next)) = futures_util::try_join!(leads, fitting(app, &query, before))?;
    let next = next.map(|key| key.to_string());
    Ok(Found { leads, has_more_leads, hits: hits(messages, &query), next })
}

/// A page of the messages that fit, each with what its lead is called, and before which others may.
async fn fitting(app: &AppState, query: &Query, mut before: i64) -> Result<(Vec<Fitting>, Option<i64>), AppError> {
    let dialect = app.db.dialect();
    let words = query.for_index(dialect, Beginnings::Last);
    let mut fitting = Vec::new();
    for _ in 0..MOST_LOOKS {
        let found = store::with_words(&app.db, &words, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
        let is_last = found.len() <= PAGE;
        before = found.last().map_or(before, |last| last.search_key);
        let here = names(app, &found).await?;
        let fits = |message: &FoundMessage| query.fits(dialect, Beginnings::Last, &message.text);
        fitting.extend(found.into_iter().filter(fits).filter_map(|message| Some((here.get(&message.lead_id)?.clone(), message))));
        if fitting.len() > PAGE {
            fitting.truncate(PAGE);
            let next = fitting.last().map(|(_, last): &Fitting| last.search_key);
            return Ok((fitting, next));
        }
        if is_last {
            return Ok((fitting, None));
        }
    }
    Ok((fitting, Some(before)))
}

fn hits(messages: Vec<Fitting>, query: &Query) -> Vec<Hit> {
    let words = query.folded_words();
    let hit = |(name, message): Fitting| Hit {
        id: message.id,
        lead: message.lead_id,
        name,
        is_ours: message.is_ours,
        at: message.at,
        pieces: snippet::around(&message.text, &words),
    };
    messages.into_iter().map(hit).collect()
}

/// What those are called with whom this was said, unless they are deleted.
async fn names(app: &AppState, messages: &[FoundMessage]) -> Result<HashMap<LeadId, String>, AppError> {
    let mut of: Vec<_> = messages.iter().map(|message| message.lead_id).collect();
    of.sort_by_key(|lead| lead.0);
    of.dedup();
    leads::names(&app.db, &of).await
}
