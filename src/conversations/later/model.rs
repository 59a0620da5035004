//! The nouns of what is sent later, and what a composer needs to know.
use crate::{
    conversations::{quiet::QuietHours, sequences::Running},
    error::AppError,
    leads::LeadId,
    templates::{TemplateFile, TemplateId},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message that waits for its time. Made in the browser; the message that is sent in the end has the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScheduledId(pub Uuid);

/// A message that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Its identity.
    pub id: ScheduledId,
    /// Whom it is for.
    pub lead_id: LeadId,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub sender: String,
    /// When it is to be sent, Unix milliseconds.
    pub send_at: i64,
    /// Why it is not sent by itself any more, and the question that a person has to answer.
    pub held: Option<String>,
}

impl Scheduled {
    /// A day that is further away is a slip of the keys, milliseconds.
    const FURTHEST_MS: i64 = 366 * 86_400_000;

    /// Takes the time that was chosen.
    ///
    /// # Errors
    /// A field error of `send_at`.
    pub fn parse_time(send_at: i64, now: i64) -> Result<i64, AppError> {
        if send_at <= now {
            return Err(AppError::field("send_at", "This time is over. Choose a later one, or send it now."));
        }
        if send_at > now + Self::FURTHEST_MS {
            return Err(AppError::field("send_at", "This is more than a year away. Look at the year."));
        }
        Ok(send_at)
    }
}

/// What a person decides about a message that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// It goes out now.
    Send,
    /// It never goes out.
    Drop,
}

/// A template as it would be sent to one lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which.
    pub id: TemplateId,
    /// What it is called.
    pub name: String,
    /// What is typed after a slash to find it.
    pub shortcut: String,
    /// The text, filled in; may be empty beside a file.
    pub text: String,
    /// The file that goes with it.
    pub file: Option<TemplateFile>,
}

/// What is at hand where one lead is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// What waits for its time, the earliest first.
    pub scheduled: Vec<Scheduled>,
    /// The sequence that runs for this lead.
    pub running: Option<Running>,
    /// When people would rather not be written to.
    pub quiet: QuietHours,
    /// The lead's time zone, when the country of their number has only one.
    pub zone: Option<String>,
    /// The phone that an answer goes by.
    pub phone_name: Option<String>,
    /// Why it cannot send.
    pub cannot: Option<String>,
    /// The largest file that can be sent, in bytes.
    pub largest_file: u64,
}
