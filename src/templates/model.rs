//! The nouns of templates.
use super::filling;
use crate::{
    error::{AppError, FieldError, FieldErrors},
    media::{FileId, FileKind},
    team::PersonId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A template. The id is made in the browser and makes saving idempotent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TemplateId(pub Uuid);

/// A template as its list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its identity.
    pub id: TemplateId,
    /// Whose it is; the team's when nobody's.
    pub owner: Option<PersonId>,
    /// What it says and how it is found.
    pub wording: Wording,
    /// What goes with the text, or in its place.
    pub file: Option<TemplateFile>,
}

/// The file of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFile {
    /// Its identity.
    pub id: FileId,
    /// What it is called; may be empty.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// As what it goes.
    pub kind: FileKind,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
}

impl TemplateFile {
    /// Where a page gets a picture of it.
    pub fn picture(&self) -> Option<String> {
        let id = self.id.0;
        match self.kind {
            _ if self.has_thumbnail => Some(format!("/template-file/{id}/thumbnail")),
            FileKind::Photo => Some(format!("/template-file/{id}")),
            _ => None,
        }
    }
}

/// What a template says and how it is found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What it is called.
    pub name: String,
    /// What is typed after a slash to find it.
    pub shortcut: String,
    /// The text, with variables such as `{{first_name|there}}`.
    pub body: String,
}

impl Wording {
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 60;
    /// The longest shortcut, in characters.
    pub const LONGEST_SHORTCUT: usize = 30;
    /// The longest text, in characters: that of a message.
    pub const LONGEST_BODY: usize = 4096;

    /// Takes what was typed. Beside a file there need be no text.
    ///
    /// # Errors
    /// Field errors of `name`, `shortcut` and `body`, all that there are.
    pub fn parse(name: &str, shortcut: &str, body: &str, has_file: bool) -> Result<Self, AppError> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, message: String| errors.push(FieldError { field: field.to_owned(), message });
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > Self::LONGEST_NAME || name.chars().any(char::is_control) {
            refuse("name", format!("A name has 1 to {} characters.", Self::LONGEST_NAME));
        }
        let shortcut = shortcut.trim().trim_start_matches('/').to_lowercase();
        let is_fit = shortcut.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_');
        if shortcut.is_empty() || shortcut.chars().count() > Self::LONGEST_SHORTCUT || !is_fit {
            refuse("shortcut", format!("A shortcut has 1 to {} letters, digits, - or _, such as price.", Self::LONGEST_SHORTCUT));
        }
        let body = body.trim();
        let length = body.chars().count();
        if body.is_empty() && !has_file {
            refuse("body", "Write the text of the template, or attach a file.".into());
        } else if length > Self::LONGEST_BODY {
            refuse("body", format!("A text has at most {} characters; this one has {length}.", Self::LONGEST_BODY));
        } else if body.contains('\0') {
            refuse("body", "This text has a character that cannot be sent.".into());
        } else if let Err(why) = filling::check(body) {
            refuse("body", why);
        }
        if errors.is_empty() { Ok(Self { name, shortcut, body: body.to_owned() }) } else { Err(AppError::Invalid(FieldErrors(errors))) }
    }
}
