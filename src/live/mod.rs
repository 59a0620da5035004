//! Live: the one WebSocket of a tab. Nobody polls; what changes is pushed.
//! This room alone knows the transport, so that it can be swapped.
mod client;
#[cfg(feature = "ssr")]
mod fanout;
#[cfg(feature = "ssr")]
mod guest_socket;
mod keeper;
mod model;
#[cfg(feature = "ssr")]
mod presence;
mod server_fns;
#[cfg(feature = "ssr")]
mod socket;
#[cfg(feature = "hydrate")]
mod stream;
#[cfg(feature = "hydrate")]
mod tab;
#[cfg(not(feature = "hydrate"))]
#[path = "tab_ssr.rs"]
mod tab;
#[cfg(feature = "ssr")]
mod typing;

pub use client::{Live, LiveStatus, provide_live};
#[cfg(feature = "ssr")]
pub use fanout::Fanout;
pub use keeper::Keeper;
pub use model::{Attendant, Change, DEAD_AFTER_MS, HEARTBEAT_MS, LiveCommand, LiveMessage};
