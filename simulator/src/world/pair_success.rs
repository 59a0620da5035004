//! `pair-success`: the handset vouches for a client, in a form that only this client can check.

use super::connect::ConnectionId;
use super::link::{LinkResult, PendingLink};
use super::publish::server_jid;
use super::{Addressing, ScanEnd, World};
use crate::clock::now_secs;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use crate::signal::PublicBytes;
use buffa::Message as _;
use std::time::Duration;
use tokio::sync::oneshot;
use wacore_binary::{Node, builder::NodeBuilder};
use wacore_libsignal::crypto::CryptographicMac;
use waproto::whatsapp::{ADVDeviceIdentity, ADVEncryptionType, ADVSignedDeviceIdentity, ADVSignedDeviceIdentityHMAC, ClientPairingProps};

/// WhatsApp's limit of linked devices per handset.
const MAX_COMPANIONS: usize = 4;
/// Signed together with details and identity key: "this account vouches for that device".
const ACCOUNT_SIGNATURE_PREFIX: [u8; 2] = [6, 0];

/// How well a handset vouches for a client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Vouching {
    Good,
    BadSignature,
    Incomplete,
}

/// What a handset knows of a client that it is about to link.
pub(super) struct Candidate {
    pub at: ConnectionId,
    pub identity: PublicBytes,
    /// Known to the two alone.
    pub adv_secret: [u8; 32],
    /// How long the handset takes before it vouches.
    pub after: Duration,
}

impl World {
    /// Whether a handset may link one more device now.
    pub(super) fn may_link(&self, number: &Number) -> Result<(), Refusal> {
        let handset = self.handset(number)?;
        match (handset.online, handset.companions.len() >= MAX_COMPANIONS) {
            (false, _) => Err(Refusal::HandsetOffline),
            (_, true) => Err(Refusal::TooManyCompanions),
            _ => Ok(()),
        }
    }

    /// Ends a link where a fault wants it. Answers how well the handset vouches.
    pub(super) fn scan_ends(&mut self, at: ConnectionId, number: &Number) -> Result<Vouching, Refusal> {
        match self.faults.scan_ends(number) {
            None => Ok(Vouching::Good),
            Some(ScanEnd::BadSignature) => Ok(Vouching::BadSignature),
            Some(ScanEnd::Incomplete) => Ok(Vouching::Incomplete),
            Some(ScanEnd::TryLater) => Err(Refusal::TryLater),
            Some(ScanEnd::HandsetTooOld) => {
                let word = NodeBuilder::new("downgrade_webclient").build();
                self.send(at, NodeBuilder::new("ib").attr("from", server_jid()).children([word]).build());
                Err(Refusal::HandsetTooOld)
            }
        }
    }

    /// `done` gets the result once the client has answered.
    pub(super) fn send_pair_success(
        &mut self,
        number: &Number,
        candidate: &Candidate,
        vouching: Vouching,
        done: oneshot::Sender<LinkResult>,
    ) -> Result<(), Refusal> {
        let iq_id = self.fresh_id().to_string();
        let handset = self.handset_mut(number)?;
        handset.last_device += 1;
        let address = DeviceAddress::companion(number, handset.last_device);
        let key_index = u32::from(handset.last_device);
        let details = device_details(handset.raw_id, (vouching != Vouching::Incomplete).then_some(key_index));
        let account_key = handset.party.identity();
        let mut signature = handset
            .party
            .sign(&[&ACCOUNT_SIGNATURE_PREFIX, details.as_slice(), &candidate.identity].concat())
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        if let (Vouching::BadSignature, Some(byte)) = (vouching, signature.first_mut()) {
            *byte ^= 1;
        }
        let props = ClientPairingProps { is_chat_db_lid_migrated: Some(handset.addressing == Addressing::Lid), ..Default::default() };
        let name = handset.name.clone();
        let identity = sealed_identity(&details, &account_key, signature, &candidate.adv_secret)?;

        let iq = NodeBuilder::new("iq")
            .attr("from", server_jid())
            .attr("type", "set")
            .attr("id", iq_id.as_str())
            .attr("t", now_secs().to_string())
            .children([self.pair_success(&address, name, identity, &props)]);
        if let Some(connection) = self.connection_mut(candidate.at) {
            connection.pairing = Some(PendingLink { iq_id, address, key_index, details, account_key, done });
        }
        self.send_later(candidate.at, iq.build(), candidate.after);
        Ok(())
    }

    fn pair_success(&self, address: &DeviceAddress, name: String, identity: Vec<u8>, props: &ClientPairingProps) -> Node {
        let device =
            NodeBuilder::new("device").attr("jid", self.jid(address, Addressing::Pn)).attr("lid", self.jid(address, Addressing::Lid));
        NodeBuilder::new("pair-success")
            .children([
                NodeBuilder::new("device-identity").bytes(identity).build(),
                NodeBuilder::new("biz").attr("name", name).build(),
                device.build(),
                NodeBuilder::new("platform").attr("name", "android").build(),
                NodeBuilder::new("client-props").bytes(props.encode_to_vec()).build(),
            ])
            .build()
    }
}

fn device_details(raw_id: u32, key_index: Option<u32>) -> Vec<u8> {
    ADVDeviceIdentity {
        raw_id: Some(raw_id),
        timestamp: u64::try_from(now_secs()).ok(),
        key_index,
        account_type: Some(ADVEncryptionType::E2EE),
        device_type: Some(ADVEncryptionType::E2EE),
    }
    .encode_to_vec()
}

/// The identity with the account's signature, under a MAC that only the scanned client can check.
fn sealed_identity(details: &[u8], account_key: &PublicBytes, signature: Vec<u8>, adv_secret: &[u8; 32]) -> Result<Vec<u8>, Refusal> {
    let signed = ADVSignedDeviceIdentity {
        details: Some(details.to_vec()),
        account_signature_key: Some(account_key.to_vec()),
        account_signature: Some(signature),
        device_signature: None,
    }
    .encode_to_vec();
    let mut mac = CryptographicMac::new("HmacSha256", adv_secret).map_err(|error| Refusal::Internal(error.to_string()))?;
    mac.update(&signed);
    Ok(ADVSignedDeviceIdentityHMAC { details: Some(signed), hmac: Some(mac.finalize()), account_type: Some(ADVEncryptionType::E2EE) }
        .encode_to_vec())
}
