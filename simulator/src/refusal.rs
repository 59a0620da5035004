//! Why a control call was refused: one word for programs, one status for HTTP.

use axum::http::StatusCode;

/// A control call that could not be done. [`Refusal::code`] is the word in the `error` field of the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No handset has this number.
    #[error("no handset has this number")]
    UnknownHandset,
    /// A handset with this number exists already.
    #[error("a handset with this number exists already")]
    HandsetExists,
    /// Not 5 to 15 digits.
    #[error("a number has 5 to 15 digits, with or without +")]
    BadNumber,
    /// A handset's name is empty or longer than 100 characters.
    #[error("a name has 1 to 100 characters")]
    BadName,
    /// A text is empty or longer than 65536 bytes.
    #[error("a text has 1 to 65536 bytes")]
    BadText,
    /// A message id is empty or longer than 128 bytes.
    #[error("an id has 1 to 128 bytes")]
    BadId,
    /// This handset used the id for another message before.
    #[error("this id was used for another message")]
    IdInUse,
    /// A handset that is switched off neither scans nor sends.
    #[error("the handset is offline")]
    HandsetOffline,
    /// Not the text of a WhatsApp QR code.
    #[error("not the text of a linking code")]
    MalformedQr,
    /// The code's ref was never issued here.
    #[error("this code was not issued by this server")]
    UnknownRef,
    /// The code was shown too long, or the socket it was issued to is closed.
    #[error("this code has expired")]
    ExpiredRef,
    /// The code was scanned before.
    #[error("this code was scanned before")]
    UsedRef,
    /// The keys in the code are not those of the client that holds the ref.
    #[error("the keys in the code are not those of the client that shows it")]
    WrongKey,
    /// A handset has at most 4 companions.
    #[error("a handset has at most 4 linked devices")]
    TooManyCompanions,
    /// The client was asked for a passkey instead (fault `passkey`).
    #[error("the client was asked for a passkey")]
    PasskeyRequired,
    /// The app on the handset is too old for linked devices (fault `scan_ends`).
    #[error("the app on the handset is too old for linked devices")]
    HandsetTooOld,
    /// The server refuses the handset for now (fault `scan_ends`).
    #[error("the server refuses to link for now")]
    TryLater,
    /// Not 8 characters of the alphabet that codes are made of.
    #[error("a code has 8 letters and digits, without 0, I, O and U")]
    MalformedCode,
    /// No client shows a code for this handset.
    #[error("no client shows a code for this handset")]
    UnknownCode,
    /// The code was shown for more than 3 minutes, tried 3 times, or its client has left.
    #[error("this code has expired")]
    ExpiredCode,
    /// The client shows another code.
    #[error("this is not the code that the client shows")]
    WrongCode,
    /// The client answered the pairing with an error, or with a signature that does not verify.
    #[error("the client did not complete the pairing: {0}")]
    PairingFailed(String),
    /// The client did not answer the pairing within 10 seconds.
    #[error("the client did not answer the pairing")]
    PairingTimeout,
    /// A sequence of trouble is being played; it can be stopped.
    #[error("a sequence is being played")]
    ChaosRunning,
    /// The request is not the JSON this call takes.
    #[error("{0}")]
    BadRequest(String),
    /// A fault of the simulator itself.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Refusal {
    /// The word that programs match on, for example `expired_ref`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownHandset => "unknown_handset",
            Self::HandsetExists => "handset_exists",
            Self::BadNumber => "bad_number",
            Self::BadName => "bad_name",
            Self::BadText => "bad_text",
            Self::BadId => "bad_id",
            Self::IdInUse => "id_in_use",
            Self::HandsetOffline => "handset_offline",
            Self::MalformedQr => "malformed_qr",
            Self::UnknownRef => "unknown_ref",
            Self::ExpiredRef => "expired_ref",
            Self::UsedRef => "used_ref",
            Self::WrongKey => "wrong_key",
            Self::TooManyCompanions => "too_many_companions",
            Self::PasskeyRequired => "passkey_required",
            Self::HandsetTooOld => "handset_too_old",
            Self::TryLater => "try_later",
            Self::MalformedCode => "malformed_code",
            Self::UnknownCode => "unknown_code",
            Self::ExpiredCode => "expired_code",
            Self::WrongCode => "wrong_code",
            Self::PairingFailed(_) => "pairing_failed",
            Self::PairingTimeout => "pairing_timeout",
            Self::ChaosRunning => "chaos_running",
            Self::BadRequest(_) => "bad_request",
            Self::Internal(_) => "internal",
        }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::UnknownHandset => StatusCode::NOT_FOUND,
            Self::HandsetExists | Self::IdInUse | Self::HandsetOffline | Self::ChaosRunning => StatusCode::CONFLICT,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::PairingTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(format!("{error:#}"))
    }
}
