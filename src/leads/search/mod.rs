//! Finding leads by name and by number, over all of them.
mod letters;
mod query;
mod store;
#[cfg(test)]
mod store_tests;

pub use letters::{folded, is_accent, is_of_word};
pub use query::{Beginnings, Query};

use super::model::{Lead, LeadId};
use crate::{db::Db, error::AppError};
use std::collections::HashMap;

/// Leads that are shown for one search.
const MOST: usize = 20;
/// Leads among which those are the most recently active. A common name has no end, so whoever was added last is looked at.
const CANDIDATES: i64 = 200;

/// The leads whose number or name fits, numbers first, and whether there are more.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &Db, query: &Query) -> Result<(Vec<Lead>, bool), AppError> {
    let mut found = match query.number() {
        Some(number) => store::with_number(db, number, CANDIDATES).await?,
        None => Vec::new(),
    };
    let words = query.for_index(db.dialect(), Beginnings::Every);
    for lead in store::with_name(db, &words, CANDIDATES).await? {
        if found.iter().all(|known| known.id != lead.id) {
            found.push(lead);
        }
    }
    let has_more = found.len() > MOST;
    found.truncate(MOST);
    Ok((found, has_more))
}

/// What leads are called.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(db: &Db, leads: &[LeadId]) -> Result<HashMap<LeadId, String>, AppError> {
    if leads.is_empty() { Ok(HashMap::new()) } else { store::names(db, leads).await }
}
