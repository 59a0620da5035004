//! Every word of the side of a lead's page.
use crate::{
    leads::{FollowUpEnd, Lead, LeadEvent, Plan, worth},
    team::PersonId,
};

pub const FACTS: &str = "Facts";
pub const STAGE: &str = "Stage";
pub const BECAUSE: &str = "Lost:";
pub const OWNER: &str = "Owner";
pub const NOBODY: &str = "Nobody";
pub const TAGS: &str = "Tags";
pub const ADD_TAG: &str = "Add a tag";
pub const NEXT_STEP: &str = "Follow-up";
pub const NOTHING_PLANNED: &str = "Nothing is planned.";
pub const IS_DONE: &str = "Done, until they write again.";
pub const PLAN: &str = "Plan";
pub const DONE: &str = "Done";
pub const REOPEN: &str = "Not done";
pub const UNREAD: &str = "Mark unread";
pub const NAME: &str = "Name";
pub const SOURCE: &str = "Source";
pub const WORTH: &str = "Value";
pub const NUMBER: &str = "Number";
pub const NO_NUMBER: &str = "Hidden by WhatsApp";
pub const LAST_MESSAGE: &str = "Last message";
pub const NOTES: &str = "Notes";
pub const NOTE: &str = "Note";
pub const NOTE_HINT: &str = "Only your team sees this";
pub const ADD_NOTE: &str = "Add note";
pub const DELETE_NOTE: &str = "Delete";
pub const HISTORY: &str = "History";
pub const LEADWIRE: &str = "Leadwire";
pub const SOMEBODY: &str = "Somebody who left";

/// Takes a tag off.
pub fn untag(tag: &str) -> String {
    format!("Take off the tag {tag}")
}

/// How the person calls themselves, when the team calls them otherwise.
pub fn own_name(lead: &Lead) -> String {
    let is_name = lead.name != lead.own_name && lead.number.as_ref() != Some(&lead.own_name);
    if is_name { format!("Calls themselves {}", lead.own_name) } else { String::new() }
}

/// What happened, after who did it.
pub fn happened(what: &LeadEvent, name_of: &dyn Fn(PersonId) -> String) -> String {
    let quoted =
        |before: &str, text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { format!("{before} {text}") };
    match what {
        LeadEvent::Decided(plan) => match plan {
            Plan::FollowUp { note, .. } => quoted("Planned a follow-up:", note, "Planned a follow-up"),
            Plan::NoFollowUp => "Took the follow-up off".to_owned(),
            Plan::Done => "Nothing is left to do".to_owned(),
            Plan::Reopen => "Something is left to do".to_owned(),
            Plan::Give(person) => format!("Gave it to {}", name_of(*person)),
            Plan::Release => "Gave it to nobody in particular".to_owned(),
            Plan::MoveTo { .. } => "Moved it".to_owned(),
            Plan::Tag(tag) => format!("Added the tag {tag}"),
            Plan::Untag(tag) => format!("Took off the tag {tag}"),
            Plan::Call(name) => quoted("Calls them", name, "Calls them as they call themselves"),
            Plan::Source(source) => quoted("Source:", source, "Took off the source"),
            Plan::Worth(0) => "Took off the value".to_owned(),
            Plan::Worth(worth) => format!("Value: {}", worth::written(*worth)),
        },
        LeadEvent::FollowUpEnded(FollowUpEnd::TheyWrote) => "The follow-up ended: they wrote first".to_owned(),
        LeadEvent::FollowUpEnded(FollowUpEnd::WeWrote) => "The follow-up is done: we wrote".to_owned(),
        LeadEvent::FollowUpEnded(FollowUpEnd::OnHandset) => "The follow-up ended: somebody wrote on the handset".to_owned(),
        LeadEvent::Claimed => "Answered first and has it now".to_owned(),
        LeadEvent::Assigned { to, rule } => format!("Gave it to {} by the rule “{rule}”", name_of(*to)),
        LeadEvent::Moved { from, to, reason } => {
            quoted(&format!("Moved it from {from} to {to}:"), reason, &format!("Moved it from {from} to {to}"))
        }
        LeadEvent::Absorbed(name) => format!("{name} is the same person: both are one lead now"),
        LeadEvent::TakenApart(name) => format!("{name} is somebody else: both are leads of their own again"),
        LeadEvent::Noted => "Wrote a note".to_owned(),
        LeadEvent::NoteDeleted => "Deleted a note".to_owned(),
        LeadEvent::Imported { file, is_new: true } => format!("Imported it from {file}"),
        LeadEvent::Imported { file, is_new: false } => format!("Updated it from {file}"),
        LeadEvent::Deleted => "Deleted it".to_owned(),
        LeadEvent::Restored => "Restored it".to_owned(),
        LeadEvent::NumberChanged { from, to } => format!("Changed number from {from} to {to}"),
        LeadEvent::CameBack => "Brought it back, as there was a message".to_owned(),
    }
}
