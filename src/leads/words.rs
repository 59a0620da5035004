//! Every word of the leads list.
use super::filter::LeadState;
use super::model::{Lead, Reach};
use super::stages::StageKind;
use crate::ui::Glyph;

pub const LEADS: &str = "Leads";
pub const LOADING: &str = "Loading leads…";
pub const EMPTY: &str = "No leads yet";
pub const EMPTY_TEXT: &str = "Whoever writes to one of your phones appears here at once.";
pub const SEE_PHONES: &str = "See your phones";
pub const NOTHING_FOUND: &str = "Nobody here matches";
pub const CLEAR: &str = "Clear the filter";
pub const SEARCH: &str = "Search people and messages";
pub const SEARCH_KEYS: &str = "/ comes here, ↑ ↓ move, Enter opens";
pub const ADD_LEAD: &str = "Add a lead";
pub const ADD: &str = "Add";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "What you call them. May be empty.";
pub const NUMBER: &str = "Number";
pub const NUMBER_HINT: &str = "With + and the country code.";
pub const IMPORT: &str = "Import leads";
pub const EXPORT: &str = "Export as CSV";
pub const NO_MESSAGE: &str = "No message yet";
pub const LOAD_MORE: &str = "Load more";
pub const YOU: &str = "You: ";

/// The newest message, if there is one, and whether it is ours.
pub fn last_message(lead: &Lead) -> String {
    match lead.last_message.as_str() {
        "" => NO_MESSAGE.to_owned(),
        text if lead.last_message_is_ours => format!("{YOU}{text}"),
        text => text.to_owned(),
    }
}

/// In place of the next step of a lead to whom something goes by itself.
pub const GOES_ON: &str = "A message is planned.";

pub const FILTERS: &str = "Show";
pub const STAGE: &str = "Stage";
pub const ANY_STAGE: &str = "Every stage";
pub const OWNER: &str = "Owner";
pub const ANYBODYS: &str = "Everybody's";
pub const MINE: &str = "Mine";
pub const NOBODYS: &str = "Nobody's";
pub const TAG: &str = "Tag";
pub const ANY_TAG: &str = "Every tag";
pub const NEED: &str = "Progress";
pub const STAGES: &str = "Stages";
pub const ASSIGNMENT: &str = "Assignment";
pub const STAGES_TITLE: &str = "The stages of your leads";
pub const STAGE_NAME: &str = "Name of the stage";
pub const STAGE_KIND: &str = "What it means";
pub const ADD_STAGE: &str = "Add a stage";
pub const REMOVE_STAGE: &str = "Remove this stage";
pub const MOVE_UP: &str = "Move this stage up";
pub const SAVE: &str = "Save";

pub const WHY_LOST: &str = "Why is it lost?";
pub const NO_REASON: &str = "Say in a few words why it is lost.";
pub const MOVE: &str = "Move";
pub const CANCEL: &str = "Cancel";
pub const CHOSEN: &str = "Chosen leads";
pub const CHOOSE_ALL: &str = "All shown";
pub const CHOOSE_NONE: &str = "None";
pub const NOBODY: &str = "Nobody";
pub const GIVE: &str = "Give";
pub const ADD_TAG: &str = "Add tag";
pub const DONE: &str = "Done";
pub const EXPORT_CHOSEN: &str = "Export";
pub const TOO_MANY: &str = "No more than 500 leads at once. Everything that the list shows is exported above.";

/// The tick of the newest message, when it is ours: icon, word, class.
pub fn tick(reach: Reach) -> (Glyph, &'static str, &'static str) {
    match reach {
        Reach::Queued => (Glyph::Clock, "Queued", "tick"),
        Reach::Sent => (Glyph::Tick, "Sent", "tick"),
        Reach::Delivered => (Glyph::Ticks, "Delivered", "tick"),
        Reach::Read => (Glyph::Ticks, "Read", "tick tick-read"),
        Reach::Failed => (Glyph::Alert, "Failed", "tick tick-failed"),
    }
}

pub const BOARD: &str = "Board";
pub const LIST: &str = "List";
pub const TABLE: &str = "Table";
/// The columns of the table.
pub const COLUMNS: [&str; 10] = ["Name", "Number", "Stage", "Owner", "Tags", "Source", "Value", "Next step", "When", "Last message"];
pub const MOVE_TO: &str = "Move to…";
pub const BOARD_ENDED: &str = "Won and lost leads leave the board. Choose their stage above to see them.";
pub const BOARD_KEYS: &str = "↑ ↓ along a column · Shift with ← → moves the card · Enter opens it";

/// Why a lead is lost, as the head of a dialog.
pub fn lose(name: &str) -> String {
    format!("{name} is lost")
}

/// Where a lead was moved.
pub fn moved(name: &str, stage: &str) -> String {
    format!("{name}: {stage}.")
}

/// Names the box that chooses a lead.
pub fn choose(name: &str) -> String {
    format!("Choose {name}")
}

/// Asks who has a lead from now on.
pub fn give(name: &str) -> String {
    format!("{GIVE} {name} to")
}

/// How many are chosen.
pub fn chosen(count: usize) -> String {
    format!("{count} chosen")
}

/// How many were changed.
pub fn decided(count: usize) -> String {
    match count {
        0 => "Nothing to change: they are so already.".to_owned(),
        1 => "1 lead changed.".to_owned(),
        count => format!("{count} leads changed."),
    }
}

/// What a stage means.
pub fn kind(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Open => "Open",
        StageKind::Won => "Won",
        StageKind::Lost => "Lost",
    }
}

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

/// The number that was added is somebody's whom we know.
pub fn is_here_already(name: &str) -> String {
    format!("{name} was here already.")
}

/// How far leads are, as a list is filtered by it.
pub fn state(state: LeadState) -> &'static str {
    match state {
        LeadState::Any => "Open or done",
        LeadState::Open => "Open",
        LeadState::Waiting => "Waiting for us",
        LeadState::Planned => "Follow-up planned",
        LeadState::Done => "Done",
        LeadState::Wrote => "They wrote today",
        LeadState::Sent => "We wrote today",
    }
}

/// The same from another day on.
pub fn state_since(state: LeadState, day: &str) -> String {
    match state {
        LeadState::Wrote => format!("They wrote since {day}"),
        LeadState::Sent => format!("We wrote since {day}"),
        other => self::state(other).to_owned(),
    }
}

pub const VIEWS: &str = "View";
pub const NO_VIEW: &str = "Views";
pub const SAVE_VIEW: &str = "Save view";
pub const DELETE_VIEW: &str = "Delete view";
pub const VIEW_TITLE: &str = "Save this view";
pub const VIEW_NAME: &str = "Name";
pub const VIEW_HINT: &str = "It keeps what is filtered, and whether it is a list, a board or a table. \"Mine\" are those of whoever looks.";
pub const VIEW_FOR_TEAM: &str = "For the whole team";
pub const VIEW_DELETED: &str = "View deleted";

/// What was done with a lead.
pub fn is_done(name: &str) -> String {
    format!("{name}: done.")
}
