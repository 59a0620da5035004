//! The nouns of notes.
use crate::team::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NoteId(pub Uuid);

/// A note as colleagues read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its identity.
    pub id: NoteId,
    /// When it was written, Unix milliseconds.
    pub at: i64,
    /// Who wrote it.
    pub by: PersonId,
    /// What it says.
    pub text: String,
}
