//! The nouns of conversations: messages and what became of them.
use crate::{error::AppError, leads::LeadId, phones::PhoneId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message. For one of ours the id is made in the browser and makes sending idempotent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageId(pub Uuid);

/// The text of a message we send: 1 to 4,096 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// The longest text, in characters.
    pub const LONGEST: usize = 4096;

    /// Takes a text as typed; white space at its ends is dropped, line breaks inside are kept.
    ///
    /// # Errors
    /// A field error of `text` when nothing is left or it is too long.
    pub fn parse(typed: &str) -> Result<Self, AppError> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(AppError::field("text", "Write a message first."));
        }
        let length = text.chars().count();
        if length > Self::LONGEST {
            return Err(AppError::field("text", format!("A message has at most {} characters; this one has {length}.", Self::LONGEST)));
        }
        // A NUL cannot be stored as text by Postgres and means nothing in a message.
        if text.contains('\0') {
            return Err(AppError::field("text", "This message has a character that cannot be sent."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What became of a message; for ours in the order of the ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// From the person.
    Received,
    /// Ours, kept here, not yet taken by WhatsApp.
    Queued,
    /// Ours, kept here until something is over that the sentence names; then it goes out by itself.
    Held(String),
    /// WhatsApp's server has it.
    Sent,
    /// A device of the person has it.
    Delivered,
    /// The person read it (they may have read it without telling).
    Read,
    /// It will not arrive; the sentence says why.
    Failed(String),
}

/// A message as the thread shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identity.
    pub id: MessageId,
    /// Whose conversation it belongs to.
    pub lead_id: LeadId,
    /// The phone it came in or went out by.
    pub phone_id: PhoneId,
    /// That phone's name.
    pub phone_name: String,
    /// The text; for a kind we cannot show yet, a neutral sentence.
    pub text: String,
    /// Who wrote it: the person's name, a colleague's name, or "On the handset".
    pub sender: String,
    /// When, Unix milliseconds: WhatsApp's time for theirs, ours for ours.
    pub at: i64,
    /// What became of it.
    pub status: MessageStatus,
}

impl Message {
    /// Whether our side wrote it.
    pub fn is_ours(&self) -> bool {
        self.status != MessageStatus::Received
    }
}

/// A stretch of a conversation, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// At most 50.
    pub messages: Vec<Message>,
    /// Give it back to get the messages before these; none at the beginning.
    pub earlier: Option<String>,
}
