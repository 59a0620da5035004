//! The nouns of leads.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A person we follow up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LeadId(pub Uuid);

impl std::fmt::Display for LeadId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// A lead as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its identity.
    pub id: LeadId,
    /// The name the person gave themselves; their number when they gave none.
    pub name: String,
    /// The number in international format; unknown while WhatsApp hides it.
    pub number: Option<String>,
    /// The first 120 characters of the newest message, on one line.
    pub last_message: String,
    /// Whether the newest message is ours.
    pub last_message_is_ours: bool,
    /// When the newest message came or went, Unix milliseconds.
    pub last_message_at: i64,
    /// Messages from the person that nobody has read here.
    pub unread: u32,
}

/// One page of leads, the most recently active first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsPage {
    /// At most 50.
    pub leads: Vec<Lead>,
    /// Give it back to get the next page; none when this is the last.
    pub next: Option<String>,
}
