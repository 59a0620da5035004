//! What a session reports, in our words.
use super::{Address, Ending, Inbound, Kind, inbound};
use std::time::Duration;
use wacore::{
    net::DisconnectReason,
    types::{
        events::{DecryptFailMode, Event},
        message::MessageSource,
        presence::{ChatPresence, ChatPresenceMedia, ReceiptType},
    },
};
use wacore_binary::NodeRef;

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

/// Why a scan did not become a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanFailure {
    /// The app on the handset cannot link devices.
    HandsetTooOld,
    /// What the handset signed does not verify.
    SignatureMismatch,
    /// Anything else, as the library words it.
    Other(String),
}

/// What a person does who has not sent a message yet: `<chatstate>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// They write.
    Writing,
    /// They speak a voice message.
    Recording,
    /// They have stopped.
    Stopped,
}

/// A device of the other person's, or of the account's own, could not open a message of ours and asks for it again:
/// `<receipt type="retry">`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryRequest {
    /// The message's stanza id.
    pub stanza_id: String,
    /// Which device asks, in WhatsApp's form.
    pub asked_by: String,
    /// With an own device: whose conversation the message belongs to.
    pub recipient: Option<String>,
    /// Which time this is, from 1.
    pub count: u8,
}

/// Something that happened in a session. Not durable: whoever stores what follows from it must be idempotent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineEvent {
    /// This step has begun.
    Step(LinkStep),
    /// This step failed; the session ends.
    StepFailed(LinkStep, String),
    /// A code to show, in place of the one before.
    Code {
        /// The QR's exact text. A secret while it is valid.
        text: String,
        /// How long it can be scanned.
        valid_for: Duration,
    },
    /// Every code was shown, but the connection stays for the characters that are typed on the handset.
    CodesSpent,
    /// The characters that are typed on the handset are worth nothing any more, before their time.
    NumberCodeOver,
    /// WhatsApp asks for the account's passkey before it links.
    PasskeyAsked,
    /// WhatsApp took the passkey; this code and the one on the handset must be the same. Absent when nobody needs to compare.
    PasskeyCode(Option<String>),
    /// The passkey step failed; the detail.
    PasskeyFailed(String),
    /// The handset scanned and the keys are exchanged; the login follows on a new connection.
    Scanned(Address),
    /// The handset scanned, but linking failed.
    ScanFailed(ScanFailure),
    /// WhatsApp's server confirmed the login.
    LoggedIn,
    /// The start-up exchange after the login is done.
    Ready,
    /// The handset itself did something: it is on and has a network.
    HandsetSeen,
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
    /// A message of ours could not be opened there. The library gives it again by itself, but only on this connection and for
    /// two hours, and it confirms the request before it has done so.
    AskedAgain(RetryRequest),
    /// A message came that cannot be read; the library asks for it again.
    Undecryptable(Box<Inbound>),
    /// A message that only the handset gets to see, such as a photo to be viewed once. The person is told that there is one.
    Withheld(Box<Inbound>),
    /// A person writes to us, or has stopped. Told of those whom [`super::EngineSession::attend`] names.
    Typing {
        /// Who.
        person: Address,
        /// What they do.
        state: Typing,
    },
    /// WhatsApp tells that a person has another number.
    NumberChanged {
        /// As they were addressed before.
        from: Address,
        /// As they are now.
        to: Address,
    },
    /// The library may have told WhatsApp that somebody sits in front of this device.
    Announced,
    /// The session is over; nothing follows.
    Over(Ending),
}

/// Translates the library's event; none when it does not concern us. How a session ended is told by [`Ending`].
pub(super) fn translate(event: &Event) -> Option<EngineEvent> {
    Some(match event {
        Event::PairingQrCode(code) => EngineEvent::Code { text: code.code.clone(), valid_for: code.timeout },
        Event::PairingQrCodesExhausted(spent) if !spent.disconnected => EngineEvent::CodesSpent,
        Event::PairingCodeRefresh(_) | Event::PairingCodeError(_) => EngineEvent::NumberCodeOver,
        Event::PairSuccess(pair) => EngineEvent::Scanned(Address::of([&pair.id, &pair.lid])),
        Event::PairError(pair) => EngineEvent::ScanFailed(scan_failure(&pair.error)),
        Event::QrScannedWithoutMultidevice(_) => EngineEvent::ScanFailed(ScanFailure::HandsetTooOld),
        Event::PairPasskeyRequest(_) => EngineEvent::PasskeyAsked,
        Event::PairPasskeyConfirmation(asked) => EngineEvent::PasskeyCode((!asked.skip_handoff_ux).then(|| asked.code.clone())),
        Event::PairPasskeyError(failed) => EngineEvent::PasskeyFailed(failed.error.clone()),
        Event::Connected(_) => EngineEvent::Ready,
        Event::ServerAck(ack) if ack.class.as_deref() == Some("message") => {
            EngineEvent::Acked { stanza_id: ack.id.clone(), refusal: ack.error.clone() }
        }
        Event::Receipt(receipt) if is_handsets(&receipt.source) => EngineEvent::HandsetSeen,
        Event::Receipt(receipt) if receipt.source.is_from_me => return None,
        Event::Receipt(receipt) => EngineEvent::Receipt {
            stanza_ids: receipt.message_ids.iter().map(ToString::to_string).collect(),
            kind: receipt_kind(&receipt.r#type)?,
            at: receipt.timestamp.timestamp_millis(),
        },
        Event::RawNode(node) => EngineEvent::AskedAgain(retry_request(node.get())?),
        Event::UndecryptableMessage(message) if message.unavailable_type.is_unrecoverable_fanout() => {
            EngineEvent::Withheld(Box::new(inbound::of_kind(&message.info, Kind::Withheld)?))
        }
        // What the sender's app marked so is no message to a person: nobody misses it.
        Event::UndecryptableMessage(message) if message.decrypt_fail_mode == DecryptFailMode::Hide => return None,
        Event::UndecryptableMessage(message) => EngineEvent::Undecryptable(Box::new(inbound::of_kind(&message.info, Kind::Waiting)?)),
        Event::ChatPresence(update) if !update.source.is_group => {
            EngineEvent::Typing { person: Address::of([&update.source.sender]), state: typing(update.state, update.media) }
        }
        Event::ContactNumberChanged(changed) => EngineEvent::NumberChanged {
            from: Address::of([Some(&changed.old_jid), changed.old_lid.as_ref()].into_iter().flatten()),
            to: Address::of([Some(&changed.new_jid), changed.new_lid.as_ref()].into_iter().flatten()),
        },
        Event::SelfPushNameUpdated(_) => EngineEvent::Announced,
        Event::Messages(batch) if batch.iter().any(|message| is_handsets(&message.info.source)) => EngineEvent::HandsetSeen,
        _ => return None,
    })
}

/// How the library's own events say that the session ends; stream errors are read from the stanza itself.
pub(super) fn ending(event: &Event) -> Option<Ending> {
    Some(match event {
        Event::PairingQrCodesExhausted(spent) if spent.disconnected => Ending::CodesSpent,
        Event::Disconnected(lost) => Ending::Lost(how_it_ended(&lost.reason)),
        _ => return None,
    })
}

/// Whether the handset itself did it: the account's other companions, such as WhatsApp Web, have device numbers of their own.
fn is_handsets(source: &MessageSource) -> bool {
    source.is_from_me && source.sender.device == 0
}

/// In words for people; the codes of WebSockets say nothing to them.
fn how_it_ended(reason: &DisconnectReason) -> String {
    match reason {
        DisconnectReason::ServerClose { reason, .. } if !reason.is_empty() => format!("WhatsApp closed it: {reason}"),
        DisconnectReason::ServerClose { .. } => "WhatsApp closed it".into(),
        DisconnectReason::ReadError(detail) => format!("the network broke: {detail}"),
        _ => "it was cut off".into(),
    }
}

fn retry_request(receipt: &NodeRef<'_>) -> Option<RetryRequest> {
    let mut attrs = receipt.attrs();
    if receipt.tag.as_ref() != "receipt" || attrs.optional_string("type").as_deref() != Some("retry") {
        return None;
    }
    let retry = receipt.get_optional_child("retry")?;
    Some(RetryRequest {
        stanza_id: retry.attrs().optional_string("id")?.into_owned(),
        asked_by: attrs.optional_jid("from")?.to_string(),
        recipient: attrs.optional_jid("recipient").map(|recipient| recipient.to_string()),
        count: retry.attrs().optional_string("count").and_then(|count| count.parse().ok()).unwrap_or(1),
    })
}

fn typing(state: ChatPresence, media: ChatPresenceMedia) -> Typing {
    match (state, media) {
        (ChatPresence::Composing, ChatPresenceMedia::Audio) => Typing::Recording,
        (ChatPresence::Composing, ChatPresenceMedia::Text) => Typing::Writing,
        (ChatPresence::Paused, _) => Typing::Stopped,
    }
}

fn receipt_kind(kind: &ReceiptType) -> Option<ReceiptKind> {
    match kind {
        ReceiptType::Delivered => Some(ReceiptKind::Delivered),
        ReceiptType::Read | ReceiptType::Played => Some(ReceiptKind::Read),
        _ => None,
    }
}

/// A known defect of the library's 0.7.0 ends here too: the signed device type may disagree with the account's.
fn scan_failure(detail: &str) -> ScanFailure {
    if detail.contains("signature") || detail.contains("hmac") {
        ScanFailure::SignatureMismatch
    } else {
        ScanFailure::Other(detail.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whatsapp::What;
    use std::sync::Arc;
    use wacore::types::{
        events::{UnavailableType, UndecryptableMessage},
        message::MessageInfo,
    };
    use wacore_binary::Jid;

    fn cannot_be_read(unavailable: UnavailableType, fail_mode: DecryptFailMode) -> Option<EngineEvent> {
        let (chat, sender) = (Jid::lid("777"), Jid::lid("777"));
        let source = MessageSource { chat, sender, sender_alt: Some(Jid::pn("6281200000002")), ..MessageSource::default() };
        let info = Arc::new(MessageInfo { source, id: "A".into(), ..MessageInfo::default() });
        let message =
            UndecryptableMessage::builder().info(info).is_unavailable(true).unavailable_type(unavailable).decrypt_fail_mode(fail_mode);
        translate(&Event::UndecryptableMessage(message.build()))
    }

    #[test]
    fn a_photo_to_be_viewed_once_is_told_as_a_message_of_its_sender() {
        let Some(EngineEvent::Withheld(message)) = cannot_be_read(UnavailableType::ViewOnce, DecryptFailMode::Show) else {
            panic!("the library tells of it in no other way");
        };
        let person = Address { number: Some("+6281200000002".into()), lid: Some("777".into()) };
        assert_eq!((message.stanza_id.as_str(), message.person), ("A", person));
        assert_eq!(message.what, What::message(Kind::Withheld));
    }

    #[test]
    fn only_the_handset_itself_shows_that_the_handset_is_on() {
        let source = |device| {
            let mut sender = Jid::pn("6281200000001");
            sender.device = device;
            MessageSource { sender, is_from_me: true, ..MessageSource::default() }
        };
        assert!(is_handsets(&source(0)));
        assert!(!is_handsets(&source(7)), "WhatsApp Web works while the handset is away");
        assert!(!is_handsets(&MessageSource { is_from_me: false, ..source(0) }));
    }

    #[test]
    fn what_cannot_be_read_yet_counts_unless_nobody_would_miss_it() {
        let asked_for = cannot_be_read(UnavailableType::Unknown, DecryptFailMode::Show);
        let Some(EngineEvent::Undecryptable(message)) = asked_for else { panic!("somebody wrote it") };
        assert_eq!((message.stanza_id.as_str(), &message.what), ("A", &What::message(Kind::Waiting)));
        assert_eq!(cannot_be_read(UnavailableType::Unknown, DecryptFailMode::Hide), None);
    }
}
