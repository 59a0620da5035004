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

pub const FOLLOW_UP: &str = "Follow up";
pub const FOLLOW_UP_WITH: &str = "Follow up with";
pub const NOTE: &str = "What for";
pub const NOTE_HINT: &str = "Shown when it is due. May be empty.";
pub const LATER_TODAY: &str = "In 3 hours";
pub const TOMORROW: &str = "Tomorrow 9:00";
pub const MONDAY: &str = "Monday 9:00";
pub const IN_A_WEEK: &str = "In a week";
pub const OTHER_TIME: &str = "Another time";
pub const PLAN: &str = "Plan";
pub const NOT_ANY_MORE: &str = "Not any more";
pub const NO_TIME: &str = "Choose a day and a time.";

/// The title of the page with the number of unread messages.
pub fn titled(unread: u32, title: &str) -> String {
    if unread == 0 { title.to_owned() } else { format!("({unread}) {title}") }
}
