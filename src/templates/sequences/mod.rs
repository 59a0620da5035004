//! Sequences as they are written: steps that go to somebody one after another. They know no lead: `conversations` runs them.
#[cfg(feature = "ssr")]
pub mod keeping;
mod list;
mod model;
mod sequence_dialog;
mod sequence_row;
mod server_fns;
mod step_fields;
#[cfg(feature = "ssr")]
mod store;
mod words;

pub use list::{SequencesAction, SequencesList, Shelf};
pub use model::{Sequence, SequenceDraft, SequenceId, Step, StepKind};
pub use server_fns::{delete_sequence, list_sequences, save_sequence};
pub use words::SEQUENCES;
