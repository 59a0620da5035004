//! Every word of the frame and of the pages that the app puts together.
use crate::{conversations::Typing, leads::Need, live::Attendant, team::Role};

pub const NAME: &str = "Leadwire";
pub const SKIP: &str = "Skip to content";
pub const MAIN: &str = "Main";
pub const TODAY: &str = "Today";
pub const MINE: &str = "Mine and nobody's";
pub const EVERYBODYS: &str = "Everybody's";
pub const WHOSE: &str = "Whose leads";
pub const NOTHING_WAITS: &str = "Nothing waits for you";
pub const NOTHING_WAITS_TEXT: &str =
    "Whoever writes to one of your phones appears here at once, and so does what you planned when it is due.";
pub const MORE_IN_LEADS: &str = "More of them are in Leads";
pub const DONE: &str = "Done";
pub const TAKE: &str = "Take";
pub const GIVE: &str = "Give";
pub const FOLLOW_UP: &str = "Follow up";
pub const WAITING_FOR: &str = "waiting";
pub const DUE: &str = "due";
pub const YOU: &str = "You: ";
pub const KEYS: &str = "↑ ↓ move · Enter answers · F plans a follow-up · D: nothing is left to do until they write again · T takes it · A gives it to somebody";

/// What waits, as the heading of a list.
pub fn need(need: Need) -> &'static str {
    match need {
        Need::Answer => "Answer now",
        Need::FollowUp => "Follow up today",
        Need::Silent => "Gone silent",
        Need::NextStep => "No next step",
    }
}

/// What that means, in a few words.
pub fn need_hint(need: Need) -> &'static str {
    match need {
        Need::Answer => "They wait for us, who waits longest first.",
        Need::FollowUp => "Due today or before.",
        Need::Silent => "We wrote last, three days ago or more, and nothing is planned.",
        Need::NextStep => "Nothing is planned: plan a follow-up, or say that it is done.",
    }
}

pub const LEADS: &str = "Leads";
pub const TEMPLATES: &str = "Templates";
pub const SEQUENCES: &str = "Sequences";
pub const PHONES: &str = "Phones";
pub const SIGN_OUT: &str = "Sign out";
pub const DEMO: &str = "Demo: the phones and people here are simulated. Nothing reaches WhatsApp.";
pub const DEMO_SIGN: &str = "Demo";
pub const LOADING: &str = "Loading…";
pub const CHOOSE: &str = "Choose a lead";
pub const CHOOSE_TEXT: &str = "The conversation opens here.";
pub const BACK_TO_LEADS: &str = "Back to leads";
pub const FACTS: &str = "Facts";
pub const NUMBER: &str = "Number";
pub const NO_NUMBER: &str = "Hidden by WhatsApp";
pub const ADDED: &str = "Added";
pub const LAST_ACTIVE: &str = "Last message";
pub const NEXT_STEP: &str = "Follow-up";
pub const DOCTOR: &str = "Doctor";
pub const DOCTOR_NOT_ALLOWED: &str = "An owner or an admin of your team can run the checks.";
pub const NOT_FOUND: &str = "Page not found";
pub const NOT_FOUND_TEXT: &str = "There is nothing at this address. It may have been moved, or mistyped.";
pub const LEAD_NOT_FOUND: &str = "Lead not found";
pub const GO_TO_LEADS: &str = "Go to leads";
pub const BACK_TO_PHONES: &str = "Back to phones";
pub const PHONE_NOT_FOUND: &str = "Phone not found";
pub const HEALTH: &str = "Health";
pub const TIMELINE: &str = "Timeline";

/// A phone does not work any more.
pub fn broken(name: &str) -> String {
    format!("{name} does not work")
}

/// A phone that did not work does again.
pub fn recovered(name: &str) -> String {
    format!("{name} works again.")
}

/// A role as people read it.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Agent => "Agent",
        Role::Viewer => "Viewer",
    }
}

/// What the lead does.
pub fn typing(name: &str, typing: Typing) -> String {
    match typing {
        Typing::Writing => format!("{name} is typing…"),
        Typing::Recording => format!("{name} is recording…"),
    }
}

/// Who else has the lead open; empty when nobody has.
pub fn others(others: &[Attendant]) -> String {
    let names = |writing: bool| {
        let names: Vec<_> = others.iter().filter(|other| other.is_writing == writing).map(|other| other.name.as_str()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] if writing => format!("{one} is writing an answer…"),
            [one] => format!("{one} has this open too."),
            [first @ .., last] if writing => format!("{} and {last} are writing an answer…", first.join(", ")),
            [first @ .., last] => format!("{} and {last} have this open too.", first.join(", ")),
        }
    };
    let (writing, looking) = (names(true), names(false));
    if writing.is_empty() || looking.is_empty() { writing + &looking } else { format!("{writing} {looking}") }
}

pub const SAME_PERSON: &str = "The same person";
pub const MERGE: &str = "Merge another lead into this one…";
pub const MERGE_TITLE: &str = "Who else is this?";
pub const MERGE_ABOUT: &str = "Messages, notes and history of both stand together then, and each number goes on working. You can take them \
                               apart again at any time.";
pub const MERGE_SEARCH: &str = "Name or number of the other lead";
pub const NOBODY_FOUND: &str = "No other lead is found by that.";
pub const MERGED: &str = "merged";
pub const MERGED_NOW: &str = "Both are one lead now";
pub const TAKE_APART: &str = "Take apart";
pub const TAKEN_APART: &str = "Taken apart: both are leads of their own again";

pub const PALETTE: &str = "Go to";
pub const PALETTE_FIELD: &str = "A page, a lead, or words of a message";
pub const PAGE: &str = "Page";
pub const MESSAGES: &str = "Messages";
pub const PAGES: &[(&str, &str)] = &[
    ("Today", "/today"),
    ("Leads", "/leads"),
    ("Leads that wait for an answer", "/leads?need=answer"),
    ("My leads", "/leads?owner=me"),
    ("Leads of nobody", "/leads?owner=nobody"),
    ("Board", "/leads?view=board"),
    ("Table", "/leads?view=table"),
    ("Import leads", "/leads/import"),
    ("Deleted leads", "/leads/deleted"),
    ("Templates", "/templates"),
    ("Sequences", "/sequences"),
    ("Phones", "/phones"),
    ("Doctor", "/doctor"),
    (KEYBOARD, SHEET_HREF),
];
/// Leads to the sheet of keys, which is no page.
pub const SHEET_HREF: &str = "#keys";
pub const LETTER_KEYS: &str = "Single letters and signs do something in this browser";

pub const NOTICES: &str = "When somebody writes whose lead is yours or nobody's.";

/// Somebody has written.
pub fn wrote(name: &str) -> String {
    format!("{name} has written")
}

/// Searches all messages.
pub fn search_for(typed: &str) -> String {
    format!("Search for “{typed}”")
}

pub const KEYBOARD: &str = "Keyboard";
pub const ALL_KEYS: &[(&str, &[(&str, &str)])] = &[
    ("Everywhere", &[("Ctrl K", "go to a page, a lead or a message (⌘ K on a Mac)"), ("?", "this sheet"), ("Esc", "close what is open")]),
    (
        "Today",
        &[
            ("↑ ↓ J K", "move"),
            ("Enter", "open and answer"),
            ("F", "plan a follow-up"),
            ("D", "nothing is left to do until they write again"),
            ("T", "take it"),
            ("A", "give it to a colleague"),
        ],
    ),
    (
        "Leads",
        &[
            ("/", "search"),
            ("↑ ↓", "move between the search and the list"),
            ("X", "choose the row, with Shift up to it"),
            ("D F T A", "on the row: done, plan a follow-up, take it, give it"),
            ("U", "on the row: mark it unread"),
            ("Esc", "choose none"),
        ],
    ),
    (
        "Conversation",
        &[
            ("Enter", "send"),
            ("Alt Enter", "send it later"),
            ("Shift Enter", "a new line"),
            ("/", "at the beginning: the templates"),
            ("↑ ↓ Enter", "choose a template"),
            ("Alt J K", "the next lead of the list, or the one before"),
            ("Alt E", "done; with Ctrl or ⌘ also to the next lead"),
            ("Alt M", "plan a follow-up"),
            ("Alt A", "give it to a colleague"),
            ("Alt U", "mark it unread"),
            ("Alt P", "a note, or a message again"),
            ("Alt L", "write an answer"),
        ],
    ),
];

pub const CONNECTED: &str = "Phones connected";
pub const WAITING: &str = "Waiting for an answer";
pub const DUE_TODAY: &str = "Due today";
pub const SENT_TODAY: &str = "Sent today";
pub const WROTE_TODAY: &str = "People who wrote today";
pub const LAST_DAYS: &str = "Messages of seven days";
pub const CAME: &str = "came";
pub const WENT: &str = "went";
pub const DAY: &str = "Day";

/// What became of what was sent.
pub fn of_sent(delivered: u32, read: u32, failed: u32) -> String {
    let taken = format!("{delivered} delivered · {read} read");
    if failed == 0 { taken } else { format!("{taken} · {failed} refused") }
}
