//! Every word of a conversation.
use super::model::{Kind, MessageStatus};
use crate::{leads::words as leads, ui::Glyph};

pub const CONVERSATION: &str = "Conversation";
pub const LOADING: &str = "Loading the conversation…";
pub const EMPTY: &str = "Nothing was said yet.";
pub const EARLIER: &str = "Earlier messages";
pub const RETRY: &str = "Retry";
pub const MESSAGE: &str = "Message";
pub const PLACEHOLDER: &str = "Write a message";
pub const SEND: &str = "Send";
pub const KEYS: &str = "Enter sends, Shift and Enter begin a new line.";
pub const ONLY_READING: &str = "Your role can read conversations but not answer them.";

pub const SEARCHING: &str = "Searching…";
pub const PEOPLE: &str = "People";
pub const MESSAGES: &str = "Messages";
pub const MORE_PEOPLE: &str = "More people fit. Type more of the name or number.";
pub const MORE_MESSAGES: &str = "More messages";
pub const WHAT_WAS_SEARCHED: &str =
    "Names, numbers, notes and messages of all leads were searched: words from their beginning, numbers from either end.";
pub const CLEAR_SEARCH: &str = "Clear the search";
pub const YOU: &str = "You: ";

/// Nothing was found.
pub fn nothing_found(asked: &str) -> String {
    format!("Nothing fits “{}”", asked.trim())
}

/// How much was found, for those who do not see it.
pub fn found(leads: usize, messages: usize) -> String {
    let of = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    format!("Found: {}, {}.", of(leads, "person", "people"), of(messages, "message", "messages"))
}

/// The tick of one of our messages: icon, word, class.
pub fn tick(status: &MessageStatus) -> (Glyph, &'static str, &'static str) {
    match (status, status.reach()) {
        (MessageStatus::Held(_), _) => (Glyph::Clock, "Waits", "tick"),
        (_, Some(reach)) => leads::tick(reach),
        (_, None) => (Glyph::Tick, "Received", "tick"),
    }
}

pub const EDITED: &str = "edited";
pub const QUOTED_YOU: &str = "You";
pub const REACTIONS: &str = "Reactions";
pub const MAP: &str = "Open the map";

pub const FETCHING: &str = "The file is on its way…";
pub const TOO_LARGE: &str = "This file is larger than Leadwire keeps; see it on the handset.";
pub const NOT_FETCHED: &str = "Not fetched: this phone fetches no files by itself.";
pub const FETCH: &str = "Fetch";
pub const TRY_AGAIN: &str = "Try again";

pub const NOTE: &str = "Note";
pub const NOTE_TITLE: &str = "Write a note that only colleagues see";
pub const NOTE_PLACEHOLDER: &str = "Write a note for colleagues; the lead never sees it";
pub const KEEP_NOTE: &str = "Add note";

/// Who wrote a note.
pub fn note_by(by: &str) -> String {
    format!("Note · {by}")
}

/// The line above what was not read when the conversation was opened.
pub const NEW: &str = "New messages";

/// The way down to what came meanwhile.
pub fn newer(count: usize) -> String {
    if count == 0 { "Newest".to_owned() } else { format!("{count} new") }
}

pub const NO_NOTE_LATER: &str = "A note is for colleagues and is kept at once. Leave the note to plan a message.";
pub const NO_FILES_LATER: &str = "Only words can be sent later. Send this now, or take the file off; what you wrote stays here.";

pub const UPLOADING: &str = "On its way to Leadwire";
pub const RECORD: &str = "Record a voice message";
pub const RECORDING: &str = "Recording";
pub const GIVE_UP: &str = "Give up";
pub const SEND_RECORDED: &str = "Send the recording";
pub const NOTHING_RECORDED: &str = "Nothing was recorded. Look whether the microphone is the right one.";
pub const NO_MICROPHONE_HERE: &str =
    "This browser gives no microphone to this page. Open Leadwire by an address that begins with https, or attach a sound as a file.";
pub const MICROPHONE_REFUSED: &str =
    "The browser did not give the microphone. Allow it for this page in the browser's settings, and look whether one is connected.";
pub const EMOJI: &str = "Emoji";

/// A time of so many seconds.
pub fn minutes(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What a message is when it is not only words.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Gone => "",
        Kind::Photo => "Photo",
        Kind::Video => "Video",
        Kind::Voice => "Voice message",
        Kind::Audio => "Audio",
        Kind::Document => "Document",
        Kind::Sticker => "Sticker",
        Kind::Location => "Location",
        Kind::Contact => "Contact card",
        Kind::Poll => "Poll",
        Kind::Withheld => "A message that only the handset shows, such as a photo to be viewed once",
        Kind::Other => "A message of a kind that Leadwire cannot show; see it on the handset",
        Kind::Waiting => "Waiting for this message. It cannot be read yet and will appear here.",
        Kind::Deleted => "This message was deleted",
    }
}

pub const TEMPLATES: &str = "Templates";
pub const TEMPLATES_KEY: &str = "Typing / does it too";
pub const NO_TEMPLATE: &str = "No template matches. Esc closes.";
pub const NO_TEMPLATES: &str = "There are no templates yet.";
pub const LOADING_TEMPLATES: &str = "Loading templates…";
pub const MAKE_ONE: &str = "Write one";
pub const SEND_LATER: &str = "Send later";
pub const LATER_KEY: &str = "Alt and Enter do it too";
pub const CHANGE_LATER: &str = "Change what is sent later";
pub const SCHEDULED: &str = "To be sent later";
pub const SCHEDULE: &str = "Schedule";
pub const IN_AN_HOUR: &str = "In an hour";
pub const TOMORROW: &str = "Tomorrow 9:00";
pub const MONDAY: &str = "Monday 9:00";
pub const IN_A_WEEK: &str = "In a week";
pub const OTHER_TIME: &str = "Another time";
pub const NO_TIME: &str = "Choose a day and a time.";
pub const LATER_HINT: &str = "If they write first, or somebody answers on the handset, it is not sent and you are asked.";
pub const EDIT: &str = "Edit";
pub const SEND_NOW: &str = "Send now";
pub const DROP: &str = "Drop";
pub const DROPPED: &str = "It will not be sent.";

pub const SEQUENCE: &str = "Sequence";
pub const START_SEQUENCE: &str = "Start a sequence";
pub const LOADING_SEQUENCES: &str = "Loading sequences…";
pub const NO_SEQUENCES: &str = "There are no sequences yet.";
pub const WRITE_SEQUENCE: &str = "Write one";
pub const SEQUENCE_GONE: &str = "This sequence was deleted meanwhile. Close this and choose another one.";
pub const SEQUENCE_HINT: &str = "It ends when they answer, or when somebody answers on the handset. Texts are filled in anew when they go.";
pub const STEPS: &str = "Steps";
pub const START: &str = "Start";
pub const CANCEL: &str = "Cancel";
pub const REMINDER: &str = "Reminder for us";
pub const END_SEQUENCE: &str = "End the sequence";
pub const SEQUENCE_ENDED: &str = "The sequence has ended. Nothing more of it is sent.";
pub const DROP_STEP: &str = "Drop this step";

/// The sequence that runs, and who started it.
pub fn sequence_of(name: &str, by: &str) -> String {
    format!("Sequence “{name}” · {by}")
}

/// Which step goes when.
pub fn step(number: u16, of: usize, day: &str, time: &str) -> String {
    format!("{number} of {of} · {day} {time}")
}

/// The chosen time is in the quiet hours. Their clock is named when it is known.
pub fn quiet(time: &str, is_theirs: bool) -> String {
    if is_theirs { format!("It is {time} where they are then: quiet hours.") } else { format!("At {time} it is quiet hours.") }
}

/// The end of the quiet hours, to be chosen instead.
pub fn after_quiet(time: &str) -> String {
    format!("Send at {time}, when they end")
}

/// When a message goes out, the day in words.
pub fn will_be_sent(day: &str, time: &str, by: &str) -> String {
    format!("Will be sent {day} {time} · {by}")
}

/// What the person's clock says then, or the team's while theirs is not known.
pub fn there(time: &str, is_night: bool, is_theirs: bool) -> String {
    match (is_theirs, is_night) {
        (true, true) => format!("night for them, {time}"),
        (true, false) => format!("{time} for them"),
        (false, _) => format!("quiet hours, {time}"),
    }
}

/// The phone that an answer goes by.
pub fn goes_by(phone: &str) -> String {
    format!("by {phone}")
}
