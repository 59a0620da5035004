//! Who the server is: its static key and the certificate chain that vouches for it.
//!
//! The chain has WhatsApp's shape: a root key (serial 0) signs an intermediate certificate, which
//! signs the leaf that holds the static key. A client built to trust our root key verifies it fully.

use super::HandshakeError;
use crate::clock::now_secs;
use crate::signal::{PublicBytes, public_bytes, random};
use buffa::{Message as _, MessageField};
use wacore_libsignal::protocol::KeyPair;
use waproto::whatsapp::{
    CertChain,
    cert_chain::{NoiseCertificate, noise_certificate::Details},
};

const DAY: i64 = 24 * 60 * 60;
/// Certificates are valid from a day before the start of the simulator, for clocks that run late.
const VALID_BEFORE: i64 = DAY;
/// …and for a year after it.
const VALID_AFTER: i64 = 365 * DAY;
const ROOT_SERIAL: u32 = 0;
const INTERMEDIATE_SERIAL: u32 = 1;
const LEAF_SERIAL: u32 = 2;

pub(crate) struct ServerIdentity {
    root: KeyPair,
    pub(super) static_key: KeyPair,
    /// The encoded [`CertChain`], sent in the server's hello.
    pub(super) chain: Vec<u8>,
}

impl ServerIdentity {
    pub(crate) fn generate() -> Result<Self, HandshakeError> {
        Self::under_root(KeyPair::generate(&mut random()))
    }

    /// The same server after a change of its static key: same root, new leaf.
    pub(crate) fn rotated(&self) -> Result<Self, HandshakeError> {
        Self::under_root(self.root.clone())
    }

    /// The key to pin in a client: it signs the intermediate certificate.
    pub(crate) fn root_key(&self) -> PublicBytes {
        public_bytes(&self.root.public_key)
    }

    fn under_root(root: KeyPair) -> Result<Self, HandshakeError> {
        let intermediate_key = KeyPair::generate(&mut random());
        let static_key = KeyPair::generate(&mut random());
        let intermediate = certificate(&root, ROOT_SERIAL, INTERMEDIATE_SERIAL, &intermediate_key)?;
        let leaf = certificate(&intermediate_key, INTERMEDIATE_SERIAL, LEAF_SERIAL, &static_key)?;
        let chain = CertChain { leaf: MessageField::some(leaf), intermediate: MessageField::some(intermediate) }.encode_to_vec();
        Ok(Self { root, static_key, chain })
    }
}

fn certificate(issuer: &KeyPair, issuer_serial: u32, serial: u32, subject: &KeyPair) -> Result<NoiseCertificate, HandshakeError> {
    let now = now_secs();
    let details = Details {
        serial: Some(serial),
        issuer_serial: Some(issuer_serial),
        key: Some(public_bytes(&subject.public_key).to_vec()),
        not_before: u64::try_from(now - VALID_BEFORE).ok(),
        not_after: u64::try_from(now + VALID_AFTER).ok(),
    }
    .encode_to_vec();
    let signature =
        issuer.private_key.calculate_signature(&details, &mut random()).map_err(|error| HandshakeError::Crypto(error.to_string()))?;
    Ok(NoiseCertificate { details: Some(details), signature: Some(signature.to_vec()) })
}
