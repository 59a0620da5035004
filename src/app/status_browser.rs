//! The browser's twin of `status.rs`: a page that is shown without an answer has no status.

/// Does nothing.
pub fn not_found() {}

/// Does nothing.
pub fn not_allowed() {}
