//! What a note may say.
use crate::error::AppError;

/// The text of a note.
pub struct NoteText(String);

impl NoteText {
    /// The longest, in characters.
    pub const LONGEST: usize = 4_000;

    /// Takes what was typed.
    ///
    /// # Errors
    /// A field error of `text`.
    pub fn parse(typed: &str) -> Result<Self, AppError> {
        let text = typed.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(AppError::field("text", "Write something first."));
        }
        if length > Self::LONGEST {
            return Err(AppError::field("text", format!("A note has at most {} characters; this one has {length}.", Self::LONGEST)));
        }
        if text.contains('\0') {
            return Err(AppError::field("text", "This note has a character that cannot be kept."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
