//! The nouns of the settings of a phone.
use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// What a phone does by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneSettings {
    /// Whether people who write are replied to automatically.
    pub replies: bool,
    /// What they are told; kept also while nobody is replied to.
    pub reply: String,
    /// The hours in which somebody is there to answer, so that nobody is replied to automatically; there are none when absent.
    pub hours: Option<Hours>,
    /// Whether people are told that they were read when a colleague opens their conversation.
    pub marks_read: bool,
    /// Whether files of messages are fetched by themselves.
    pub fetches_media: bool,
}

impl Default for PhoneSettings {
    fn default() -> Self {
        Self { replies: false, reply: String::new(), hours: None, marks_read: false, fetches_media: true }
    }
}

/// Hours of some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// One bit a day, the lowest for Monday. A night belongs to the day on which it begins.
    pub days: u8,
    /// The first minute of the day, from 0.
    pub from: u16,
    /// The first minute that does not belong to it any more, up to 1,440. What ends before it begins ends on the next day.
    pub to: u16,
    /// By whose clocks, for example `Asia/Jakarta`.
    pub zone: String,
}

impl Hours {
    /// Monday to Friday.
    pub const WORKDAYS: u8 = 0b001_1111;
    /// Minutes of a day.
    pub const DAY: u16 = 1_440;
}

impl PhoneSettings {
    /// The longest automatic reply, in characters.
    pub const LONGEST_REPLY: usize = 1_000;

    /// The settings, if they make sense; the zone is looked at by the server alone.
    ///
    /// # Errors
    /// Field errors of `reply` and `hours`.
    pub fn fit(mut self) -> Result<Self, AppError> {
        self.reply = self.reply.trim().to_owned();
        if self.replies && self.reply.is_empty() {
            return Err(AppError::field("reply", "Write what people are told."));
        }
        let length = self.reply.chars().count();
        if length > Self::LONGEST_REPLY || self.reply.contains('\0') {
            return Err(AppError::field("reply", format!("An automatic reply has at most {} characters.", Self::LONGEST_REPLY)));
        }
        if let Some(hours) = &mut self.hours {
            hours.zone = hours.zone.trim().to_owned();
            if hours.days == 0 || hours.days >= 1 << 7 {
                return Err(AppError::field("hours", "Choose at least one day on which somebody is there."));
            }
            if hours.from == hours.to || hours.from >= Hours::DAY || hours.to > Hours::DAY {
                return Err(AppError::field("hours", "Say from when to when somebody is there."));
            }
        }
        Ok(self)
    }
}
