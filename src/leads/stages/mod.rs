//! Stages: the steps of the team's way with a lead, as the team itself words and orders them.
#[cfg(feature = "ssr")]
pub(super) mod arranging;
mod model;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Stage, StageId, StageKind};
#[cfg(feature = "ssr")]
pub(super) use store::{all, all_in, first_in};
