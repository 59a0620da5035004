//! Linking by an 8-character code: the server brings the two sides together, the handset plays its part.
//!
//! The client wraps an ephemeral key with the code that it shows. Whoever types the same code on the
//! handset opens it, and answers with a key of his own. Nothing tells a wrong code but that the
//! client's bundle does not open.

use super::World;
use super::connect::ConnectionId;
use super::link::LinkResult;
use super::pair_success::Candidate;
use super::publish::server_jid;
use crate::clock::now_secs;
use crate::number::Number;
use crate::refusal::Refusal;
use crate::signal::{PublicBytes, public_bytes, random};
use anyhow::Context as _;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;
use wacore::crypto::hkdf_sha256_into;
use wacore::pair_code::PairCodeUtils;
use wacore_binary::{Node, builder::NodeBuilder};
use wacore_libsignal::crypto::aes_256_gcm_decrypt;
use wacore_libsignal::protocol::{KeyPair, PublicKey};

const REF_BYTES: usize = 24;
const SALT_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const BUNDLE_KEY_INFO: &[u8] = b"link_code_pairing_key_bundle_encryption_key";
const ADV_SECRET_INFO: &[u8] = b"adv_secret";

/// A client that shows a code for this number.
pub(super) struct CodeRequest {
    at: ConnectionId,
    reference: Vec<u8>,
    wrapped: Vec<u8>,
    expires: Instant,
    tries: u32,
    waiting: Option<Waiting>,
}

/// A handset that typed a code and waits for the client's bundle.
struct Waiting {
    ephemeral: KeyPair,
    companion: PublicBytes,
    done: oneshot::Sender<LinkResult>,
}

/// What a handset makes of a typed code. Slow by design: not to be done under the world's lock.
pub(crate) struct TypedCode {
    ephemeral: KeyPair,
    wrapped: Vec<u8>,
    companion: PublicBytes,
}

impl TypedCode {
    /// `wrapped` is what the client left with the server.
    pub(crate) fn derive(wrapped: &[u8], code: &str) -> Result<Self, Refusal> {
        let internal = |error: &dyn std::fmt::Display| Refusal::Internal(error.to_string());
        let companion = PairCodeUtils::decrypt_primary_ephemeral_pub(wrapped, code).map_err(|error| internal(&error))?;
        let ephemeral = KeyPair::generate(&mut random());
        let wrapped = PairCodeUtils::encrypt_ephemeral_pub(&public_bytes(&ephemeral.public_key), code).to_vec();
        Ok(Self { ephemeral, wrapped, companion })
    }
}

/// The 8 characters of a code, typed with or without a dash, in any case.
pub(crate) fn read_code(text: &str) -> Result<String, Refusal> {
    let code: String = text.chars().filter(|letter| !matches!(letter, '-' | ' ')).map(|letter| letter.to_ascii_uppercase()).collect();
    if PairCodeUtils::validate_code(&code) { Ok(code) } else { Err(Refusal::MalformedCode) }
}

impl World {
    /// `companion_hello`: a client asks to be linked by a code. Answers the ref.
    pub(crate) fn request_code(&mut self, at: ConnectionId, number: &Number, wrapped: Vec<u8>) -> Vec<u8> {
        let reference = rand::random::<[u8; REF_BYTES]>().to_vec();
        let expires = Instant::now() + PairCodeUtils::code_validity();
        let request = CodeRequest { at, reference: reference.clone(), wrapped, expires, tries: 0, waiting: None };
        self.codes.insert(number.clone(), request);
        reference
    }

    /// What the handset needs to try a code: the client's wrapped key.
    pub(crate) fn wrapped_key(&self, number: &Number) -> Result<Vec<u8>, Refusal> {
        if !self.handset(number)?.online {
            return Err(Refusal::HandsetOffline);
        }
        let request = self.codes.get(number).ok_or(Refusal::UnknownCode)?;
        let spent = request.expires <= Instant::now() || request.tries >= PairCodeUtils::max_primary_hello_attempts();
        if spent || self.is_closing(request.at) {
            return Err(Refusal::ExpiredCode);
        }
        self.may_link(number)?;
        Ok(request.wrapped.clone())
    }

    /// `primary_hello`: the handset's key goes to the client. The receiver yields once the link is made or refused.
    pub(crate) fn try_code(&mut self, number: &Number, typed: TypedCode) -> Result<oneshot::Receiver<LinkResult>, Refusal> {
        let identity = self.handset(number)?.party.identity();
        let id = self.fresh_id().to_string();
        let request = self.codes.get_mut(number).ok_or(Refusal::UnknownCode)?;
        let (done, result) = oneshot::channel();
        request.tries += 1;
        request.waiting = Some(Waiting { ephemeral: typed.ephemeral, companion: typed.companion, done });
        let hello = NodeBuilder::new("link_code_companion_reg").attr("stage", "primary_hello").children([
            NodeBuilder::new("link_code_pairing_wrapped_primary_ephemeral_pub").bytes(typed.wrapped).build(),
            NodeBuilder::new("primary_identity_pub").bytes(identity.to_vec()).build(),
            NodeBuilder::new("link_code_pairing_ref").bytes(request.reference.clone()).build(),
        ]);
        let at = request.at;
        self.send(at, code_notification(id, hello.build()));
        Ok(result)
    }

    /// `companion_finish`: the client's bundle goes to the handset, which opens it and vouches for the client.
    pub(crate) fn finish_code(&mut self, at: ConnectionId, number: &Number, reference: &[u8], bundle: &[u8]) {
        let request = self.codes.get_mut(number).filter(|request| request.at == at && request.reference == reference);
        let Some(waiting) = request.and_then(|request| request.waiting.take()) else { return };
        let vouching = match self.scan_ends(at, number) {
            Ok(vouching) => vouching,
            Err(refusal) => return drop(waiting.done.send(Err(refusal))),
        };
        match self.open_bundle(at, number, &waiting, bundle) {
            Ok((identity, adv_secret)) => {
                self.codes.remove(number);
                let candidate = Candidate { at, identity, adv_secret, after: Duration::ZERO };
                if let Err(refusal) = self.send_pair_success(number, &candidate, vouching, waiting.done) {
                    tracing::warn!(handset = ?number, "A code could not be completed: {refusal}");
                }
            }
            Err(error) => {
                tracing::debug!(handset = ?number, "A bundle did not open: {error:#}");
                let _ = waiting.done.send(Err(Refusal::WrongCode));
            }
        }
    }

    /// The client's identity key, and the secret that both sides derive.
    fn open_bundle(&self, at: ConnectionId, number: &Number, waiting: &Waiting, bundle: &[u8]) -> anyhow::Result<(PublicBytes, [u8; 32])> {
        let (salt, rest) = bundle.split_at_checked(SALT_BYTES).context("no salt")?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_BYTES).context("no nonce")?;
        let shared = waiting.ephemeral.private_key.calculate_agreement(&PublicKey::from_djb_public_key_bytes(&waiting.companion)?)?;
        let mut key = [0; 32];
        hkdf_sha256_into(&shared, Some(salt), BUNDLE_KEY_INFO, &mut key).map_err(|_| anyhow::anyhow!("no key"))?;
        let mut opened = Vec::new();
        aes_256_gcm_decrypt(&key, nonce.try_into()?, b"", sealed, &mut opened).map_err(|_| anyhow::anyhow!("another code"))?;
        let identity: PublicBytes = opened.get(..32).context("too short")?.try_into()?;
        let party = &self.handset(number)?.party;
        anyhow::ensure!(opened.get(32..64) == Some(party.identity().as_slice()), "made for another handset");
        let registered = self.connections.get(&at).and_then(|connection| connection.registration.as_ref());
        anyhow::ensure!(registered.is_some_and(|registered| registered.identity == identity), "another client's key");
        let secret = [shared.as_slice(), &party.agree(&identity)?, opened.get(64..96).context("too short")?].concat();
        let mut adv_secret = [0; 32];
        hkdf_sha256_into(&secret, None, ADV_SECRET_INFO, &mut adv_secret).map_err(|_| anyhow::anyhow!("no secret"))?;
        Ok((identity, adv_secret))
    }

    /// Tells clients that show a code to ask for another one.
    pub(super) fn refresh_codes(&mut self, number: Option<&Number>, force_manual: bool) {
        let all = self.codes.iter().filter(|(of, _)| number.is_none_or(|number| number == *of));
        let concerned: Vec<_> = all.map(|(_, request)| (request.at, request.reference.clone())).collect();
        for (at, reference) in concerned {
            let refresh = NodeBuilder::new("link_code_companion_reg")
                .attr("stage", "refresh_code")
                .attr("force_manual_refresh", force_manual.to_string())
                .children([NodeBuilder::new("link_code_pairing_ref").bytes(reference).build()]);
            let id = self.fresh_id().to_string();
            self.send(at, code_notification(id, refresh.build()));
        }
    }
}

fn code_notification(id: String, child: Node) -> Node {
    NodeBuilder::new("notification")
        .attr("from", server_jid())
        .attr("type", "link_code_companion_reg")
        .attr("id", id)
        .attr("t", now_secs().to_string())
        .children([child])
        .build()
}

#[cfg(test)]
mod tests {
    use super::read_code;

    #[test]
    fn a_code_is_read_with_or_without_a_dash_in_any_case() {
        for text in ["ABCD-1234", "abcd1234", " abcd 1234 "] {
            assert_eq!(read_code(text).unwrap(), "ABCD1234");
        }
        for text in ["", "ABCD-123", "ABCD-12345", "OOOO-0000"] {
            assert!(read_code(text).is_err(), "{text}");
        }
    }
}
