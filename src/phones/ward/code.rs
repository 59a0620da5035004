//! The code on show.
use crate::{
    error::AppError,
    phones::{
        model::{CodePicture, LinkCode, NumberCode},
        picture,
    },
};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// Codes in a round: WhatsApp gives six refs at a time.
const CODES_A_ROUND: u8 = 6;

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

/// The characters for linking by number, as they stand now.
pub(super) struct NumberCodeOnShow {
    code: String,
    number: String,
    expires: Instant,
}

impl NumberCodeOnShow {
    /// Takes the bare characters; people see them as WhatsApp shows them, in two halves.
    pub(super) fn new(code: &str, number: String, valid_for: Duration) -> Self {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        let code = match code.split_at_checked(4) {
            Some((first, second)) => format!("{first}-{second}"),
            None => code,
        };
        Self { code, number, expires: Instant::now() + valid_for }
    }

    /// When it runs out.
    pub(super) fn expires(&self) -> Instant {
        self.expires
    }

    /// None once it has expired.
    pub(super) fn for_people(&self) -> Option<NumberCode> {
        let left = self.expires.checked_duration_since(Instant::now())?;
        let expires_in_ms = u64::try_from(left.as_millis()).unwrap_or(0);
        Some(NumberCode { code: self.code.clone(), number: self.number.clone(), expires_in_ms })
    }
}
