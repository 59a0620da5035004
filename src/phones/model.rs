//! The nouns of phones: the number we own, its state, the code that links it.
use crate::error::AppError;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A WhatsApp number the team owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PhoneId(pub Uuid);

impl std::fmt::Display for PhoneId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// What a colleague calls the phone: 1 to 60 characters, no line breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneName(String);

impl PhoneName {
    /// The longest name, in characters.
    pub const LONGEST: usize = 60;

    /// Takes a name as typed; spaces around it are dropped.
    ///
    /// # Errors
    /// A field error of `name` when nothing is left, it is too long or has control characters.
    pub fn parse(typed: &str) -> Result<Self, AppError> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(AppError::field("name", "Give the phone a name, for example \"Sales\"."));
        }
        if name.chars().count() > Self::LONGEST {
            return Err(AppError::field("name", format!("A phone's name has at most {} characters.", Self::LONGEST)));
        }
        if name.chars().any(char::is_control) {
            return Err(AppError::field("name", "A phone's name is one line without control characters."));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a phone stands. Kept as its snake-case name; the sentence for the person is [`PhoneState::label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneState {
    /// Never linked.
    New,
    /// Its engine session is being set up; no code yet.
    Starting,
    /// A code is on show.
    WaitingForScan,
    /// The handset scanned; keys are being exchanged and the stream restarts (515).
    Securing,
    /// WhatsApp confirmed the login; conversations are loading.
    Syncing,
    /// WhatsApp confirmed the login and the start-up exchange is done.
    Connected,
    /// The connection was lost and is being made again.
    Reconnecting,
    /// Every code ran out without a scan.
    CodeExpired,
    /// The link was ended on the handset or by WhatsApp.
    LoggedOut,
    /// It cannot go on; the cause says why.
    Failed,
}

impl PhoneState {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Starting,
        Self::WaitingForScan,
        Self::Securing,
        Self::Syncing,
        Self::Connected,
        Self::Reconnecting,
        Self::CodeExpired,
        Self::LoggedOut,
        Self::Failed,
    ];

    /// The name as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Starting => "starting",
            Self::WaitingForScan => "waiting_for_scan",
            Self::Securing => "securing",
            Self::Syncing => "syncing",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::CodeExpired => "code_expired",
            Self::LoggedOut => "logged_out",
            Self::Failed => "failed",
        }
    }

    /// The state in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "Not linked yet",
            Self::Starting => "Starting…",
            Self::WaitingForScan => "Waiting for a scan",
            Self::Securing => "Scanned. Finishing…",
            Self::Syncing => "Linked. Loading conversations…",
            Self::Connected => "Connected",
            Self::Reconnecting => "Connection lost",
            Self::CodeExpired => "No scan in time",
            Self::LoggedOut => "Unlinked on the handset",
            Self::Failed => "Could not start",
        }
    }

    /// Whether a link is under way: from asking for a code until WhatsApp confirmed it.
    pub fn is_linking(self) -> bool {
        matches!(self, Self::Starting | Self::WaitingForScan | Self::Securing)
    }

    /// Whether keys exist that WhatsApp accepted: the phone comes back by itself after a restart.
    pub fn is_linked(self) -> bool {
        matches!(self, Self::Syncing | Self::Connected | Self::Reconnecting)
    }
}

impl std::str::FromStr for PhoneState {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == name).ok_or_else(|| format!("unknown phone state {name}"))
    }
}

/// A phone as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// Its identity, never reused.
    pub id: PhoneId,
    /// What colleagues call it.
    pub name: String,
    /// The number in international format, known once linked.
    pub number: Option<String>,
    /// Where it stands.
    pub state: PhoneState,
    /// Since when, Unix milliseconds.
    pub since: i64,
    /// Why, in a sentence, when there is something to say; includes the next step.
    pub cause: Option<String>,
}

/// The QR as a picture, without the quiet zone around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePicture {
    /// Modules a side.
    pub size: u16,
    /// Row by row, a bit each, the highest first; set where it is dark. Half a kilobyte, which every tab paints at once.
    pub modules: Vec<u8>,
}

/// A code on show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCode {
    /// What to draw.
    pub picture: CodePicture,
    /// Which code of the round it is, from 1.
    pub number: u8,
    /// Codes in a round.
    pub of: u8,
    /// How long it can still be scanned, milliseconds, at the time this was sent.
    pub expires_in_ms: u64,
    /// Counts every code ever issued by this process: a higher one replaces a lower one.
    pub serial: u64,
}

/// What a link dialog shows of one phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkProgress {
    /// The phone with its state.
    pub phone: Phone,
    /// The code, only while [`PhoneState::WaitingForScan`].
    pub code: Option<LinkCode>,
}
