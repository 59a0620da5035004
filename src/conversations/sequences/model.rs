//! The nouns of sequences that run.
use crate::{conversations::later::ScheduledId, templates::SequenceId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A sequence that was started for a lead. Made in the browser, so that starting happens once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunId(pub Uuid);

/// A step that is still to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// Which one, counted from 1.
    pub number: u16,
    /// Whether it reminds a person instead of sending a message.
    pub is_reminder: bool,
    /// What it says, filled in with what is known of the lead now.
    pub text: String,
    /// When it goes if nothing is in the way, Unix milliseconds.
    pub at: i64,
}

/// A sequence that runs for a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its identity.
    pub id: RunId,
    /// What it is called.
    pub name: String,
    /// Who started it.
    pub sender: String,
    /// How many steps it has in all.
    pub steps: u16,
    /// The next step as what waits for its time.
    pub next: ScheduledId,
    /// Why the next step does not go by itself any more, and the question that a person has to answer.
    pub held: Option<String>,
    /// The steps that are still to come; at least one.
    pub ahead: Vec<Ahead>,
}

/// A sequence as it would run for one lead when it was started now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedSequence {
    /// Which.
    pub id: SequenceId,
    /// What it is called.
    pub name: String,
    /// Every step.
    pub ahead: Vec<Ahead>,
}
