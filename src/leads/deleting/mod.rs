//! Leads that somebody deleted: out of every list at once, kept for 30 days, and back when they write.
mod delete_button;
mod deleted_page;
mod model;
mod purge_dialog;
#[cfg(feature = "ssr")]
mod purging;
#[cfg(feature = "ssr")]
mod removing;
#[cfg(feature = "ssr")]
mod restoring;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
mod undoably;
pub mod words;

pub(super) use delete_button::delete_button;
pub use deleted_page::DeletedPage;
pub use model::{DeletedLead, DeletedLeads};
#[cfg(feature = "ssr")]
pub use purging::Purging;
#[cfg(feature = "ssr")]
pub(super) use restoring::{bring_back, bring_back_numbers, renumber};
#[cfg(feature = "ssr")]
pub use restoring::{deleted_at, was_away};
pub use server_fns::{delete_leads, deleted_leads, purge_leads, restore_leads};
pub(super) use undoably::delete;
