//! The hours in which people would rather not be written to.
use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// When nothing goes to a lead by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Whether there are any.
    pub is_on: bool,
    /// The first minute of the lead's day, from 0.
    pub from: u16,
    /// The first minute after them; on the next day when it is not later.
    pub to: u16,
    /// The team's own zone, by which leads live whose zone nobody knows; absent when nobody has said.
    pub zone: Option<String>,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { is_on: true, from: 21 * 60, to: 8 * 60, zone: None }
    }
}

impl QuietHours {
    /// Minutes of a day.
    pub const DAY: u16 = 1_440;
    const MINUTE_MS: i64 = 60_000;

    /// The hours, if they make sense; the zone is looked at by the server alone.
    ///
    /// # Errors
    /// A field error of `hours`.
    pub fn fit(mut self) -> Result<Self, AppError> {
        self.zone = self.zone.map(|zone| zone.trim().to_owned()).filter(|zone| !zone.is_empty());
        if self.from == self.to || self.from >= Self::DAY || self.to >= Self::DAY {
            return Err(AppError::field("hours", "Say from when to when nothing is sent."));
        }
        Ok(self)
    }

    /// Whether a minute of the day is quiet.
    pub fn have(&self, minute: u16) -> bool {
        let within = if self.from < self.to { self.from <= minute && minute < self.to } else { self.from <= minute || minute < self.to };
        self.is_on && within
    }

    /// When they end that a moment is part of, Unix milliseconds; nothing when it is not quiet. `minute_of` reads the lead's clock.
    /// Where clocks jump, they end with the first minute that is not quiet by the clock.
    pub fn end_after(&self, at: i64, minute_of: impl Fn(i64) -> Option<u16>) -> Option<i64> {
        // By how much clocks jump, minutes: an hour nearly everywhere, half of it on one island.
        const JUMPS: [i64; 5] = [-60, -30, 0, 30, 60];
        let minute = minute_of(at).filter(|minute| self.have(*minute))?;
        let ahead = i64::from(self.to) - i64::from(minute);
        let ahead = if ahead > 0 { ahead } else { ahead + i64::from(Self::DAY) };
        let end = at - at.rem_euclid(Self::MINUTE_MS) + ahead * Self::MINUTE_MS;
        let may_be = JUMPS.into_iter().map(|jump| end + jump * Self::MINUTE_MS);
        may_be.into_iter().find(|end| *end > at && minute_of(*end).is_some_and(|minute| !self.have(minute)))
    }
}
