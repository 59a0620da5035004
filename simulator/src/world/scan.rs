//! A handset scans a code: the first half of a link, up to `pair-success`.

use super::connect::ConnectionId;
use super::link::{LinkResult, PendingLink};
use super::publish::server_jid;
use super::{Addressing, World};
use crate::clock::now_secs;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use crate::signal::PublicBytes;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use buffa::Message as _;
use serde_json::json;
use tokio::sync::oneshot;
use wacore_binary::{Node, builder::NodeBuilder};
use wacore_libsignal::crypto::CryptographicMac;
use waproto::whatsapp::{ADVDeviceIdentity, ADVEncryptionType, ADVSignedDeviceIdentity, ADVSignedDeviceIdentityHMAC, ClientPairingProps};

/// WhatsApp's limit of linked devices per handset.
const MAX_COMPANIONS: usize = 4;
/// The site that a passkey belongs to.
const PASSKEY_SITE: &str = "web.whatsapp.com";
/// Newer clients put the code behind a link that a phone's camera app can open.
const CAMERA_LINK: &str = wacore::companion_reg::NATIVE_CAMERA_DEEP_LINK_PREFIX;
/// Signed together with details and identity key: "this account vouches for that device".
const ACCOUNT_SIGNATURE_PREFIX: [u8; 2] = [6, 0];

/// The parts of a code's text: ref, Noise key, identity key, ADV secret.
struct QrText<'a> {
    reference: &'a str,
    noise_key: PublicBytes,
    identity: PublicBytes,
    adv_secret: [u8; 32],
}

impl<'a> QrText<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.strip_prefix(CAMERA_LINK).unwrap_or(text).split(',');
        let reference = parts.next().filter(|reference| !reference.is_empty())?;
        let mut key = || STANDARD.decode(parts.next()?).ok()?.try_into().ok();
        Some(Self { reference, noise_key: key()?, identity: key()?, adv_secret: key()? })
    }
}

impl World {
    /// Checks a code and sends `pair-success` to the client that shows it. The receiver yields once
    /// the client has answered.
    pub(crate) fn scan(&mut self, number: &Number, text: &str) -> Result<oneshot::Receiver<LinkResult>, Refusal> {
        let handset = self.handset(number)?;
        if !handset.online {
            return Err(Refusal::HandsetOffline);
        }
        let full = handset.companions.len() >= MAX_COMPANIONS;
        let code = QrText::parse(text).ok_or(Refusal::MalformedQr)?;
        let at = self.refs.find(code.reference)?;
        let registration = self.connections.get(&at).and_then(|connection| connection.registration.as_ref());
        let registration = registration.ok_or(Refusal::ExpiredRef)?;
        if registration.noise_key != code.noise_key || registration.identity != code.identity {
            return Err(Refusal::WrongKey);
        }
        if full {
            return Err(Refusal::TooManyCompanions);
        }
        if self.faults.passkey(number) {
            self.demand_passkey(at);
            return Err(Refusal::PasskeyRequired);
        }
        self.refs.spend(code.reference);
        self.send_pair_success(at, number, &code)
    }

    /// Asks the client for a WebAuthn assertion, as WhatsApp does for accounts with a passkey.
    fn demand_passkey(&mut self, at: ConnectionId) {
        let options = json!({ "challenge": STANDARD.encode(rand::random::<[u8; 32]>()), "rpId": PASSKEY_SITE, "allowCredentials": [] });
        let options = NodeBuilder::new("passkey_request_options").bytes(options.to_string().into_bytes()).build();
        let demand = NodeBuilder::new("notification")
            .attr("from", server_jid())
            .attr("type", "passkey_prologue_request")
            .attr("id", self.fresh_id().to_string())
            .attr("t", now_secs().to_string())
            .children([options]);
        self.send(at, demand.build());
    }

    fn send_pair_success(
        &mut self,
        at: ConnectionId,
        number: &Number,
        code: &QrText<'_>,
    ) -> Result<oneshot::Receiver<LinkResult>, Refusal> {
        let iq_id = self.fresh_id().to_string();
        let handset = self.handset_mut(number)?;
        handset.last_device += 1;
        let address = DeviceAddress::companion(number, handset.last_device);
        let key_index = u32::from(handset.last_device);
        let details = device_details(handset.raw_id, key_index);
        let account_key = handset.party.identity();
        let signature = handset
            .party
            .sign(&[&ACCOUNT_SIGNATURE_PREFIX, details.as_slice(), &code.identity].concat())
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        let props = ClientPairingProps { is_chat_db_lid_migrated: Some(handset.addressing == Addressing::Lid), ..Default::default() };
        let name = handset.name.clone();
        let identity = sealed_identity(&details, &account_key, signature, &code.adv_secret)?;

        let (done, result) = oneshot::channel();
        let iq = NodeBuilder::new("iq")
            .attr("from", server_jid())
            .attr("type", "set")
            .attr("id", iq_id.as_str())
            .attr("t", now_secs().to_string())
            .children([self.pair_success(&address, name, identity, &props)]);
        if let Some(connection) = self.connection_mut(at) {
            connection.pairing = Some(PendingLink { iq_id, address, key_index, details, account_key, done });
        }
        self.send(at, iq.build());
        Ok(result)
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

fn device_details(raw_id: u32, key_index: u32) -> Vec<u8> {
    ADVDeviceIdentity {
        raw_id: Some(raw_id),
        timestamp: u64::try_from(now_secs()).ok(),
        key_index: Some(key_index),
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

#[cfg(test)]
mod tests {
    use super::QrText;
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    #[test]
    fn the_text_of_a_code_is_read_plain_or_behind_a_link() {
        let key = STANDARD.encode([7; 32]);
        let text = format!("2@abc,{key},{key},{key},1");
        assert_eq!(QrText::parse(&text).unwrap().reference, "2@abc");
        let link = format!("{}{text}", super::CAMERA_LINK);
        assert_eq!(QrText::parse(&link).unwrap().noise_key, [7; 32]);
    }

    #[test]
    fn anything_else_is_malformed() {
        let key = STANDARD.encode([7; 32]);
        for text in ["", "2@abc", "2@abc,x,y,z", ",,,", &format!("2@abc,{key},{key}")] {
            assert!(QrText::parse(text).is_none(), "{text}");
        }
    }
}
