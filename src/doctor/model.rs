//! The nouns of the doctor, the same for the page, the command line and scripts.
use serde::{Deserialize, Serialize};

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it should be.
    Good,
    /// It works, and somebody should look at it.
    Warning,
    /// It does not work.
    Bad,
    /// It could not be looked at, or need not be; the words say why.
    Skipped,
}

/// What one step found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The step.
    pub name: String,
    /// The name of the phone that it is about; none when it is about Leadwire as a whole.
    pub phone: Option<String>,
    /// How it went.
    pub outcome: Outcome,
    /// How long it took, milliseconds.
    pub took_ms: u64,
    /// What was found, a sentence or two.
    pub words: String,
    /// What to do.
    pub advice: Option<String>,
}

/// Everything that was found, in the order of the steps: Leadwire as a whole first, then phone by phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// When, Unix milliseconds.
    pub at: i64,
    /// What each step found.
    pub steps: Vec<Finding>,
}

impl Report {
    /// Whether something does not work.
    pub fn is_bad(&self) -> bool {
        self.steps.iter().any(|step| step.outcome == Outcome::Bad)
    }
}

/// A report for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// What was found.
    pub report: Report,
    /// The same as text, as the command line prints it.
    pub text: String,
}
