//! Every word of the sequences' page.
use super::model::Step;
use crate::ui::field_of_minute;

/// The page.
pub const SEQUENCES: &str = "Sequences";
pub const LOADING: &str = "Loading sequences…";
pub const ADD: &str = "Add a sequence";
pub const EMPTY: &str = "No sequences yet";
pub const EMPTY_TEXT: &str = "Steps that go to somebody one after another, until they answer. Start one where you answer a lead.";
pub const HINT: &str = "Start one where you answer a lead. It ends by itself when they answer, or when somebody answers on the handset.";
pub const TEAMS: &str = "Team";
pub const MINE: &str = "Mine";
pub const EDIT: &str = "Edit";
pub const DELETE: &str = "Delete";
pub const NEW: &str = "New sequence";
pub const CHANGE: &str = "Change the sequence";
pub const CHANGE_HINT: &str = "Sequences that run already go on as they were started.";
pub const NAME: &str = "Name";
pub const FOR_TEAM: &str = "For the whole team";
pub const KIND: &str = "What happens";
pub const MESSAGE: &str = "Send a message";
pub const REMINDER: &str = "Remind us";
pub const DAYS: &str = "Days after the step before";
pub const DAYS_FIRST: &str = "Days after the start";
pub const TIME: &str = "At";
pub const TEXT: &str = "Text";
pub const REMIND_OF: &str = "What of";
pub const ADD_STEP: &str = "Add a step";
pub const REMOVE_STEP: &str = "Remove";
pub const TIMES: &str = "Times are those of the lead's clock where their number tells it, else of the team's.";
pub const SAVE: &str = "Save";
pub const CANCEL: &str = "Cancel";

/// One of the steps.
pub fn step(number: usize) -> String {
    format!("Step {number}")
}

/// A sequence is gone.
pub fn deleted(name: &str) -> String {
    format!("{name} is deleted. Where it runs, it goes on.")
}

/// When a step goes.
pub fn when(step: &Step, is_first: bool) -> String {
    let time = field_of_minute(step.minute);
    match (step.days, is_first) {
        (0, true) => format!("At {time}"),
        (0, false) => format!("Same day, {time}"),
        (1, _) => format!("After 1 day, {time}"),
        (days, _) => format!("After {days} days, {time}"),
    }
}

/// How variables are written.
pub fn text_hint(known: &[&str]) -> String {
    let known = known.iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(", ");
    format!("Variables: {known}. They are filled in when the step goes.")
}
