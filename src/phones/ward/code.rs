//! The code on show.
use crate::{
    error::AppError,
    phones::{
        model::{CodePicture, LinkCode},
        picture,
    },
};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// Codes in a round: WhatsApp gives six refs at a time.
pub(super) const CODES_A_ROUND: u8 = 6;

static SERIAL: AtomicU64 = AtomicU64::new(1);

/// A code as it stands now.
pub(super) struct CodeOnShow {
    pub(super) text: String,
    pub(super) number: u8,
    picture: CodePicture,
    expires: Instant,
    pub(super) serial: u64,
}

impl CodeOnShow {
    pub(super) fn new(text: String, number: u8, valid_for: Duration) -> Result<Self, AppError> {
        let picture = picture::draw(&text)?;
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Ok(Self { text, number, picture, expires: Instant::now() + valid_for, serial })
    }

    /// Whether the text is the same ref with renewed keys: the same code for a person, drawn anew.
    pub(super) fn has_ref_of(&self, text: &str) -> bool {
        self.text.split(',').next() == text.split(',').next()
    }

    pub(super) fn for_people(&self) -> LinkCode {
        let left = self.expires.saturating_duration_since(Instant::now());
        LinkCode {
            picture: self.picture.clone(),
            number: self.number,
            of: CODES_A_ROUND.max(self.number),
            expires_in_ms: u64::try_from(left.as_millis()).unwrap_or(0),
            serial: self.serial,
        }
    }
}
