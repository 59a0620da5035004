//! Every word of the phones page and its dialogs, and how each state looks.
use super::model::PhoneState;
use crate::ui::{Glyph, Tone};

pub const PHONES: &str = "Phones";
pub const LOADING: &str = "Loading phones…";
pub const EMPTY: &str = "No phone yet";
pub const EMPTY_TEXT: &str = "Link one, it takes a minute: a person with the handset scans a code.";
pub const EMPTY_NOT_ALLOWED: &str = "An owner or an admin of your team can link one.";
pub const LINK: &str = "Link a phone";
pub const LINK_AGAIN: &str = "Link again";
pub const SHOW_CODE: &str = "Show code";
pub const RENAME: &str = "Rename";
pub const UNLINK: &str = "Unlink";
pub const NO_NUMBER: &str = "Number known once linked";
pub const SINCE: &str = "since ";

pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "What colleagues call it, for example \"Sales\".";
pub const NEW_NAME_HINT: &str = "Colleagues see the new name at once.";
pub const CONTINUE: &str = "Continue";
pub const SAVE: &str = "Save";
pub const CANCEL: &str = "Cancel";
pub const RENAME_TITLE: &str = "Rename phone";
pub const UNLINK_TITLE: &str = "Unlink phone";
pub const UNLINK_TEXT: &str = "Leadwire is removed from the linked devices of the handset and its keys are deleted here. \
                               Messages no longer come in or go out by this phone. Leads and their history stay.";
pub const UNLINK_CHECK: &str = "This is not the phone's name.";

pub const STEPS: [&str; 4] = [
    "Open WhatsApp on the handset.",
    "Tap Settings on iPhone, or the menu ⋮ on Android.",
    "Tap Linked devices, then Link a device.",
    "Point the handset at this code.",
];
pub const ASKING: &str = "Asking WhatsApp for a code…";
pub const SCAN: &str = "Scan this code with the handset";
pub const CODE_IMAGE: &str = "QR code that links this phone";
pub const NEW_CODE: &str = "Show a new code";
pub const TRY_AGAIN: &str = "Try again";
pub const SIMULATED_SCAN: &str = "Scan with the simulated handset";
pub const GO_TO_LEADS: &str = "Go to leads";
pub const DONE: &str = "Done";
pub const KEEP_OPEN: &str = "Keep the handset close to its network until this is done.";

/// What a state means and its icon.
pub fn looks(state: PhoneState) -> (Tone, Glyph) {
    match state {
        PhoneState::New => (Tone::Neutral, Glyph::Dot),
        PhoneState::Starting | PhoneState::Securing | PhoneState::Syncing => (Tone::Busy, Glyph::Work),
        PhoneState::WaitingForScan => (Tone::Busy, Glyph::Code),
        PhoneState::Connected => (Tone::Good, Glyph::Tick),
        PhoneState::Reconnecting => (Tone::Warning, Glyph::Again),
        PhoneState::CodeExpired => (Tone::Warning, Glyph::Clock),
        PhoneState::LoggedOut => (Tone::Bad, Glyph::Unlink),
        PhoneState::Failed => (Tone::Bad, Glyph::Alert),
    }
}

/// Which code of how many.
pub fn code_of(number: u8, of: u8) -> String {
    format!("code {number} of {of}")
}

/// The time that is left, as minutes and seconds.
pub fn left(seconds: u64) -> String {
    format!("{}:{:02} left", seconds / 60, seconds % 60)
}

/// The label of the field that confirms an unlinking.
pub fn type_to_confirm(name: &str) -> String {
    format!("Type {name} to confirm")
}
