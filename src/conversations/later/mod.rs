//! Messages that are written now and sent later, unless the person writes first.
#[cfg(feature = "ssr")]
pub(super) mod delivering;
#[cfg(feature = "ssr")]
pub(super) mod holding;
mod model;
#[cfg(feature = "ssr")]
pub(super) mod scheduling;
mod server_fns;
#[cfg(feature = "ssr")]
pub(super) mod store;
#[cfg(feature = "ssr")]
pub(super) mod zones;

#[cfg(feature = "ssr")]
pub use delivering::Later;
pub use model::{Desk, Offer, Scheduled, ScheduledId, Settlement};
#[cfg(feature = "ssr")]
pub(super) use scheduling::name_of;
pub use server_fns::{desk, offered_templates, schedule_message, settle_scheduled};
