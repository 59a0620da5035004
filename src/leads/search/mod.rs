//! Finding leads by number, by name and by what was noted about them, over all of them.
mod letters;
mod query;
mod store;
#[cfg(test)]
mod store_tests;
pub mod window;

pub use letters::{folded, is_accent, is_of_word};
pub use query::{Beginnings, Query};

use super::model::{Lead, LeadId};
use crate::{db::Db, error::AppError};
use std::collections::HashMap;

/// Leads that are shown for one search.
const MOST: usize = 20;
/// Leads among which those are the most recently active. A common name has no end, so whoever was added last is looked at.
const CANDIDATES: i64 = 200;

/// The leads that fit by their number, their name or a note, in this order, and whether there are more.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &Db, query: &Query) -> Result<(Vec<Lead>, bool), AppError> {
    let mut found = all(db, query).await?;
    let has_more = found.len() > MOST;
    found.truncate(MOST);
    Ok((found, has_more))
}

/// As many as are looked at for one search.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &Db, query: &Query) -> Result<Vec<Lead>, AppError> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = match query.number() {
        Some(number) => store::with_number(db, number, CANDIDATES).await?,
        None => Vec::new(),
    };
    let words = query.for_index(db.dialect(), Beginnings::Every);
    for lead in store::with_name(db, &words, CANDIDATES).await? {
        let names = format!("{} {}", lead.name, lead.own_name);
        if query.fits(db.dialect(), Beginnings::Every, &names) && found.iter().all(|known| known.id != lead.id) {
            found.push(lead);
        }
    }
    for lead in with_note(db, query).await? {
        if found.iter().all(|known| known.id != lead.id) {
            found.push(lead);
        }
    }
    Ok(found)
}

async fn with_note(db: &Db, query: &Query) -> Result<Vec<Lead>, AppError> {
    let words = query.for_index(db.dialect(), Beginnings::Last);
    let notes = store::notes(db, &words, CANDIDATES).await?;
    let fit = notes.into_iter().filter(|(_, text)| query.fits(db.dialect(), Beginnings::Last, text)).map(|(lead, _)| lead);
    let mut leads: Vec<_> = fit.collect();
    leads.sort_by_key(|lead| lead.0);
    leads.dedup();
    if leads.is_empty() { Ok(Vec::new()) } else { store::these(db, &leads).await }
}

/// What leads are called; of deleted ones nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(db: &Db, leads: &[LeadId]) -> Result<HashMap<LeadId, String>, AppError> {
    if leads.is_empty() { Ok(HashMap::new()) } else { store::names(db, leads).await }
}
