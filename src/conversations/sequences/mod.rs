//! Sequences that run: started for a lead, one step after another, until the lead answers or somebody ends them.
#[cfg(feature = "ssr")]
pub(super) mod ending;
mod model;
#[cfg(feature = "ssr")]
mod offering;
#[cfg(feature = "ssr")]
mod place;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so and stops")]
mod place_tests;
mod server_fns;
#[cfg(feature = "ssr")]
pub mod starting;
#[cfg(feature = "ssr")]
pub(super) mod stepping;
#[cfg(feature = "ssr")]
pub(super) mod store;

pub use model::{Ahead, OfferedSequence, RunId, Running};
#[cfg(feature = "ssr")]
pub(super) use offering::running;
pub use server_fns::{end_sequence, offered_sequences, resume_sequence, start_sequence};
