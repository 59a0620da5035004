//! Two leads that somebody found to be one person, and taking them apart again.
mod model;
#[cfg(feature = "ssr")]
mod restoring;
#[cfg(feature = "ssr")]
mod store;

pub use model::MergedPerson;
#[cfg(feature = "ssr")]
pub use restoring::{merge, of_lead, renew, take_apart};
#[cfg(feature = "ssr")]
pub use store::retire;
#[cfg(feature = "ssr")]
pub(super) use store::{address, addresses, by_numbers, follow, hand_on, known_by, meet, of_address, remember};
