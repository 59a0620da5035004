//! The second half of a link: the client signs its device identity and comes back as a companion.

use super::companion::{Attention, PublishedKeys};
use super::connect::ConnectionId;
use super::publish::stream_error;
use super::queue::DeviceQueue;
use super::{Addressing, Companion, Linked, World};
use crate::clock::now_ms;
use crate::number::DeviceAddress;
use crate::refusal::Refusal;
use crate::signal::PublicBytes;
use crate::stanza::read::{attr, bytes, child};
use buffa::Message as _;
use std::collections::VecDeque;
use tokio::sync::oneshot;
use wacore_binary::Node;
use wacore_libsignal::protocol::PublicKey;
use waproto::whatsapp::ADVSignedDeviceIdentity;

/// "Restart required": the client reconnects and logs in with its new identity.
const RESTART: u16 = 515;
/// What the device signs: "this identity key belongs to that account".
const DEVICE_SIGNATURE_PREFIX: [u8; 2] = [6, 1];

pub(crate) type LinkResult = Result<Linked, Refusal>;

/// A `pair-success` that waits for its answer.
pub(super) struct PendingLink {
    pub iq_id: String,
    pub address: DeviceAddress,
    pub key_index: u32,
    pub details: Vec<u8>,
    pub account_key: PublicBytes,
    pub done: oneshot::Sender<LinkResult>,
}

impl World {
    /// Takes an iq's `result` or `error` if it answers a pairing. Answers whether it did.
    pub(crate) async fn finish_link(&mut self, at: ConnectionId, answer: &Node) -> bool {
        let Some(connection) = self.connection_mut(at) else { return false };
        if connection.pairing.as_ref().is_none_or(|pending| attr(answer, "id").as_deref() != Some(&pending.iq_id)) {
            return false;
        }
        let Some(pending) = connection.pairing.take() else { return false };
        let identity = connection.registration.as_ref().map(|registration| registration.identity);
        let signed = identity.ok_or_else(|| "the client sent no keys".to_owned());
        let result = match signed.and_then(|identity| signed_identity(answer, &pending, &identity)) {
            Ok(signed) => self.add_companion(at, &pending, signed).await,
            Err(reason) => Err(Refusal::PairingFailed(reason)),
        };
        // Nobody listens once the scan has timed out.
        let _ = pending.done.send(result);
        true
    }

    async fn add_companion(&mut self, at: ConnectionId, pending: &PendingLink, signed: Vec<u8>) -> LinkResult {
        let registration = self.connection_mut(at).and_then(|connection| connection.registration.take());
        let registration = registration.ok_or(Refusal::ExpiredRef)?;
        let companion = Companion {
            noise_key: registration.noise_key,
            keys: PublishedKeys {
                registration_id: registration.registration_id,
                identity: registration.identity,
                signed: registration.signed,
                one_time: VecDeque::new(),
            },
            key_index: pending.key_index,
            signed_identity: signed,
            queue: DeviceQueue::default(),
            connection: None,
            attention: Attention::default(),
            linked_at: now_ms(),
        };
        let address = &pending.address;
        self.handset_mut(&address.number)?.companions.insert(address.device, companion);
        self.share_app_state_keys(address).await?;
        self.hand_over_history(address).await?;
        self.announce_devices(&address.number, Some(address));
        self.dismiss(at, stream_error(Some(RESTART)));
        tracing::info!(handset = ?address.number, device = address.device, "A companion was linked");
        Ok(Linked { device: address.device, jid: self.jid(address, Addressing::Pn).to_string() })
    }
}

/// The signed identity in a client's answer, once both signatures hold.
fn signed_identity(answer: &Node, pending: &PendingLink, identity: &PublicBytes) -> Result<Vec<u8>, String> {
    if attr(answer, "type").as_deref() != Some("result") {
        let text = child(answer, "error").and_then(|error| attr(error, "text"));
        return Err(text.unwrap_or_else(|| "the client refused".to_owned()));
    }
    let node = child(answer, "pair-device-sign").and_then(|sign| child(sign, "device-identity"));
    let node = node.ok_or("the answer holds no device identity")?;
    if attr(node, "key-index").as_deref() != Some(pending.key_index.to_string().as_str()) {
        return Err("the key index is another".to_owned());
    }
    let encoded = bytes(node).ok_or("the device identity is empty")?;
    let signed = ADVSignedDeviceIdentity::decode_from_slice(&encoded).map_err(|error| error.to_string())?;
    if signed.details.as_deref() != Some(&pending.details) {
        return Err("the device identity was altered".to_owned());
    }
    let message = [&DEVICE_SIGNATURE_PREFIX, pending.details.as_slice(), identity, &pending.account_key].concat();
    let key = PublicKey::from_djb_public_key_bytes(identity).map_err(|error| error.to_string())?;
    if !key.verify_signature(&message, signed.device_signature.as_deref().unwrap_or_default()) {
        return Err("the device signature does not verify".to_owned());
    }
    // Stored as others need it to verify: with the account's key, which clients may leave out.
    let full = ADVSignedDeviceIdentity { account_signature_key: Some(pending.account_key.to_vec()), ..signed };
    Ok(full.encode_to_vec())
}
