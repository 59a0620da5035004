//! Every word of the quiet hours.
use super::model::QuietHours;
use crate::ui::field_of_minute;

pub const TITLE: &str = "Quiet hours";
pub const LOADING: &str = "Loading the quiet hours…";
pub const IS_ON: &str = "Nothing goes to a lead by itself at night";
pub const HINT: &str = "By the lead's own clock. A step of a sequence waits for their end; who sends a message later is asked.";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const ZONE: &str = "The team's time zone";
pub const ZONE_HINT: &str =
    "For leads whose number does not tell theirs, for example Asia/Jakarta. When empty, the clock of whoever plans it counts.";
pub const SAVE: &str = "Save the quiet hours";
pub const SAVED: &str = "The quiet hours are saved.";
pub const OFF: &str = "There are no quiet hours: steps of sequences go at any time.";

/// What holds, for those who may not change it.
pub fn in_force(hours: &QuietHours) -> String {
    if !hours.is_on {
        return OFF.to_owned();
    }
    format!("Nothing goes to a lead by itself from {} to {}, by their own clock.", field_of_minute(hours.from), field_of_minute(hours.to))
}
