//! What each phone does by itself: reply, tell people that they were read, fetch files.
#[cfg(feature = "ssr")]
pub mod applying;
#[cfg(feature = "ssr")]
mod hours;
mod hours_fields;
mod model;
mod server_fns;
mod settings_view;
#[cfg(feature = "ssr")]
mod store;
mod words;

pub use model::{Hours, PhoneSettings};
pub use server_fns::{phone_settings, save_phone_settings};
pub use settings_view::phone_settings_view;
