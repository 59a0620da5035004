//! The wall clock, read in one place.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, UTC. Zero on a machine whose clock stands before 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads it: stanzas carry wall-clock times that clients compare with their own"
)]
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Seconds since 1970, UTC: the unit of every `t` attribute on the wire.
pub(crate) fn now_secs() -> i64 {
    now_ms() / 1000
}
