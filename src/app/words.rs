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
pub const FOLLOW_UP: &str = "Follow up";
pub const WAITING_SINCE: &str = "waits since";
pub const DUE: &str = "due";
pub const YOU: &str = "You: ";
pub const KEYS: &str = "↑ ↓ move · Enter answers · F plans a follow-up · D: nothing is left to do until they write again · T takes it";

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

/// What was done with a lead.
pub fn is_done(name: &str) -> String {
    format!("{name}: done.")
}

pub const LEADS: &str = "Leads";
pub const TEMPLATES: &str = "Templates";
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
