//! Quiet hours: when nothing goes to a lead by itself, by the lead's own clocks.
mod model;
mod quiet_view;
mod server_fns;
#[cfg(feature = "ssr")]
pub mod setting;
#[cfg(feature = "ssr")]
mod store;
mod words;

pub use model::QuietHours;
pub use quiet_view::quiet_view;
pub use server_fns::{quiet_hours, save_quiet_hours};
