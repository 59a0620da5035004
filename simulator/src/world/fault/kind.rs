//! The kinds of trouble, as they are written on the wire and in Rust.

use crate::number::Number;
use crate::world::Addressing;
use serde::{Deserialize, Serialize};

/// One kind of trouble. On the wire it is the field `kind`, in snake case, beside the fields of the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Answers new WebSockets with HTTP 503.
    Refuse,
    /// Drops the sockets that are open, with no closing frame. Acts once.
    Cut,
    /// Stops reading and writing on the sockets that are open, for `duration_ms` or until cleared. Acts once.
    Freeze {
        /// New sockets freeze as well while it lasts: they are accepted, and then nothing happens on them.
        #[serde(default, skip_serializing_if = "is_false")]
        new: bool,
    },
    /// Drops the sockets that are open and lets nobody in, for `duration_ms` or until cleared: how a server looks that restarts.
    Outage {
        /// How newcomers are turned away.
        #[serde(default)]
        answer: OutageAnswer,
    },
    /// Gives pairing clients no refs.
    NoRefs,
    /// Gives pairing clients fewer refs than six.
    ShortRefs {
        /// How many.
        count: u32,
    },
    /// How long new refs are good for.
    RefLifetime {
        /// The first one, in milliseconds.
        first_ms: u64,
        /// Each that follows, in milliseconds.
        next_ms: u64,
    },
    /// Refuses clients with `<failure>`.
    Failure(Failure),
    /// Refuses logins with a temporary ban (402), and ends sessions that are open.
    Ban {
        /// The ban's reason, for example 101: sent too many messages to people who do not know the number.
        #[serde(default = "default_ban")]
        code: u16,
        /// How long the ban lasts, in seconds.
        expire: u64,
    },
    /// Says `<stream:error>` and closes the socket: at once, or at every turn of a kind.
    StreamError(StreamError),
    /// Waits before every frame to a client.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Refuses messages with `<ack error>` and delivers them to nobody.
    Nack {
        /// 463 no token for this recipient, 479 malformed, 500…
        code: u16,
    },
    /// Refuses messages of a restricted account to people who never wrote to it, with 463, and says so
    /// to the account when it asks. Ends by itself.
    Restrict {
        /// How long it lasts, in seconds.
        until_secs_from_now: u64,
        /// WhatsApp's word for the restriction.
        #[serde(default = "default_enforcement")]
        enforcement: String,
    },
    /// Refuses messages to one account with 463, while the sender's account is not restricted.
    MissingToken {
        /// The account.
        to: Number,
    },
    /// Answers a scan with a demand for a passkey: the client is asked for a WebAuthn assertion and
    /// the scan is refused with `passkey_required`. The link goes on with the client's assertion.
    Passkey {
        /// The step that the server refuses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fail: Option<PasskeyStep>,
        /// Marks the question as one that a program may answer itself, as no person is there: `extensions.simulated` in its options.
        #[serde(default, skip_serializing_if = "is_false")]
        simulated: bool,
    },
    /// Ends scans, typed codes and passkeys of a handset in another way than by a link.
    ScanEnds {
        /// In which way.
        how: ScanEnd,
    },
    /// Refuses clients that ask for a code to be typed on the handset.
    PairCodeThrottled {
        /// 429 too many, 400 (what WhatsApp also says to too many), 403, 452 not available, 500.
        #[serde(default = "default_throttle")]
        code: u16,
        /// After how many seconds the client may ask again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backoff: Option<u32>,
    },
    /// Tells clients that show a code for a handset to ask for another. Acts once.
    RefreshCode {
        /// The person has to ask for it.
        #[serde(default)]
        force_manual: bool,
    },
    /// Lets logins wait between the handshake and `<success>`.
    SlowLogin {
        /// Milliseconds.
        ms: u64,
    },
    /// Answers questions about the critical app state with an error.
    AppStateFailure {
        /// 400 and 404 are final for a client; the others it tries again.
        #[serde(default = "default_app_state")]
        code: u16,
    },
    /// Writes each message twice.
    Duplicate,
    /// Delivers messages later, and out of order: each second one waits half as long as the one before.
    Late {
        /// Milliseconds.
        ms: u64,
    },
    /// Floods companions (those of `number`, or all) with messages of one account that they cannot open.
    BadMac {
        /// The account.
        from: Number,
        /// To each companion.
        per_second: u32,
    },
    /// From now on the chats of `number`, or of all, are addressed in this name space. Acts once.
    Readdress {
        /// Which.
        addressing: Addressing,
    },
    /// Never answers questions of one name space.
    Silent {
        /// `w:p` (pings), `usync`, `encrypt`, `w:mex`, `w:sync:app:state`…; all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        xmlns: Option<String>,
    },
    /// Refuses clients of an older version with 405, at login and at pairing; `/sw.js` tells the new one.
    Outdated {
        /// 2, until today.
        primary: u32,
        /// 3000, until today.
        secondary: u32,
        /// The revision.
        tertiary: u32,
    },
    /// Handsets cannot open what companions send them, and ask for it again.
    Unopened,
    /// The media server answers with this HTTP status.
    MediaAway {
        /// 500 and the like.
        code: u16,
    },
    /// What handsets send to companions arrives damaged the first time, so that they ask for it again.
    Damaged,
    /// Handsets lose their Signal sessions, as after a restore from an old backup. Acts once.
    ForgetSessions,
    /// Changes the server's static key, so that a client with the old one falls back to XX. Acts once.
    RotateKey,
}

/// A `<failure>`: the server's last word to a client that it does not let in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The reason: 401 logged out, 403 locked, 405 outdated, 503…; none at all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// Free text for the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Who is refused.
    #[serde(default)]
    pub stage: Stage,
}

impl Failure {
    /// A refusal of logins for this reason.
    pub fn with_code(code: u16) -> Self {
        Self { code: Some(code), ..Self::default() }
    }
}

/// At which of its two doors the server says no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// To companions that log in.
    #[default]
    Login,
    /// To unregistered clients, in place of refs.
    Pairing,
}

/// A `<stream:error>`, and when it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamError {
    /// 401, 409, 429, 500, 503, 515, 516…; none at all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// `replaced` or `device_removed`, where the server says which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// At which moment.
    #[serde(default)]
    pub at: Moment,
    /// At the moment `now`: to which sockets.
    #[serde(default)]
    pub to: Audience,
    /// At the moments `login` and `pairing`: in place of the server's answer, or after it.
    #[serde(default)]
    pub when: When,
    /// At the moment `drain`: after how many stanzas of the backlog.
    #[serde(default)]
    pub after: usize,
}

impl StreamError {
    /// Said once, now, to all who are logged in.
    pub fn with_code(code: u16) -> Self {
        Self { code: Some(code), ..Self::default() }
    }
}

/// When a stream error is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Once, as soon as it is set.
    #[default]
    Now,
    /// At every login.
    Login,
    /// To every unregistered client that comes.
    Pairing,
    /// In the middle of every delivery of a backlog.
    Drain,
}

/// Whose sockets are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Companions that are logged in.
    #[default]
    LoggedIn,
    /// Clients that show a code.
    Pairing,
    /// Both.
    All,
}

/// In place of the server's answer, or after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// No `<success>` (at pairing: no refs) is sent.
    BeforeSuccess,
    /// `<success>` (at pairing: the refs) is sent first.
    #[default]
    AfterSuccess,
}

/// What somebody meets who comes during an outage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageAnswer {
    /// The TCP connection is reset before any answer.
    #[default]
    Reset,
    /// HTTP 503.
    Unavailable,
}

/// What a stream error says about the session that took the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// Another socket of the same device.
    Replaced,
    /// The handset removed the device.
    DeviceRemoved,
}

/// A fault and what it applies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// Only to this account; to all when absent. What comes before the account is known (new
    /// sockets, unregistered clients) is met only by faults without a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// How many times it acts; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How long it lasts, in milliseconds; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self { kind, number: None, times: None, duration_ms: None }
    }
}

/// A step of a link with a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyStep {
    /// The demand comes without options, and the question for them is refused.
    Request,
    /// The assertion is refused.
    Assertion,
    /// The answer to the handset's part is refused.
    Continuation,
    /// The person's confirmation is refused.
    Confirmation,
}

/// How a scan may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanEnd {
    /// The app on the handset is too old for linked devices: the client is told `downgrade_webclient`.
    HandsetTooOld,
    /// The account's signature in the device identity does not verify.
    BadSignature,
    /// The device identity is signed and lacks its key index.
    Incomplete,
    /// The server refuses the handset for now; the client hears nothing.
    TryLater,
}

fn default_enforcement() -> String {
    "DEFAULT".to_owned()
}

fn default_throttle() -> u16 {
    429
}

fn default_app_state() -> u16 {
    500
}

fn default_ban() -> u16 {
    101
}

fn is_false(value: &bool) -> bool {
    !value
}
