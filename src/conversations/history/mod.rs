//! The conversations that a handset had before its phone was linked: kept as they come, imported as old.
//!
//! Nobody is alarmed by them: they are not unread, nobody waits and nothing is claimed, planned or sent because of them. A lead that is
//! known from there only has nothing left to do until the person writes again. One that was known before keeps what it needs; only when
//! our side turns out to have answered is it no longer waiting.
mod importing;
mod store;

pub use importing::Importing;
pub(super) use store::{SoFar, keep, remember_name, remembered_name, went_on};
