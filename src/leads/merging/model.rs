//! The nouns of merged people.
use crate::leads::LeadId;
use serde::{Deserialize, Serialize};

/// A lead that is part of another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedPerson {
    /// Its id, by which it is taken apart.
    pub id: LeadId,
    /// What it was called.
    pub name: String,
    /// Its number in international format; unknown while WhatsApp hides it.
    pub number: Option<String>,
    /// When it became part, Unix milliseconds.
    pub at: i64,
}
