//! Every word of the phones page and its dialogs, and how each state looks.
use super::model::PhoneState;
use crate::ui::{Glyph, Tone};

pub const PHONES: &str = "Phones";
pub const LOADING: &str = "Loading phones…";
pub const EMPTY: &str = "No phone yet";
pub const EMPTY_TEXT: &str = "Link one, it takes a minute: a person with the handset scans a code.";
pub const EMPTY_NOT_ALLOWED: &str = "An owner or an admin of your team can link one.";
pub const NOTICES: &str = "When somebody writes, when a phone stops working, and when it works again.";
pub const DOCTOR: &str = "Doctor";
pub const LINK: &str = "Link a phone";
pub const LINK_AGAIN: &str = "Link again";
pub const SHOW_CODE: &str = "Show code";
pub const RENAME: &str = "Rename";
pub const UNLINK: &str = "Unlink";
pub const CONNECT: &str = "Connect";
pub const CONNECT_NOW: &str = "Connect now";
pub const DISCONNECT: &str = "Disconnect";
pub const PAUSE_SENDING: &str = "Pause sending";
pub const RESUME_SENDING: &str = "Resume sending";
pub const REMOVE: &str = "Remove";
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
pub const REMOVE_TITLE: &str = "Remove phone";
pub const REMOVE_TEXT: &str = "The phone is unlinked and taken off the list, and nothing can be sent by it any more. \
                               Leads and their conversations stay, under its name.";
pub const CANNOT_BE_TOLD: &str = "This phone is not connected, so WhatsApp cannot be told. Remove the link on the \
                                  handset too: Settings, Linked devices.";
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
pub const HISTORY: &str = "History: ";
pub const GO_TO_LEADS: &str = "Go to leads";
pub const DONE: &str = "Done";
pub const KEEP_OPEN: &str = "Keep the handset close to its network until this is done.";

pub const BY_NUMBER: &str = "Link with phone number";
pub const BY_NUMBER_LABEL: &str = "Number of the handset";
pub const BY_NUMBER_HINT: &str = "The handset's number with its country code. WhatsApp then asks on the handset for eight characters.";
pub const BY_NUMBER_ASK: &str = "Get a code";
pub const BY_NUMBER_TYPE: &str = "Type this on the handset: Linked devices, Link a device, Link with phone number instead.";
pub const BY_NUMBER_OVER: &str = "These characters are not valid any more. Get new ones.";
pub const CODES_ARE_OVER: &str = "These codes have run out. The characters below can still be typed on the handset.";
pub const AFRESH: &str = "It does not scan? Start afresh";
pub const HANDSET_SAYS: &str = "The handset shows a message?";
pub const HANDSET_MESSAGES: [&str; 3] = [
    "Too many linked devices: remove one under Linked devices, then scan again.",
    "Couldn't link device, try again later: WhatsApp takes no links for a while. Wait an hour.",
    "Update WhatsApp: the app on the handset is too old.",
];
pub const PASSKEY_WHAT: &str = "WhatsApp protects this account with a passkey and wants it before another device is linked. Only a page of \
                                WhatsApp itself may ask a browser for that passkey, so it cannot be given here.";
pub const PASSKEY_NEXT: &str = "Switch the passkey off in WhatsApp on the handset (Settings, Account, Passkeys) and link again, or use the \
                                official Cloud API for this number. Should WhatsApp give a code to compare, it appears here.";
pub const PASSKEY_COMPARE: &str = "Does the handset show the same code?";
pub const PASSKEY_SAME: &str = "It is the same";
pub const MERGE: &str = "Merge into that phone";
pub const CANCEL_LINK: &str = "Cancel the link";

pub const ELSEWHERE: &str = "Is the handset elsewhere? ";
pub const SEND_LINK: &str = "Send a link";
pub const SEND_LINK_TEXT: &str = "Is the handset elsewhere? Make a link and send it to its owner, who needs no account: it shows what is being \
                                  granted and the live code, nothing else. It works once, within 24 hours. A new link ends the one before.";
pub const LINK_MAKE: &str = "Make a link";
pub const LINK_ADDRESS: &str = "Link, shown only now";
pub const LINK_COPY: &str = "Copy";
pub const LINK_COPIED: &str = "Copied.";
pub const LINK_NOT_COPIED: &str = "The browser does not let it be copied. Select it and copy it yourself.";
pub const LINK_UNTIL: &str = "Works until ";
pub const LINK_REVOKE: &str = "Take it back";
pub const LINK_REVOKED: &str = "The link no longer works.";

pub const GUEST: &str = "Link your WhatsApp";
pub const GUEST_LOADING: &str = "Looking at the link…";
pub const GUEST_SEE: &str = "Colleagues there will see its 1-to-1 chats and answer them.";
pub const GUEST_END: &str = "You can end this at any time on the handset: Settings, Linked devices.";
pub const GUEST_SHOW: &str = "Show the code";
pub const GUEST_SAME_HANDSET: &str = "Best opened on another screen than the handset's, which scans the code. On the handset itself, choose \
                                      \"Link with phone number\" below the code.";
pub const GUEST_LINKED: &str = "Linked. You can close this page.";
pub const GUEST_OVER: &str = "This link does not work (any more)";
pub const GUEST_OVER_TEXT: &str = "A link works once and for 24 hours, and can be taken back. Ask the person who sent it for a new one. If you \
                                   have scanned already, the handset shows under Settings, Linked devices whether it is linked.";

/// What a state means and its icon.
pub fn looks(state: PhoneState) -> (Tone, Glyph) {
    match state {
        PhoneState::New => (Tone::Neutral, Glyph::Dot),
        PhoneState::Starting | PhoneState::Securing | PhoneState::Syncing => (Tone::Busy, Glyph::Work),
        PhoneState::WaitingForScan => (Tone::Busy, Glyph::Code),
        PhoneState::Connected => (Tone::Good, Glyph::Tick),
        PhoneState::Reconnecting => (Tone::Warning, Glyph::Again),
        PhoneState::CodeExpired => (Tone::Warning, Glyph::Clock),
        PhoneState::PasskeyRequired => (Tone::Warning, Glyph::Eye),
        PhoneState::Paused => (Tone::Neutral, Glyph::Close),
        PhoneState::LoggedOut => (Tone::Bad, Glyph::Unlink),
        PhoneState::Banned => (Tone::Bad, Glyph::Clock),
        PhoneState::Outdated => (Tone::Bad, Glyph::Again),
        PhoneState::Replaced | PhoneState::Locked | PhoneState::Failed => (Tone::Bad, Glyph::Alert),
    }
}

/// What the moment beside a state means.
pub fn until(state: PhoneState) -> &'static str {
    match state {
        PhoneState::Banned => "until ",
        _ => "next try ",
    }
}

/// What is known from before the link; `percent` is how much of the whole the handset has handed over.
pub fn history(messages: i64, people: i64, percent: Option<i64>) -> Option<String> {
    let of = format!(
        "{} {} of {} {}",
        thousands(messages),
        one_or(messages, "message", "messages"),
        thousands(people),
        one_or(people, "person", "people")
    );
    match percent {
        Some(percent) if percent < 100 => Some(format!("Loading conversations… {percent} % · {of}")),
        _ if messages > 0 => Some(of),
        _ => None,
    }
}

fn one_or(count: i64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// 1240 as 1,240.
fn thousands(count: i64) -> String {
    let digits = count.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// Which code of how many.
pub fn code_of(number: u8, of: u8) -> String {
    format!("code {number} of {of}")
}

/// The time that is left, as minutes and seconds.
pub fn left(seconds: u64) -> String {
    format!("{}:{:02} left", seconds / 60, seconds % 60)
}

/// What a guest is asked for.
pub fn granted(by: &str, name: &str, place: &str) -> String {
    format!("{by} invites you to link the WhatsApp of your handset to \"{name}\" at {place}.")
}

/// The label of the field that confirms an unlinking.
pub fn type_to_confirm(name: &str) -> String {
    format!("Type {name} to confirm")
}
