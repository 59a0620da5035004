//! Every word of the leads list.

pub const LEADS: &str = "Leads";
pub const LOADING: &str = "Loading leads…";
pub const EMPTY: &str = "No leads yet";
pub const EMPTY_TEXT: &str = "Whoever writes to one of your phones appears here at once.";
pub const SEE_PHONES: &str = "See your phones";
pub const NOTHING_FOUND: &str = "Nobody here matches";
pub const CLEAR: &str = "Clear the filter";
pub const FILTER: &str = "Filter by name or number";
pub const LOAD_MORE: &str = "Load more";
pub const YOU: &str = "You: ";

/// The title of the page with the number of unread messages.
pub fn titled(unread: u32, title: &str) -> String {
    if unread == 0 { title.to_owned() } else { format!("({unread}) {title}") }
}
