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

/// Where a phone stands. Kept as its snake-case name; the words for the person are [`PhoneState::label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneState {
    /// Never linked, or unlinked here.
    New,
    /// Its engine session is being set up; no code yet.
    Starting,
    /// A code is on show.
    WaitingForScan,
    /// The handset scanned and WhatsApp asks for a passkey before it goes on.
    PasskeyRequired,
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
    /// A person disconnected it here; still linked.
    Paused,
    /// The link was ended on the handset or by WhatsApp.
    LoggedOut,
    /// Another program logged in with this phone's keys.
    Replaced,
    /// WhatsApp restricts the number for a time.
    Banned,
    /// WhatsApp locked the account.
    Locked,
    /// WhatsApp takes only newer versions.
    Outdated,
    /// It cannot go on; the cause says why.
    Failed,
}

impl PhoneState {
    /// Every state.
    pub const ALL: [Self; 16] = [
        Self::New,
        Self::Starting,
        Self::WaitingForScan,
        Self::PasskeyRequired,
        Self::Securing,
        Self::Syncing,
        Self::Connected,
        Self::Reconnecting,
        Self::CodeExpired,
        Self::Paused,
        Self::LoggedOut,
        Self::Replaced,
        Self::Banned,
        Self::Locked,
        Self::Outdated,
        Self::Failed,
    ];

    /// The name as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Starting => "starting",
            Self::WaitingForScan => "waiting_for_scan",
            Self::PasskeyRequired => "passkey_required",
            Self::Securing => "securing",
            Self::Syncing => "syncing",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::CodeExpired => "code_expired",
            Self::Paused => "paused",
            Self::LoggedOut => "logged_out",
            Self::Replaced => "replaced",
            Self::Banned => "banned",
            Self::Locked => "locked",
            Self::Outdated => "outdated",
            Self::Failed => "failed",
        }
    }

    /// The state in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "Not linked yet",
            Self::Starting => "Starting…",
            Self::WaitingForScan => "Waiting for a scan",
            Self::PasskeyRequired => "WhatsApp asks for a passkey",
            Self::Securing => "Scanned. Finishing…",
            Self::Syncing => "Linked. Loading conversations…",
            Self::Connected => "Connected",
            Self::Reconnecting => "Connection lost",
            Self::CodeExpired => "No scan in time",
            Self::Paused => "Disconnected here",
            Self::LoggedOut => "Unlinked on the handset",
            Self::Replaced => "In use elsewhere",
            Self::Banned => "Restricted by WhatsApp",
            Self::Locked => "Account locked",
            Self::Outdated => "Leadwire is outdated",
            Self::Failed => "Does not work",
        }
    }

    /// Whether a link is under way: from asking for a code until WhatsApp confirmed it.
    pub fn is_linking(self) -> bool {
        matches!(self, Self::Starting | Self::WaitingForScan | Self::PasskeyRequired | Self::Securing)
    }

    /// Whether a session is kept up: what is queued goes out as soon as WhatsApp listens.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Syncing | Self::Connected | Self::Reconnecting)
    }

    /// Whether the handset still lists this link, as far as we know: it can come back without a scan.
    pub fn keeps_link(self) -> bool {
        self.is_active() || matches!(self, Self::Paused | Self::Replaced | Self::Banned | Self::Locked | Self::Outdated)
    }

    /// Whether a phone that worked no longer does, and a person should look at it.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::LoggedOut | Self::Replaced | Self::Banned | Self::Locked | Self::Outdated | Self::Failed)
    }
}

impl std::str::FromStr for PhoneState {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == name).ok_or_else(|| format!("unknown phone state {name}"))
    }
}

/// Why a phone is in its state: for programs a word, for people a sentence and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The machine's word, such as `connection_lost`; empty for what was stored before words were kept.
    pub code: String,
    /// What happened.
    pub sentence: String,
    /// What to do, when a person can do something.
    pub next_step: Option<String>,
    /// When the state is over or the next try comes, Unix milliseconds, where that is known.
    pub until: Option<i64>,
}

impl Cause {
    /// The sentence and the next step.
    pub fn in_words(&self) -> String {
        match &self.next_step {
            Some(next_step) => format!("{} {next_step}", self.sentence),
            None => self.sentence.clone(),
        }
    }
}

/// A phone that was away for this long is shown as one that does not work, milliseconds.
const LONG_AWAY_MS: i64 = 5 * 60_000;

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
    /// Why, when there is something to say.
    pub cause: Option<Cause>,
    /// Until when WhatsApp lets it start no new chats, Unix milliseconds.
    pub restricted_until: Option<i64>,
    /// Whether a person paused its sending; what is queued waits.
    pub sending_paused: bool,
    /// What is known from before it was linked, in words; nothing when there is nothing.
    pub history: Option<String>,
}

impl Phone {
    /// Whether it worked and no longer does, so that a person should look at it. A link that was never made is none of those; one
    /// that was to be made again and ran out is.
    pub fn is_broken(&self) -> bool {
        (self.state.is_broken() || self.state == PhoneState::CodeExpired) && self.number.is_some()
    }

    /// The same, or it has been away for so long that somebody should know, though it comes back by itself.
    pub fn is_broken_at(&self, now_ms: i64) -> bool {
        self.is_broken() || (self.state == PhoneState::Reconnecting && now_ms - self.since >= LONG_AWAY_MS)
    }

    /// Whether it has no connection but can come back without a scan: nothing should throw its keys away.
    pub fn is_still_linked(&self) -> bool {
        self.state.keeps_link() && !self.state.is_active() && self.number.is_some()
    }

    /// Whether its handset may keep a link that is ended here: WhatsApp is told of the end only while the phone is connected.
    pub fn may_leave_a_link(&self) -> bool {
        match self.state {
            PhoneState::Connected | PhoneState::Syncing => false,
            PhoneState::Securing => true,
            PhoneState::Failed => self.number.is_some(),
            state => state.keeps_link(),
        }
    }
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

/// The eight characters that a person types on the handset instead of scanning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberCode {
    /// As WhatsApp shows it, `XXXX-XXXX`. A secret while it is valid.
    pub code: String,
    /// The number that it was asked for, spaced for reading.
    pub number: String,
    /// How long it can still be typed, milliseconds, at the time this was sent.
    pub expires_in_ms: u64,
}

/// What a link dialog shows of one phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkProgress {
    /// The phone with its state.
    pub phone: Phone,
    /// The code, only while [`PhoneState::WaitingForScan`].
    pub code: Option<LinkCode>,
    /// The code for linking by number, when one was asked for.
    pub by_number: Option<NumberCode>,
    /// The code to compare with the handset's, only while [`PhoneState::PasskeyRequired`] and once WhatsApp gave one.
    pub passkey_code: Option<String>,
}

/// What a person can do to a phone that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneAction {
    /// Log in with the keys that are there.
    Connect,
    /// Close the connection and keep it closed; the link stays.
    Disconnect,
    /// Hold what is queued.
    PauseSending,
    /// Let it go.
    ResumeSending,
    /// Give the running link up.
    CancelLink,
    /// Say that the codes of the passkey step are the same.
    ConfirmPasskey,
    /// End the link on WhatsApp's side too and clear the keys; the phone, its leads and their history stay.
    Unlink,
    /// Unlink, and take the phone off the list.
    Remove,
    /// Take this entry off the list, as the handset that scanned is another phone here; that one is linked again if it must be.
    Merge,
    /// Take the link back that was sent to the owner of the handset.
    RevokeLink,
}

/// A link for the owner of a handset, who has no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestLink {
    /// The address with its token, a secret. Known only now, as the database keeps a digest.
    pub url: String,
    /// When it ends, Unix milliseconds.
    pub expires_at: i64,
}

/// What a guest is told before anything begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestInvitation {
    /// The phone that the link is for.
    pub phone: PhoneId,
    /// What colleagues call it.
    pub name: String,
    /// Who sent the link.
    pub sent_by: String,
    /// Where this Leadwire is, as people type it.
    pub place: String,
    /// When the link ends, Unix milliseconds.
    pub expires_at: i64,
}

/// What a guest can do towards the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuestStep {
    /// Show a code, or join the link that runs.
    Begin,
    /// Show a new code; after a failure, afresh.
    Renew,
    /// Ask for the characters that are typed on the handset with this number.
    ByNumber,
    /// Say that the codes of the passkey step are the same.
    Compare,
    /// Give the running link up.
    Cancel,
}

/// One change of a phone's state, as its timeline keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneChange {
    /// What it became.
    pub state: PhoneState,
    /// Why.
    pub cause: Option<Cause>,
    /// When, Unix milliseconds.
    pub at: i64,
}
