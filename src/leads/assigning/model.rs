//! The nouns of assigning.
use crate::{error::AppError, phones::PhoneId, team::PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A rule by which a lead that appears by itself gets its owner. Made in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RuleId(pub Uuid);

/// Which leads a rule is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fits {
    /// Every one.
    All,
    /// Those who write to this phone first.
    ByPhone(PhoneId),
    /// Those whose first message has these words, one after the other, however they are written.
    Words(String),
}

/// Who gets them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    /// This person.
    Person(PersonId),
    /// These, one after the other.
    Turns(Vec<PersonId>),
}

impl Receiver {
    /// Everybody who may get some.
    pub fn people(&self) -> &[PersonId] {
        match self {
            Self::Person(person) => std::slice::from_ref(person),
            Self::Turns(people) => people,
        }
    }
}

/// One rule. Of several the first that fits counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its identity.
    pub id: RuleId,
    /// What the history of a lead calls it.
    pub name: String,
    /// Which leads it is for.
    pub fits: Fits,
    /// Who gets them.
    pub receiver: Receiver,
}

impl Rule {
    /// The longest name and the longest words to look for, in characters.
    pub const LONGEST: usize = 60;
    /// More than these nobody keeps in mind.
    pub const MOST: usize = 30;
    /// The most people who take turns.
    pub const MOST_PEOPLE: usize = 50;

    /// The rule with its texts on one line each, if it can be a rule.
    ///
    /// # Errors
    /// Field errors of `name`, `words` and `people`.
    pub fn fit(mut self) -> Result<Self, AppError> {
        self.name = one_line("name", &self.name, "Give the rule a name")?;
        if let Fits::Words(words) = &mut self.fits {
            *words = one_line("words", words, "Say which word the first message has")?;
            if !words.chars().any(char::is_alphanumeric) {
                return Err(AppError::field("words", "A word has letters or digits."));
            }
        }
        if let Receiver::Turns(people) = &mut self.receiver {
            let mut once: Vec<PersonId> = Vec::with_capacity(people.len());
            once.extend(people.iter().enumerate().filter(|(at, person)| !people[..*at].contains(person)).map(|(_, person)| *person));
            *people = once;
        }
        match self.receiver.people().len() {
            0 => Err(AppError::field("people", "Choose at least one colleague.")),
            count if count > Self::MOST_PEOPLE => {
                Err(AppError::field("people", format!("At most {} colleagues take turns.", Self::MOST_PEOPLE)))
            }
            _ => Ok(self),
        }
    }
}

fn one_line(field: &str, typed: &str, ask: &str) -> Result<String, AppError> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = line.chars().count();
    if length == 0 || length > Rule::LONGEST || line.chars().any(char::is_control) {
        return Err(AppError::field(field, format!("{ask}, in at most {} characters.", Rule::LONGEST)));
    }
    Ok(line)
}
