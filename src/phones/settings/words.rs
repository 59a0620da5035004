//! Every word of the settings of a phone.

pub const SETTINGS: &str = "What it does by itself";
pub const LOADING: &str = "Loading the settings…";
pub const REPLIES: &str = "Reply automatically to whoever writes";
pub const REPLY: &str = "Automatic reply";
pub const REPLY_HINT: &str = "Sent at most once in 24 hours to each person. It is no answer: they go on waiting for yours.";
pub const WHEN: &str = "When";
pub const ALWAYS: &str = "Always";
pub const OUTSIDE: &str = "Outside these hours";
pub const DAYS: &str = "Days";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const ZONE: &str = "Time zone";
pub const ZONE_HINT: &str = "By whose clocks, for example Asia/Jakarta.";
pub const MARKS_READ: &str = "Tell people that they were read when a colleague opens their conversation";
pub const MARKS_READ_HINT: &str = "Two blue ticks on their side, unless read receipts are turned off on the handset.";
pub const FETCHES: &str = "Fetch photos, voice messages and other files by itself";
pub const FETCHES_HINT: &str = "Otherwise each waits for somebody who presses Fetch. WhatsApp keeps files for some weeks only.";
pub const SAVE: &str = "Save the settings";
pub const SAVED: &str = "The settings are saved.";

/// The days of the week from Monday, short and whole.
pub const WEEK: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];
