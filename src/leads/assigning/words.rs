//! Every word of the rules by which new leads get their owners.
use super::model::{Fits, Receiver, Rule};
use crate::{phones::Phone, team::Colleague};

pub const TITLE: &str = "Who gets new leads";
pub const HINT: &str =
    "When somebody unknown writes, the first rule that fits gives the lead to a colleague. When none fits, it is nobody's.";
pub const RULES: &str = "Rules";
pub const LOADING: &str = "Loading the rules…";
pub const EMPTY: &str = "There is no rule yet.";
pub const ADD: &str = "Add a rule";
pub const NEW: &str = "New rule";
pub const CHANGE: &str = "Change the rule";
pub const NAME: &str = "Name of the rule";
pub const WHEN: &str = "For";
pub const ALL: &str = "Every new lead";
pub const BY_PHONE: &str = "Those who write to a phone";
pub const BY_WORDS: &str = "Those whose first message has words";
pub const PHONE: &str = "Phone";
pub const WORDS: &str = "Words";
pub const NO_PHONE: &str = "There is no phone yet. Link one first.";
pub const WHO: &str = "Goes to";
pub const ONE: &str = "A colleague";
pub const TURNS: &str = "Colleagues in turn";
pub const COLLEAGUE: &str = "Colleague";
pub const COLLEAGUES: &str = "Colleagues";
pub const CANCEL: &str = "Cancel";
pub const SAVE: &str = "Save";
pub const UNDO: &str = "Undo";
const GONE_PHONE: &str = "a phone that was removed";
const GONE_PERSON: &str = "somebody who left";

/// Moves a rule up.
pub fn up(name: &str) -> String {
    format!("Move {name} up")
}

/// Moves a rule down.
pub fn down(name: &str) -> String {
    format!("Move {name} down")
}

/// Opens a rule.
pub fn edit(name: &str) -> String {
    format!("Change {name}")
}

/// Takes a rule off.
pub fn remove(name: &str) -> String {
    format!("Remove {name}")
}

/// A rule was taken off.
pub fn removed(name: &str) -> String {
    format!("{name} was removed.")
}

/// A rule as a sentence.
pub fn said(rule: &Rule, phones: &[Phone], colleagues: &[Colleague]) -> String {
    let fits = match &rule.fits {
        Fits::All => ALL.to_owned(),
        Fits::ByPhone(id) => {
            let phone = phones.iter().find(|phone| phone.id == *id);
            format!("Those who write to {}", phone.map_or(GONE_PHONE, |phone| &phone.name))
        }
        Fits::Words(words) => format!("Those whose first message has “{words}”"),
    };
    let name = |id| colleagues.iter().find(|person| person.id == id).map_or(GONE_PERSON, |person| &person.name);
    match &rule.receiver {
        Receiver::Person(person) => format!("{fits}: to {}", name(*person)),
        Receiver::Turns(people) => {
            let names: Vec<_> = people.iter().map(|person| name(*person)).collect();
            format!("{fits}: in turn to {}", names.join(", "))
        }
    }
}
