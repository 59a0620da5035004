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
