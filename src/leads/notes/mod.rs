//! Notes: what colleagues tell each other about a lead. The person never sees them.
mod book;
mod model;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod text;
#[cfg(feature = "ssr")]
pub mod writing;

pub use book::{NoteBook, NoteLine};
pub use model::{Note, NoteId};
#[cfg(all(test, feature = "ssr"))]
pub(super) use store::insert;
#[cfg(feature = "ssr")]
pub(super) use store::{insert_all, move_to, of_lead};
#[cfg(feature = "ssr")]
pub(super) use text::NoteText;
