//! What pages made of several rooms ask for at once.
use crate::phones::{Phone, PhoneChange};
use serde::{Deserialize, Serialize};

/// Everything that the page of one phone shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneOverview {
    /// The phone.
    pub phone: Phone,
    /// Its health.
    pub facts: Vec<Fact>,
    /// Its newest changes, the newest first.
    pub timeline: Vec<PhoneChange>,
}

/// One line of a health card, worded by the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// What is known, in words; empty when `at` says it.
    pub text: String,
    /// A moment that belongs to it, Unix milliseconds.
    pub at: Option<i64>,
    /// What to do about it, when it needs a hand.
    pub warning: Option<String>,
}

/// What Today counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Phones that are connected, of all.
    pub connected: u32,
    /// All phones.
    pub phones: u32,
    /// Leads that wait for an answer; at most [`Figures::MOST`] are counted.
    pub waiting: u32,
    /// Leads whose follow-up is due before the day ends; counted as far.
    pub due: u32,
    /// What became of what we wrote today.
    pub sent: Sent,
    /// People who wrote today.
    pub wrote: u32,
    /// The last days, the oldest first; the last one is today.
    pub days: Vec<Day>,
}

impl Figures {
    /// What there is more of is not counted, as counting would take long.
    pub const MOST: u32 = 1000;
}

/// Messages of ours of one day, each counted where it is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// All that WhatsApp took.
    pub all: u32,
    /// Those that reached the person's handset.
    pub delivered: u32,
    /// Those that were read.
    pub read: u32,
    /// Those that were refused.
    pub failed: u32,
}

/// Messages of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// When it began, Unix milliseconds.
    pub begins: i64,
    /// Messages that came.
    pub incoming: u32,
    /// Messages that went, or wait to.
    pub outgoing: u32,
}
