//! The nouns of sequences.
use crate::{
    error::{AppError, FieldError, FieldErrors},
    team::PersonId,
    templates::{Wording, filling},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A sequence. The id is made in the browser and makes saving idempotent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SequenceId(pub Uuid);

/// A sequence as its list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its identity.
    pub id: SequenceId,
    /// Whose it is; the team's when nobody's.
    pub owner: Option<PersonId>,
    /// What it is called.
    pub name: String,
    /// One after another; at least one.
    pub steps: Vec<Step>,
}

/// What a step does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A message goes out.
    #[default]
    Message,
    /// A person is reminded.
    Reminder,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// So many days after the step before, or after the start.
    pub days: u16,
    /// At which minute of the day, by the lead's clocks.
    pub minute: u16,
    /// The message, with variables, or what a person is reminded of.
    pub text: String,
}

impl Step {
    /// The longest pause before a step.
    pub const MOST_DAYS: u16 = 365;
    /// The longest reminder, in characters: that of a follow-up's note.
    pub const LONGEST_REMINDER: usize = 200;
    /// Minutes of a day.
    pub const DAY: u16 = 1_440;
    /// Two steps of one day are at least so many minutes apart.
    pub const APART: u16 = 60;

    /// What is wrong with it, as a sentence.
    fn complain(&self, before: Option<&Self>) -> Result<(), String> {
        if self.days > Self::MOST_DAYS {
            return Err(format!("A step comes at most {} days after the one before.", Self::MOST_DAYS));
        }
        if self.minute >= Self::DAY {
            return Err("Choose a time of the day.".into());
        }
        if let Some(before) = before
            && self.days == 0
            && self.minute < before.minute + Self::APART
        {
            return Err("A step of the same day comes at least an hour after the one before. Choose a later time or another day.".into());
        }
        let length = self.text.chars().count();
        let longest = if self.kind == StepKind::Message { Wording::LONGEST_BODY } else { Self::LONGEST_REMINDER };
        if self.text.is_empty() {
            Err("Write what this step says.".into())
        } else if length > longest {
            Err(format!("This has at most {longest} characters; there are {length}."))
        } else if self.text.contains('\0') {
            Err("This has a character that cannot be kept.".into())
        } else {
            filling::check(&self.text)
        }
    }
}

/// A sequence as it was written, before it is known whether it makes sense.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceDraft {
    /// What it is called.
    pub name: String,
    /// One after another.
    #[serde(default)]
    pub steps: Vec<Step>,
}

impl SequenceDraft {
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 60;
    /// More than that nobody oversees.
    pub const MOST_STEPS: usize = 20;

    /// The draft, if it makes sense.
    ///
    /// # Errors
    /// Field errors of `name`, `steps` and, counted from 0, `step-0` and so on: all that there are.
    pub fn fit(mut self) -> Result<Self, AppError> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, message: String| errors.push(FieldError { field: field.to_owned(), message });
        self.name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.name.is_empty() || self.name.chars().count() > Self::LONGEST_NAME || self.name.chars().any(char::is_control) {
            refuse("name", format!("A name has 1 to {} characters.", Self::LONGEST_NAME));
        }
        if self.steps.is_empty() || self.steps.len() > Self::MOST_STEPS {
            refuse("steps", format!("A sequence has 1 to {} steps.", Self::MOST_STEPS));
        }
        for step in &mut self.steps {
            step.text = match step.kind {
                StepKind::Message => step.text.trim().to_owned(),
                StepKind::Reminder => step.text.split_whitespace().collect::<Vec<_>>().join(" "),
            };
        }
        for (at, step) in self.steps.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| self.steps.get(before));
            if let Err(why) = step.complain(before) {
                refuse(&format!("step-{at}"), why);
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(AppError::Invalid(FieldErrors(errors))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(days: u16, minute: u16, text: &str) -> Step {
        Step { kind: StepKind::Message, days, minute, text: text.to_owned() }
    }

    fn complaint(steps: Vec<Step>, field: &str) -> Option<String> {
        let fit = SequenceDraft { name: "Win back".into(), steps }.fit();
        fit.err()?.of_field(field).map(ToOwned::to_owned)
    }

    #[test]
    fn a_step_says_something_at_a_time_and_names_only_variables_that_there_are() {
        assert_eq!(complaint(vec![step(0, 540, "Hi {{first_name|there}}")], "step-0"), None);
        for (unfit, says) in [
            (step(0, 540, " "), "Write"),
            (step(0, 1_440, "x"), "time of the day"),
            (step(366, 540, "x"), "365 days"),
            (step(0, 540, "Hi {{fist_name}}"), "{{fist_name}}"),
            (step(0, 540, "a\0b"), "cannot be kept"),
            (step(0, 540, &"x".repeat(4_097)), "at most 4096"),
            (Step { kind: StepKind::Reminder, ..step(0, 540, &"x".repeat(201)) }, "at most 200"),
        ] {
            let said = complaint(vec![step(0, 480, "x"), Step { days: unfit.days.max(1), ..unfit }], "step-1").unwrap_or_default();
            assert!(said.contains(says), "{said}");
        }
    }

    #[test]
    fn two_steps_of_one_day_are_an_hour_apart() {
        let second = |days, minute| complaint(vec![step(2, 540, "x"), step(days, minute, "y")], "step-1");
        assert_eq!(second(0, 600), None);
        assert_eq!(second(1, 540), None);
        assert!(second(0, 599).is_some_and(|said| said.contains("an hour")));
        assert!(second(0, 480).is_some());
    }

    #[test]
    fn a_sequence_has_a_name_and_a_few_steps() {
        assert!(complaint(Vec::new(), "steps").is_some());
        assert!(complaint(vec![step(1, 540, "x"); 21], "steps").is_some());
        let nameless = SequenceDraft { name: " ".into(), steps: vec![step(1, 540, "x")] }.fit();
        assert!(nameless.is_err_and(|unfit| unfit.of_field("name").is_some()));
    }
}
