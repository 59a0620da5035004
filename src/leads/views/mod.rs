//! Saved views: lists of leads that somebody gave a name, for themselves or for the team.
mod model;
#[cfg(feature = "ssr")]
pub(super) mod saving;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Layout, View, ViewId};
#[cfg(feature = "ssr")]
pub(super) use store::of as of_person;
