//! The nouns of files.
use crate::ui::Claims;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A file on the shelf. That of a message has the id of its message, so the browser makes it for what it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileId(pub Uuid);

/// As what a file goes to WhatsApp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture.
    Photo,
    /// A film.
    Video,
    /// Spoken into a microphone.
    Voice,
    /// A piece of sound.
    Audio,
    /// Anything else.
    Document,
}

impl FileKind {
    /// What the browser is told after an upload.
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Document => "document",
        }
    }

    /// The same to a page that has not seen its bytes.
    pub fn claims(self) -> Claims {
        match self {
            Self::Photo => Claims::Picture,
            Self::Video => Claims::Film,
            Self::Voice | Self::Audio => Claims::Sound,
            Self::Document => Claims::Other,
        }
    }
}
