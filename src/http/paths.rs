//! Paths that are secrets.

/// Where the pages of guests are; what follows is a token.
pub(super) const GUEST_PAGES: &str = "/link/";

/// The path of a request as it may stand in a log.
pub fn path_for_log(path: &str) -> &str {
    if path.starts_with(GUEST_PAGES) { GUEST_PAGES } else { path }
}
