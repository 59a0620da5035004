//! A file that a person chose, and why nothing can be recorded. The file itself stays with the browser (`browser_files`).
use uuid::Uuid;

/// A file that was chosen, pasted, dropped or recorded here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Made here.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// What it claims to be.
    pub claims: Claims,
    /// The address at which this page can show it, for a picture.
    pub preview: Option<String>,
    /// How many seconds were recorded; 0 for a file that was not recorded here.
    pub recorded: u32,
}

/// What a file claims to be. Good for a first impression only: its bytes decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claims {
    /// A picture.
    Picture,
    /// A film.
    Film,
    /// A sound.
    Sound,
    /// Something else.
    Other,
}

impl Claims {
    /// By the type that the browser tells.
    pub fn of(mime: &str) -> Self {
        match mime.split('/').next() {
            Some("image") => Self::Picture,
            Some("video") => Self::Film,
            Some("audio") => Self::Sound,
            _ => Self::Other,
        }
    }
}

/// Why nothing can be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMicrophone {
    /// The browser gives none to this page: the address is not encrypted, or the browser is too old.
    NotHere,
    /// The person or the system says no, or there is none.
    Refused,
}
