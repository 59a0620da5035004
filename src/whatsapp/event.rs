//! What a session reports, in our words.
use super::Address;
use std::time::Duration;
use wacore::types::{
    events::{ConnectFailureReason, Event},
    presence::ReceiptType,
};

/// The steps until a code is there; a person is told which one failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStep {
    /// Looking up the server's address.
    Address,
    /// TCP, TLS and the WebSocket.
    Connection,
    /// The Noise handshake.
    Handshake,
    /// Connected; waiting for WhatsApp to give a code.
    Code,
}

/// How far a message got on the person's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReceiptKind {
    /// One of their devices has it.
    Delivered,
    /// They read it.
    Read,
}

/// Something that happened in a session. Not durable: whoever stores what follows from it must be idempotent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineEvent {
    /// This step has begun.
    Step(LinkStep),
    /// This step failed; the session tries again by itself.
    StepFailed(LinkStep, String),
    /// A code to show, in place of the one before.
    Code {
        /// The QR's exact text. A secret while it is valid.
        text: String,
        /// How long it can be scanned.
        valid_for: Duration,
    },
    /// All codes ran out; the session has ended itself.
    CodesSpent,
    /// The handset scanned and the keys are exchanged; the login follows on a new connection.
    Scanned(Address),
    /// The handset scanned, but linking failed.
    ScanFailed(String),
    /// WhatsApp's server confirmed the login.
    LoggedIn,
    /// The start-up exchange after the login is done.
    Ready,
    /// The connection ended unasked; the session makes a new one by itself.
    Lost(String),
    /// The link was ended by the handset or by WhatsApp.
    LoggedOut,
    /// WhatsApp refuses to go on; the session ends. A sentence for the person.
    Refused(String),
    /// WhatsApp's server took a message, or refused it with a code.
    Acked {
        /// The message's stanza id.
        stanza_id: String,
        /// The code of a refusal.
        refusal: Option<String>,
    },
    /// The person's side has it.
    Receipt {
        /// The messages' stanza ids.
        stanza_ids: Vec<String>,
        /// How far.
        kind: ReceiptKind,
        /// Unix milliseconds.
        at: i64,
    },
    /// The session is over; nothing follows.
    Ended,
}

/// Translates the library's event; none when it does not concern us.
pub(super) fn translate(event: &Event) -> Option<EngineEvent> {
    Some(match event {
        Event::PairingQrCode(code) => EngineEvent::Code { text: code.code.clone(), valid_for: code.timeout },
        Event::PairingQrCodesExhausted(_) => EngineEvent::CodesSpent,
        Event::PairSuccess(pair) => EngineEvent::Scanned(Address::of([&pair.id, &pair.lid])),
        Event::PairError(pair) => EngineEvent::ScanFailed(scan_failure(&pair.error)),
        Event::QrScannedWithoutMultidevice(_) => {
            EngineEvent::ScanFailed("The WhatsApp app on the handset is too old to link. Update it, then show a new code.".into())
        }
        Event::Connected(_) => EngineEvent::Ready,
        Event::Disconnected(lost) => EngineEvent::Lost(lost.reason.to_string()),
        Event::LoggedOut(out) => logged_out(out.reason),
        Event::StreamReplaced(_) => {
            EngineEvent::Refused("Another program uses this phone's keys. Stop the other program, then link the phone again here.".into())
        }
        Event::ClientOutdated(_) => EngineEvent::Refused("WhatsApp wants a newer Leadwire. Update Leadwire, then link again.".into()),
        Event::TemporaryBan(ban) => EngineEvent::Refused(format!(
            "WhatsApp restricts this number for {} minutes. Wait until that is over, then link again.",
            ban.expire.num_minutes() + 1
        )),
        Event::ConnectFailure(failure) => return connect_failure(failure.reason),
        Event::ServerAck(ack) if ack.class.as_deref() == Some("message") => {
            EngineEvent::Acked { stanza_id: ack.id.clone(), refusal: ack.error.clone() }
        }
        Event::Receipt(receipt) => EngineEvent::Receipt {
            stanza_ids: receipt.message_ids.iter().map(ToString::to_string).collect(),
            kind: receipt_kind(&receipt.r#type)?,
            at: receipt.timestamp.timestamp_millis(),
        },
        _ => return None,
    })
}

fn receipt_kind(kind: &ReceiptType) -> Option<ReceiptKind> {
    match kind {
        ReceiptType::Delivered => Some(ReceiptKind::Delivered),
        ReceiptType::Read | ReceiptType::Played => Some(ReceiptKind::Read),
        _ => None,
    }
}

fn logged_out(reason: ConnectFailureReason) -> EngineEvent {
    match reason {
        ConnectFailureReason::AccountLocked => {
            EngineEvent::Refused("WhatsApp locked this account. Open WhatsApp on the handset and follow what it says.".into())
        }
        _ => EngineEvent::LoggedOut,
    }
}

/// The library goes on by itself after a 500, 501 or 503; after any other failure it stops for good.
fn connect_failure(reason: ConnectFailureReason) -> Option<EngineEvent> {
    let code = reason.code();
    match reason {
        ConnectFailureReason::InternalServerError | ConnectFailureReason::Experimental | ConnectFailureReason::ServiceUnavailable => {
            Some(EngineEvent::Lost(format!("WhatsApp is not available right now (code {code})")))
        }
        _ => Some(EngineEvent::Refused(format!("WhatsApp refused the connection (code {code}). Link the phone again."))),
    }
}

/// A known defect of the library's 0.7.0 ends here too: the signed device type may disagree with the account's.
fn scan_failure(detail: &str) -> String {
    if detail.contains("signature") {
        "The handset scanned, but its signature could not be verified. Update Leadwire, then show a new code.".into()
    } else {
        format!("The handset scanned, but linking failed ({detail}). Show a new code.")
    }
}
