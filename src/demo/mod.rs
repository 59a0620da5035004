//! Demo mode: sample data and the simulated handset. Only in builds with the feature `simulator`, and only when asked for.
mod server_fns;

#[cfg(all(feature = "ssr", not(feature = "simulator")))]
mod absent;
#[cfg(feature = "simulator")]
mod control;
#[cfg(feature = "simulator")]
mod handset;
#[cfg(feature = "simulator")]
mod paper;
#[cfg(feature = "simulator")]
mod people;
#[cfg(feature = "simulator")]
mod story;
#[cfg(all(feature = "ssr", not(feature = "simulator")))]
use absent as handset;

#[cfg(all(feature = "ssr", not(feature = "simulator")))]
pub use absent::begin;
pub use server_fns::scan_with_simulated_handset;
#[cfg(feature = "simulator")]
pub use story::begin;
