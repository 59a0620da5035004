//! Somebody whom we add before they have written.
use super::model::Lead;
use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// A name and a number as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLead {
    /// On one line; may be empty.
    pub name: String,
    /// Not checked yet, but there.
    pub number: String,
}

/// What became of adding somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The new lead, or the one that has this number.
    pub lead: Lead,
    /// Whether it is new.
    pub is_new: bool,
}

impl NewLead {
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 120;

    /// Takes what was typed. Whether the number is one, the server knows.
    ///
    /// # Errors
    /// Field errors of `name` and `number`.
    pub fn parse(name: &str, number: &str) -> Result<Self, AppError> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() > Self::LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(AppError::field("name", format!("A name has at most {} characters on one line.", Self::LONGEST_NAME)));
        }
        let number = number.trim();
        if number.is_empty() {
            return Err(AppError::field("number", "Give the number, with + and the country code."));
        }
        Ok(Self { name, number: number.to_owned() })
    }
}
