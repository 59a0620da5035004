//! Linking with a passkey: a demand, the client's assertion, a code that the person compares, then `pair-success`.
//!
//! The assertion is checked for its form only: no authenticator is played.

use super::connect::ConnectionId;
use super::pair_success::Candidate;
use super::publish::server_jid;
use super::{PasskeyStep, World};
use crate::clock::now_secs;
use crate::number::Number;
use crate::refusal::Refusal;
use crate::signal::{PublicBytes, public_bytes, random};
use anyhow::{Context as _, ensure};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use buffa::Message as _;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::oneshot;
use wacore::shortcake::ShortcakeUtils;
use wacore_binary::{Node, builder::NodeBuilder};
use wacore_libsignal::crypto::aes_256_gcm_decrypt;
use wacore_libsignal::protocol::{KeyPair, PublicKey};
use waproto::whatsapp::{
    CompanionEphemeralIdentity, EncryptedPairingRequest, PairingRequest, PrimaryEphemeralIdentity, ProloguePayload,
    device_props::PlatformType,
};

/// The site that a passkey belongs to.
const PASSKEY_SITE: &str = "web.whatsapp.com";
/// A client takes its new secret into use after the answer to its last question, so a handset that
/// vouches at once would come too early. People's handsets are further away.
const HANDSET_PAUSE: Duration = Duration::from_millis(500);

/// How far a link with a passkey has come, as the handset shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PasskeyView {
    /// Where it stands.
    pub stage: PasskeyStage,
    /// From `comparing` on: the code to be compared with the client's, `XXXX-XXXX`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The client proved that it was linked before, so nobody has to compare.
    pub skip_handoff_ux: bool,
}

/// Where a link with a passkey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyStage {
    /// The client was asked for an assertion.
    Demanded,
    /// The client's assertion was accepted.
    Asserted,
    /// Both sides show the code.
    Comparing,
    /// The client was vouched for.
    Confirmed,
    /// The server refused a step.
    Failed,
}

/// The handset's side of the handshake, kept with the client's socket.
pub(super) struct PasskeyLink {
    number: Number,
    fail: Option<PasskeyStep>,
    simulated: bool,
    reference: String,
    ephemeral: KeyPair,
    nonce: [u8; 32],
    prologue: Option<Prologue>,
}

struct Prologue {
    identity: Vec<u8>,
    commitment: Vec<u8>,
    companion: PublicBytes,
    device_type: PlatformType,
}

impl World {
    /// Asks the client for a WebAuthn assertion, as WhatsApp does for accounts with a passkey.
    pub(super) fn demand_passkey(
        &mut self,
        at: ConnectionId,
        number: &Number,
        fail: Option<PasskeyStep>,
        simulated: bool,
    ) -> Result<(), Refusal> {
        let mut demand = NodeBuilder::new("notification")
            .attr("from", server_jid())
            .attr("type", "passkey_prologue_request")
            .attr("id", self.fresh_id().to_string())
            .attr("t", now_secs().to_string());
        // Without them the client asks for them, which is where a failing request is noticed.
        if fail != Some(PasskeyStep::Request) {
            demand = demand.children([passkey_options(simulated)]);
        }
        let link = PasskeyLink {
            number: number.clone(),
            fail,
            simulated,
            reference: format!("2@{}", hex::encode(rand::random::<[u8; 24]>())),
            ephemeral: KeyPair::generate(&mut random()),
            nonce: rand::random(),
            prologue: None,
        };
        if let Some(connection) = self.connection_mut(at) {
            connection.passkey = Some(link);
        }
        self.handset_mut(number)?.passkey = Some(PasskeyView { stage: PasskeyStage::Demanded, code: None, skip_handoff_ux: false });
        self.send(at, demand.build());
        Ok(())
    }

    fn passkey_link(&mut self, at: ConnectionId) -> anyhow::Result<&mut PasskeyLink> {
        self.connection_mut(at).and_then(|connection| connection.passkey.as_mut()).context("no passkey was demanded")
    }

    fn passkey_stage(&mut self, number: &Number, change: impl FnOnce(&mut PasskeyView)) {
        if let Some(view) = self.handset_mut(number).ok().and_then(|handset| handset.passkey.as_mut()) {
            change(view);
        }
        self.touch();
    }

    /// The server has refused a step.
    pub(crate) fn passkey_failed(&mut self, at: ConnectionId) {
        if let Ok(number) = self.passkey_link(at).map(|link| link.number.clone()) {
            self.passkey_stage(&number, |view| view.stage = PasskeyStage::Failed);
        }
    }

    pub(crate) fn passkey_ref(&mut self, at: ConnectionId) -> anyhow::Result<String> {
        Ok(self.passkey_link(at)?.reference.clone())
    }

    pub(crate) fn passkey_request_options(&mut self, at: ConnectionId) -> anyhow::Result<Node> {
        let link = self.passkey_link(at)?;
        ensure!(link.fail != Some(PasskeyStep::Request), "the fault wants it");
        Ok(passkey_options(link.simulated))
    }

    /// The client's assertion with its ephemeral identity. The handset answers with its own, some time later.
    pub(crate) fn passkey_prologue(
        &mut self,
        at: ConnectionId,
        assertion: &[u8],
        payload: &[u8],
        proof: Option<&[u8]>,
    ) -> anyhow::Result<()> {
        check_form(assertion)?;
        let link = self.passkey_link(at)?;
        ensure!(link.fail != Some(PasskeyStep::Assertion), "the fault wants it");
        ensure!(proof.is_none_or(|proof| proof.len() == 32), "a proof has 32 bytes");
        let payload = ProloguePayload::decode_from_slice(payload)?;
        let identity = payload.companion_ephemeral_identity.context("no identity")?;
        let commitment = payload.commitment.into_option().and_then(|commitment| commitment.hash).context("no commitment")?;
        let companion = CompanionEphemeralIdentity::decode_from_slice(&identity)?;
        ensure!(companion.r#ref.as_deref() == Some(link.reference.as_str()), "another ref");
        link.prologue = Some(Prologue {
            commitment,
            companion: companion.public_key.context("no key")?.as_slice().try_into()?,
            device_type: companion.device_type.context("no device type")?,
            identity,
        });
        let number = link.number.clone();
        self.passkey_stage(&number, |view| {
            (view.stage, view.skip_handoff_ux) = (PasskeyStage::Asserted, proof.is_some());
        });
        Ok(())
    }

    /// The handset's ephemeral identity goes to the client.
    pub(crate) fn continue_passkey(&mut self, at: ConnectionId) -> anyhow::Result<()> {
        let id = self.fresh_id().to_string();
        let link = self.passkey_link(at)?;
        ensure!(link.prologue.is_some(), "no prologue");
        let identity = PrimaryEphemeralIdentity {
            public_key: Some(public_bytes(&link.ephemeral.public_key).to_vec()),
            nonce: Some(link.nonce.to_vec()),
        };
        let continuation = NodeBuilder::new("notification")
            .attr("from", server_jid())
            .attr("type", "crsc_continuation")
            .attr("id", id)
            .attr("t", now_secs().to_string())
            .children([NodeBuilder::new("primary_ephemeral_identity").bytes(identity.encode_to_vec()).build()]);
        // The client opens its session once the prologue was answered.
        self.send_later(at, continuation.build(), HANDSET_PAUSE);
        Ok(())
    }

    /// The client reveals its nonce: both sides can now show the same code.
    pub(crate) fn passkey_nonce(&mut self, at: ConnectionId, nonce: &[u8]) -> anyhow::Result<()> {
        let link = self.passkey_link(at)?;
        ensure!(link.fail != Some(PasskeyStep::Continuation), "the fault wants it");
        let nonce: [u8; 32] = nonce.try_into()?;
        let prologue = link.prologue.as_ref().context("no prologue")?;
        ensure!(ShortcakeUtils::commitment_hash(&prologue.identity, &nonce).as_slice() == prologue.commitment, "another nonce");
        let bare = ShortcakeUtils::derive_verification_code(&nonce, &public_bytes(&link.ephemeral.public_key), &link.nonce);
        let number = link.number.clone();
        let (front, back) = bare.split_at(bare.len() / 2);
        let code = format!("{front}-{back}");
        self.passkey_stage(&number, |view| (view.stage, view.code) = (PasskeyStage::Comparing, Some(code)));
        Ok(())
    }

    /// The person has confirmed on the client: the handset opens the client's keys and vouches for it.
    pub(crate) fn passkey_request(&mut self, at: ConnectionId, request: &[u8]) -> anyhow::Result<()> {
        let link = self.passkey_link(at)?;
        ensure!(link.fail != Some(PasskeyStep::Confirmation), "the fault wants it");
        let prologue = link.prologue.as_ref().context("no prologue")?;
        let shared = link.ephemeral.private_key.calculate_agreement(&PublicKey::from_djb_public_key_bytes(&prologue.companion)?)?;
        let key = ShortcakeUtils::derive_encryption_key_from_shared_secret(&shared, prologue.device_type, &link.reference)?;
        let number = link.number.clone();
        let sealed = EncryptedPairingRequest::decode_from_slice(request)?;
        let nonce: [u8; 12] = sealed.iv.context("no nonce")?.as_slice().try_into()?;
        let mut opened = Vec::new();
        aes_256_gcm_decrypt(&key, &nonce, b"", &sealed.encrypted_payload.context("no request")?, &mut opened)
            .map_err(|_| anyhow::anyhow!("the request does not open"))?;
        let request = PairingRequest::decode_from_slice(&opened)?;
        let identity: PublicBytes = request.companion_identity_key.context("no identity")?.as_slice().try_into()?;
        let adv_secret = request.adv_secret.context("no secret")?.as_slice().try_into()?;
        let registered = self.connections.get(&at).and_then(|connection| connection.registration.as_ref());
        ensure!(registered.is_some_and(|registered| registered.identity == identity), "another client's key");
        let vouching = self.scan_ends(at, &number)?;
        // Nobody waits for it: the scan was answered long ago.
        let (done, _) = oneshot::channel();
        self.send_pair_success(&number, &Candidate { at, identity, adv_secret, after: HANDSET_PAUSE }, vouching, done)?;
        self.passkey_stage(&number, |view| view.stage = PasskeyStage::Confirmed);
        Ok(())
    }
}

fn passkey_options(simulated: bool) -> Node {
    let challenge = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let mut options = json!({ "challenge": challenge, "rpId": PASSKEY_SITE, "allowCredentials": [], "userVerification": "required" });
    if simulated {
        options["extensions"] = json!({ "simulated": true });
    }
    NodeBuilder::new("passkey_request_options").bytes(options.to_string().into_bytes()).build()
}

/// `{id, rawId, type:"public-key", response:{clientDataJSON, authenticatorData, signature}}`
fn check_form(assertion: &[u8]) -> anyhow::Result<()> {
    let assertion: Value = serde_json::from_slice(assertion)?;
    ensure!(assertion["type"] == "public-key", "not a public key credential");
    let response = &assertion["response"];
    let parts =
        [&assertion["id"], &assertion["rawId"], &response["clientDataJSON"], &response["authenticatorData"], &response["signature"]];
    for part in parts {
        ensure!(!URL_SAFE_NO_PAD.decode(part.as_str().context("a part is missing")?)?.is_empty(), "a part is empty");
    }
    Ok(())
}
