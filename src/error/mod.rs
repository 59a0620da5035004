//! The one error that crosses the wire: words a person can act on, field errors for forms.
#[cfg(feature = "ssr")]
mod convert;
#[cfg(feature = "ssr")]
pub use convert::{database_away, unexpected};

use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// What went wrong, as the person who asked may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the sign-in has ended. Status 401.
    #[error("Your sign-in has ended. Sign in again.")]
    SignedOut,
    /// The person's role does not allow it. Status 403.
    #[error("Your role does not allow this. Ask an owner or an admin of your team.")]
    NotAllowed,
    /// The thing is not there, or not theirs to see. Status 404.
    #[error("This {0} does not exist (any more).")]
    NotFound(String),
    /// What was typed cannot be taken. Status 422.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// It cannot be done in the present state. Status 409.
    #[error("{0}")]
    Conflict(String),
    /// Too many tries. Status 429.
    #[error("Too many tries. Wait {retry_after_s} seconds, then try again.")]
    TooManyAttempts {
        /// Seconds until the next try is taken.
        retry_after_s: u64,
    },
    /// The body could not be read as what this door expects. Status 400.
    #[error("This request could not be read: {0}")]
    Malformed(String),
    /// The server did not answer. Made in the browser only.
    #[error("Leadwire cannot be reached. Check your connection; nothing is lost, try again.")]
    Unreachable,
    /// Not expected; the log has the cause under the same reference. Status 500.
    #[error("Something went wrong on our side. Nothing was lost. Reference: {reference}")]
    Internal {
        /// Eight characters that lead to the line in the log.
        reference: String,
    },
    /// Leadwire's own database cannot be read or written, for a reason in a few words. Status 503.
    #[error(
        "Leadwire's own database cannot be used right now: {0}. Nothing was sent or changed. Try again in a moment; if it lasts, \
         look at the disk and the database, or ask the doctor."
    )]
    DatabaseAway(String),
}

/// One or more fields of a form and what is wrong with each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

/// One field of a form and what is wrong with it, a whole sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// A sentence for the person.
    pub message: String,
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sentences: Vec<_> = self.0.iter().map(|error| error.message.as_str()).collect();
        out.write_str(&sentences.join(" "))
    }
}

impl AppError {
    /// A form error of one field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors(vec![FieldError { field: field.to_owned(), message: message.into() }]))
    }

    /// The message for one field of a form, when this error names it.
    pub fn of_field(&self, field: &str) -> Option<&str> {
        let Self::Invalid(FieldErrors(errors)) = self else { return None };
        errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// The HTTP status of this error.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::SignedOut => 401,
            Self::NotAllowed => 403,
            Self::NotFound(_) => 404,
            Self::Conflict(_) => 409,
            Self::Invalid(_) => 422,
            Self::TooManyAttempts { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unreachable | Self::DatabaseAway(_) => 503,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            ServerFnErrorErr::Args(detail) | ServerFnErrorErr::MissingArg(detail) | ServerFnErrorErr::Deserialization(detail) => {
                Self::Malformed(detail)
            }
            other => Self::Malformed(other.to_string()),
        }
    }
}
