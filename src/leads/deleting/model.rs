//! The nouns of deleted leads.
use crate::leads::LeadId;
use serde::{Deserialize, Serialize};

/// A lead that was deleted and can be had back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedLead {
    /// Its id, which it has again once restored.
    pub id: LeadId,
    /// What it was called.
    pub name: String,
    /// Its number in international format; unknown while WhatsApp hides it.
    pub number: Option<String>,
    /// When it was deleted, Unix milliseconds.
    pub at: i64,
    /// Who deleted it, by name.
    pub by: String,
}

impl DeletedLead {
    /// A deleted lead is kept for so long, milliseconds.
    pub const KEPT_MS: i64 = 30 * 86_400_000;
}

/// One page of deleted leads, those deleted last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedLeads {
    /// At most 50.
    pub leads: Vec<DeletedLead>,
    /// Give it back to get the next page; none when this is the last.
    pub next: Option<String>,
}
