//! Every word of deleted leads.

pub const TITLE: &str = "Deleted leads";
pub const LINK: &str = "Deleted";
pub const NOT_ALLOWED: &str = "An owner or an admin of your team can see and restore what was deleted.";
pub const BACK: &str = "Back to leads";
pub const LOADING: &str = "Loading deleted leads…";
pub const ABOUT: &str = "A deleted lead is kept for 30 days, then it is removed for good with everything that was said. Whoever writes before that is \
                         back with all of it.";
pub const SEARCH: &str = "Search deleted leads";
pub const EMPTY: &str = "Nothing is deleted";
pub const EMPTY_TEXT: &str = "Leads that somebody deletes can be restored here.";
pub const NOBODY_FITS: &str = "Nobody here matches";
pub const LOAD_MORE: &str = "Load more";
pub const DELETED_BY: &str = "deleted by";
pub const RESTORE: &str = "Restore";
pub const DELETE_LEAD: &str = "Delete this lead";
pub const DELETE: &str = "Delete";
pub const FOR_GOOD: &str = "Delete for good…";
pub const FOR_GOOD_NOW: &str = "Delete for good";
pub const FOR_GOOD_ABOUT: &str = "Everything that was said, every note and every file goes too. Nothing brings it back.";
pub const CONFIRM: &str = "Confirm";
pub const CONFIRM_HINT: &str = "Type \"delete\" to go on.";
pub const CONFIRM_WORD: &str = "delete";
pub const PURGED: &str = "Deleted for good.";
pub const WAS_DELETED: &str = "This lead was deleted.";

/// Names the button that restores one.
pub fn restore(name: &str) -> String {
    format!("Restore {name}")
}

/// Asks whether one is to go for good.
pub fn for_good(name: &str) -> String {
    format!("Delete {name} for good")
}

/// Names the button that asks whether.
pub fn for_good_of(name: &str) -> String {
    format!("{FOR_GOOD} {name}")
}

/// One was deleted.
pub fn deleted(name: &str) -> String {
    format!("{name} deleted.")
}

/// How many were deleted.
pub fn deleted_all(count: usize) -> String {
    if count == 1 { "1 lead deleted.".to_owned() } else { format!("{count} leads deleted.") }
}

/// How many are back.
pub fn restored(count: usize) -> String {
    if count == 1 { "1 lead restored.".to_owned() } else { format!("{count} leads restored.") }
}
