//! The simulator seen by a real client library: no stubs between the two but the network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod by_code;
mod chaos;
mod codes;
mod control_calls;
mod delivery;
mod leaving;
mod linking;
mod outages;
mod passkeys;
mod support;
mod talking;
mod trouble;
mod waiting;
