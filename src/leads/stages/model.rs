//! The nouns of stages.
use crate::error::AppError;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A step of the team's way with a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StageId(pub Uuid);

/// What it means to stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// We work on it.
    Open,
    /// They bought.
    Won,
    /// They will not; the reason is asked for.
    Lost,
}

impl StageKind {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Won, Self::Lost];

    /// The name as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A stage as the team worded it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its identity.
    pub id: StageId,
    /// Its name.
    pub name: String,
    /// What it means.
    pub kind: StageKind,
}

impl Stage {
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 40;
    /// More than these no board shows side by side.
    pub const MOST: usize = 20;

    /// Takes what was typed as a name.
    ///
    /// # Errors
    /// A field error of `name`.
    pub fn parse_name(typed: &str) -> Result<String, AppError> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length == 0 || length > Self::LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(AppError::field("name", format!("A stage has a name of 1 to {} characters.", Self::LONGEST_NAME)));
        }
        Ok(name)
    }
}
