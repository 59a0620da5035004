//! The notes of one lead where other rooms show and write them; the side of the page keeps them.
use super::NoteId;
use leptos::prelude::*;

/// A note as the conversation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteLine {
    /// Its identity.
    pub id: NoteId,
    /// When it was written, Unix milliseconds.
    pub at: i64,
    /// What its author is called.
    pub by: String,
    /// What it says.
    pub text: String,
}

/// Takes a note, and what is done with it when it cannot be kept.
pub(in crate::leads) type Taker = Callback<(String, Callback<String>)>;

/// The notes of the lead that is open, the oldest first, and the way to write one more.
#[derive(Clone, Copy)]
pub struct NoteBook {
    /// Empty until the side of the page has read them.
    pub lines: RwSignal<Vec<NoteLine>>,
    /// Nothing until the side of the page is here, and for those who may only look.
    pub(in crate::leads) taker: StoredValue<Option<Taker>>,
}

impl NoteBook {
    /// One that nobody has filled yet.
    pub fn empty() -> Self {
        Self { lines: RwSignal::default(), taker: StoredValue::new(None) }
    }

    /// Writes a note; gives the text back when it cannot be kept.
    pub fn write(self, text: String, give_back: Callback<String>) {
        match self.taker.get_value() {
            Some(taker) => taker.run((text, give_back)),
            None => give_back.run(text),
        }
    }
}
