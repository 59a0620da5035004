//! The nouns of saved views.
use crate::{error::AppError, leads::LeadFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A saved view. Made by whoever saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ViewId(pub Uuid);

/// How leads stand on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Below each other, beside the one that is open.
    #[default]
    List,
    /// In a column for each stage.
    Board,
    /// In a row each, with all that is known of them.
    Table,
}

impl Layout {
    /// What the address calls it.
    pub const NAME: &str = "view";

    /// As an address says it; what is not understood is the list.
    pub fn of_value(value: Option<&str>) -> Self {
        match value {
            Some("board") => Self::Board,
            Some("table") => Self::Table,
            _ => Self::List,
        }
    }

    /// Its value in an address; none for the list.
    pub fn value(self) -> Option<&'static str> {
        match self {
            Self::List => None,
            Self::Board => Some("board"),
            Self::Table => Some("table"),
        }
    }
}

/// A list of leads under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its identity.
    pub id: ViewId,
    /// What it is called.
    pub name: String,
    /// Which leads it shows; "mine" are those of whoever looks.
    pub filter: LeadFilter,
    /// How they stand there.
    pub layout: Layout,
    /// Whether the whole team has it.
    pub for_team: bool,
}

impl View {
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 40;

    /// Takes a name as it was typed.
    ///
    /// # Errors
    /// A field error of `name`.
    pub fn parse_name(typed: &str) -> Result<String, AppError> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if name.is_empty() {
            return Err(AppError::field("name", "Give the view a name."));
        }
        if length > Self::LONGEST_NAME {
            return Err(AppError::field("name", format!("A name has at most {} characters; this one has {length}.", Self::LONGEST_NAME)));
        }
        if name.chars().any(char::is_control) {
            return Err(AppError::field("name", "This name has a character that cannot be kept."));
        }
        Ok(name)
    }
}
