//! Why a phone is in its state: every cause that is known, with the state it leads to, its sentence and the next step.
//!
//! `docs/phone-states.md` is made from this file; the server words causes, so that page, events and API say the same.
use super::{machine::Input, model::Cause};

/// A cause. What WhatsApp's codes mean is in `whatsapp/ending.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody asked for a code: who.
    LinkBegun(String),
    /// Somebody gave the running link up: who.
    LinkCancelled(String),
    /// Every code of the last round ran out; how many were shown.
    CodesSpent(u16),
    /// The last tab that showed the code was closed.
    NotWatched,
    /// The link took as long as a link may take.
    LinkTooLong,
    /// The program stopped while a code was on show.
    RestartedWhileLinking,
    /// The server's address could not be looked up; the detail.
    NoAddress(Option<String>),
    /// No connection to the server; the detail.
    NoConnection(Option<String>),
    /// The encrypted handshake did not finish; the detail.
    NoHandshake(Option<String>),
    /// Connected, but no code came.
    NoCode,
    /// The connection was lost while a code was on show.
    CodeLost(String),
    /// WhatsApp refused to link, with a code.
    LinkRefused(Option<u16>),
    /// WhatsApp asks to wait before a link is tried again.
    TryLinkingLater,
    /// The handset scanned and something failed after it; the detail.
    ScanFailed(String),
    /// The app on the handset cannot link devices.
    HandsetTooOld,
    /// What the handset signed does not verify.
    SignatureMismatch,
    /// Another handset than this phone's scanned: who scanned, whose phone this is; whether WhatsApp could be told.
    WrongNumber(String, String, bool),
    /// The number is another phone here: the number, the other phone's name; whether WhatsApp could be told.
    LinkedAlready(String, String, bool),
    /// WhatsApp asks for a passkey.
    PasskeyAsked,
    /// The passkey step failed; the detail.
    PasskeyFailed(String),
    /// Keys of a link that was not finished could not be read; they were cleared.
    KeysCleared,
    /// The program started, or a person asked, and the phone logs in with its keys.
    LoggingIn,
    /// The connection ended; the detail.
    ConnectionLost(String),
    /// No connection could be made; the detail.
    NotReachable(String),
    /// WhatsApp says that it is not available, with a code.
    Unavailable(u16),
    /// WhatsApp asks for fewer connections (429).
    RateLimited,
    /// WhatsApp asked to connect again (515).
    AskedToReconnect,
    /// Nothing was heard for so long that the connection is dead.
    Silent,
    /// Our own database did not take what WhatsApp sent.
    NotStored,
    /// The phone's keys could not be saved; a new session saves them again.
    KeysNotSaved,
    /// Our own database did not answer, so the phone could not log in.
    DatabaseAway,
    /// The handset or WhatsApp ended the link.
    LoggedOut,
    /// Another program logged in with the same keys.
    Replaced,
    /// WhatsApp restricts the number: why, as it says; until when, Unix milliseconds.
    Banned(Option<&'static str>, Option<i64>),
    /// WhatsApp locked the account.
    Locked,
    /// WhatsApp wants a newer version; when it is tried again, Unix milliseconds.
    Outdated(Option<i64>),
    /// WhatsApp refused the login with a code that has no better words.
    Refused(Option<u16>),
    /// The keys of a linked phone are gone.
    KeysMissing,
    /// The keys of a linked phone cannot be read; they are kept aside.
    KeysUnreadable,
    /// A person disconnected it: who.
    Paused(String),
    /// A person unlinked it: who, and whether WhatsApp could be told.
    Unlinked(String, bool),
    /// Unlinked, but the keys could not be cleared; the detail.
    KeysNotCleared(String),
    /// Leadwire itself could not go on; the detail.
    OwnTrouble(String),
}

/// A cause in words.
struct Words {
    code: &'static str,
    sentence: String,
    next_step: Option<String>,
}

fn words(code: &'static str, sentence: impl Into<String>, next_step: &str) -> Words {
    Words { code, sentence: sentence.into(), next_step: (!next_step.is_empty()).then(|| next_step.to_owned()) }
}

fn in_brackets(detail: Option<&String>) -> String {
    detail.map(|detail| format!(" ({detail})")).unwrap_or_default()
}

fn code_in_brackets(code: Option<u16>) -> String {
    code.map(|code| format!(" (code {code})")).unwrap_or_default()
}

const SHOW_A_NEW_CODE: &str = "Show a new code.";
const LINK_AGAIN: &str = "Link it again; leads and history stay.";
const BY_ITSELF: &str = "";

impl Reason {
    /// Where it leads, by the table of `machine.rs`.
    pub fn input(&self) -> Input {
        match self {
            Self::CodesSpent(_) | Self::NotWatched | Self::LinkTooLong | Self::RestartedWhileLinking => Input::CodesEnded,
            Self::LinkBegun(_) => Input::Begun,
            Self::PasskeyAsked => Input::PasskeyAsked,
            Self::LoggingIn => Input::Resumed,
            Self::CodeLost(_)
            | Self::KeysCleared
            | Self::ConnectionLost(_)
            | Self::NotReachable(_)
            | Self::Unavailable(_)
            | Self::RateLimited
            | Self::AskedToReconnect
            | Self::Silent
            | Self::NotStored
            | Self::KeysNotSaved
            | Self::DatabaseAway => Input::Lost,
            Self::LoggedOut => Input::LoggedOut,
            Self::Replaced => Input::Replaced,
            Self::Banned(..) => Input::Banned,
            Self::Locked => Input::Locked,
            Self::Outdated(_) => Input::Outdated,
            Self::Paused(_) => Input::Paused,
            Self::LinkCancelled(_) | Self::Unlinked(..) => Input::Unlinked,
            Self::NoAddress(_)
            | Self::NoConnection(_)
            | Self::NoHandshake(_)
            | Self::NoCode
            | Self::LinkRefused(_)
            | Self::TryLinkingLater
            | Self::ScanFailed(_)
            | Self::HandsetTooOld
            | Self::SignatureMismatch
            | Self::WrongNumber(..)
            | Self::LinkedAlready(..)
            | Self::PasskeyFailed(_)
            | Self::Refused(_)
            | Self::KeysMissing
            | Self::KeysUnreadable
            | Self::KeysNotCleared(_)
            | Self::OwnTrouble(_) => Input::Failed,
        }
    }

    /// The cause as everybody sees it.
    pub fn to_cause(&self) -> Cause {
        let Words { code, sentence, next_step } = self.words();
        Cause { code: code.to_owned(), sentence, next_step, until: self.until() }
    }

    fn until(&self) -> Option<i64> {
        match self {
            Self::Banned(_, until) | Self::Outdated(until) => *until,
            _ => None,
        }
    }

    fn words(&self) -> Words {
        match self {
            Self::LinkBegun(_)
            | Self::LinkCancelled(_)
            | Self::CodesSpent(_)
            | Self::NotWatched
            | Self::LinkTooLong
            | Self::RestartedWhileLinking
            | Self::NoAddress(_)
            | Self::NoConnection(_)
            | Self::NoHandshake(_)
            | Self::NoCode
            | Self::CodeLost(_)
            | Self::LinkRefused(_)
            | Self::TryLinkingLater
            | Self::KeysCleared => self.words_before_the_scan(),
            Self::ScanFailed(_)
            | Self::HandsetTooOld
            | Self::SignatureMismatch
            | Self::WrongNumber(..)
            | Self::LinkedAlready(..)
            | Self::PasskeyAsked
            | Self::PasskeyFailed(_) => self.words_after_the_scan(),
            Self::LoggingIn
            | Self::ConnectionLost(_)
            | Self::NotReachable(_)
            | Self::Unavailable(_)
            | Self::RateLimited
            | Self::AskedToReconnect
            | Self::Silent
            | Self::NotStored
            | Self::KeysNotSaved
            | Self::DatabaseAway => self.words_of_a_lost_connection(),
            _ => self.words_of_an_end(),
        }
    }

    fn words_before_the_scan(&self) -> Words {
        match self {
            Self::LinkBegun(by) => words("link_begun", format!("{by} asked for a code."), BY_ITSELF),
            Self::LinkCancelled(by) => words("link_cancelled", format!("{by} cancelled the link."), SHOW_A_NEW_CODE),
            Self::CodesSpent(1) => words("codes_spent", "No scan in time: the only code has run out.", SHOW_A_NEW_CODE),
            Self::CodesSpent(shown) => words("codes_spent", format!("No scan in time: {shown} codes have run out."), SHOW_A_NEW_CODE),
            Self::NotWatched => words("not_watched", "The link was ended because nobody looked at the code.", SHOW_A_NEW_CODE),
            Self::LinkTooLong => words("link_too_long", "Nobody scanned a code in time.", "Show a new code when the handset is at hand."),
            Self::RestartedWhileLinking => words("restarted", "Leadwire was restarted before a code was scanned.", SHOW_A_NEW_CODE),
            Self::NoAddress(detail) => words(
                "no_address",
                format!("The address of WhatsApp's server could not be looked up{}.", in_brackets(detail.as_ref())),
                "Check this server's network and DNS, then try again.",
            ),
            Self::NoConnection(detail) => words(
                "no_connection",
                format!("WhatsApp's server could not be reached{}.", in_brackets(detail.as_ref())),
                "Check this server's internet connection and firewall, then try again.",
            ),
            Self::NoHandshake(detail) => words(
                "no_handshake",
                format!("WhatsApp's server answered, but the encrypted handshake did not finish{}.", in_brackets(detail.as_ref())),
                "A proxy in between may be the cause; try again.",
            ),
            Self::CodeLost(why) => {
                words("code_lost", format!("The connection to WhatsApp ended ({why}). Asking for a new code…"), BY_ITSELF)
            }
            Self::LinkRefused(code) => words(
                "link_refused",
                format!("WhatsApp refused this link{}.", code_in_brackets(*code)),
                "Show a new code and scan again. If that fails too, wait an hour.",
            ),
            Self::TryLinkingLater => words(
                "try_linking_later",
                "WhatsApp takes no links from here right now: too many were tried.",
                "Wait an hour, then show a new code.",
            ),
            Self::KeysCleared => words(
                "keys_cleared",
                "The keys of an unfinished link could not be read and were cleared. Asking for a new code…",
                BY_ITSELF,
            ),
            _ => words("no_code", "Connected to WhatsApp, but it gave no code in time.", "Wait a minute, then try again."),
        }
    }

    fn words_after_the_scan(&self) -> Words {
        match self {
            Self::HandsetTooOld => words(
                "handset_too_old",
                "The WhatsApp app on the handset is too old to link.",
                "Update the app on the handset, then show a new code.",
            ),
            Self::SignatureMismatch => words(
                "signature_mismatch",
                "The handset scanned, but its signature could not be verified, so the link was not made.",
                "Update the app on the handset, then show a new code. If it happens again, update Leadwire.",
            ),
            Self::WrongNumber(scanned, ours, told) => words(
                "wrong_number",
                format!("The handset that scanned is {scanned}, but this phone is {ours}."),
                &taken_back("Scan with the right handset, or add the other one as a new phone.", *told),
            ),
            Self::LinkedAlready(number, name, told) => words(
                "linked_already",
                format!("{number} is a phone here already, as \"{name}\"."),
                &taken_back(&format!("Merge this entry into \"{name}\", or scan with another handset."), *told),
            ),
            Self::PasskeyAsked => words(
                "passkey_asked",
                "WhatsApp wants this account's passkey before it links another device.",
                "Only a page of WhatsApp itself can ask for that passkey. Cancel, switch it off in WhatsApp on the handset (Settings, Account, Passkeys) and link again, or use the official Cloud API for this number.",
            ),
            Self::PasskeyFailed(detail) => words(
                "passkey_failed",
                format!("WhatsApp asked for this account's passkey and did not get it ({detail})."),
                "Switch the passkey off in WhatsApp on the handset (Settings, Account, Passkeys) and show a new code, or use the official Cloud API for this number.",
            ),
            Self::ScanFailed(detail) => {
                words("scan_failed", format!("The handset scanned, but linking failed ({detail})."), SHOW_A_NEW_CODE)
            }
            other => other.words_of_an_end(),
        }
    }

    fn words_of_a_lost_connection(&self) -> Words {
        match self {
            Self::ConnectionLost(why) => words("connection_lost", format!("The connection to WhatsApp ended ({why})."), BY_ITSELF),
            Self::NotReachable(why) => words(
                "not_reachable",
                format!("No connection to WhatsApp ({why})."),
                "Leadwire keeps trying. If it lasts, check this server's network, or ask the doctor.",
            ),
            Self::Unavailable(code) => words("unavailable", format!("WhatsApp is not available right now (code {code})."), BY_ITSELF),
            Self::RateLimited => words(
                "rate_limited",
                "WhatsApp asks this phone to slow down (code 429).",
                "Sending waits and goes on by itself. Write to fewer new people for a while.",
            ),
            Self::AskedToReconnect => words("asked_to_reconnect", "WhatsApp asked to connect again (code 515).", BY_ITSELF),
            Self::Silent => words("silent", "Nothing was heard from WhatsApp any more: the connection was dead.", BY_ITSELF),
            Self::NotStored => words(
                "not_stored",
                "Leadwire's database did not take new messages. WhatsApp keeps them and delivers them again.",
                "If it lasts, look at the disk and the database, or ask the doctor.",
            ),
            Self::KeysNotSaved => words(
                "keys_not_saved",
                "The phone's keys could not be saved for a while. It logs in anew, so that they are.",
                "If it lasts, look at the disk and the database, or ask the doctor.",
            ),
            Self::DatabaseAway => words(
                "database_away",
                "Leadwire's own database did not answer, so the phone could not log in.",
                "Leadwire keeps trying. If it lasts, look at the disk and the database, or ask the doctor.",
            ),
            _ => words("logging_in", "Leadwire logs in with the phone's keys…", BY_ITSELF),
        }
    }

    fn words_of_an_end(&self) -> Words {
        match self {
            Self::LoggedOut => words("logged_out", "The link was removed on the handset or by WhatsApp.", LINK_AGAIN),
            Self::Replaced => words(
                "replaced",
                "Another program logged in with this phone's keys, and WhatsApp lets only one.",
                "Stop the other program, then press \"Connect\".",
            ),
            Self::Banned(why, until) => words(
                "banned",
                format!("WhatsApp restricts this number for a time{}.", why.map(|why| format!(": {why}")).unwrap_or_default()),
                match until {
                    Some(_) => "Leadwire logs in again when it is over. Until then, do not link the number elsewhere.",
                    None => "WhatsApp named no end. See what it says on the handset; when it is over, press \"Connect\".",
                },
            ),
            Self::Locked => words(
                "locked",
                "WhatsApp locked this account.",
                "Open WhatsApp on the handset and follow what it says, then press \"Connect\".",
            ),
            Self::Outdated(next_look) => words(
                "outdated",
                "WhatsApp takes only newer versions of linked devices.",
                match next_look {
                    Some(_) => "Update Leadwire. It also tries again by itself as soon as WhatsApp's version is known here.",
                    None => "Update Leadwire, then show a new code.",
                },
            ),
            Self::Refused(code) => words(
                "refused",
                format!("WhatsApp refused the login{}.", code_in_brackets(*code)),
                "Press \"Connect\" to try again; if that fails too, link the phone again. Leads and history stay.",
            ),
            Self::KeysMissing => words("keys_missing", "The keys of this phone are missing, so it cannot log in.", LINK_AGAIN),
            Self::KeysUnreadable => words(
                "keys_unreadable",
                "The keys of this phone cannot be read. They are kept aside for 7 days.",
                "Restore the database from a backup within that time, or link the phone again; leads and history stay.",
            ),
            Self::Paused(by) => words("paused", format!("Disconnected by {by}; still linked."), "Press \"Connect\" to go on."),
            Self::Unlinked(by, true) => words("unlinked", format!("Unlinked by {by}. Leads and history are kept."), BY_ITSELF),
            Self::Unlinked(by, false) => words(
                "unlinked",
                format!("Unlinked by {by}, but WhatsApp could not be told."),
                "Remove the link on the handset too: Settings, Linked devices.",
            ),
            Self::KeysNotCleared(detail) => {
                words("keys_not_cleared", format!("Unlinked, but the keys could not be cleared: {detail}"), "Link it again, or remove it.")
            }
            Self::OwnTrouble(detail) => words("own_trouble", format!("Leadwire could not go on: {detail}"), "Try again."),
            other => other.words_of_a_lost_connection(),
        }
    }
}

fn taken_back(next_step: &str, told: bool) -> String {
    if told { next_step.to_owned() } else { format!("{next_step} Remove the new link on the handset too: Settings, Linked devices.") }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn nobody_is_promised_a_login_that_nothing_will_begin() {
        let next_step = |reason: Reason| reason.to_cause().next_step.unwrap();
        assert!(next_step(Reason::Banned(None, Some(1))).contains("logs in again when it is over"));
        assert!(next_step(Reason::Banned(None, None)).contains("press \"Connect\""));
        assert!(next_step(Reason::Outdated(Some(1))).contains("by itself"));
        assert!(!next_step(Reason::Outdated(None)).contains("by itself"));
    }
}
