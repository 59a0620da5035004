//! The handshake against the client side of the same library, with the chain checked in full.

use super::{Answer, Finished, Pattern, ServerIdentity, answer_hello};
use crate::clock::now_secs;
use crate::signal::{public_bytes, random};
use buffa::Message as _;
use wacore_binary::consts::WA_CONN_HEADER;
use wacore_libsignal::protocol::{KeyPair, PublicKey};
use wacore_noise::{IkHandshakeState, IkServerHelloOutcome, XxFallbackHandshakeState, XxHandshakeState};
use waproto::whatsapp::{
    CertChain,
    cert_chain::{NoiseCertificate, noise_certificate::Details},
};

const PAYLOAD: &[u8] = b"who I am";

fn client_key() -> KeyPair {
    KeyPair::generate(&mut random())
}

fn server_public(server: &ServerIdentity) -> [u8; 32] {
    public_bytes(&server.static_key.public_key)
}

fn awaited(answer: Answer) -> (Vec<u8>, super::respond::Pending) {
    match answer {
        Answer::AwaitFinish { reply, pending } => (reply, pending),
        Answer::Done { .. } => panic!("the handshake ended early"),
    }
}

fn assert_agreed(finished: &Finished, pattern: Pattern, client: &KeyPair) {
    assert_eq!((finished.pattern, finished.payload.as_slice()), (pattern, PAYLOAD));
    assert_eq!(finished.client_static, public_bytes(&client.public_key));
}

#[test]
fn a_new_client_comes_in_by_xx() {
    let server = ServerIdentity::generate().unwrap();
    let key = client_key();
    let mut client = XxHandshakeState::new(key.clone(), PAYLOAD.to_vec(), &WA_CONN_HEADER).unwrap();
    let (reply, pending) = awaited(answer_hello(&server, &client.build_client_hello().unwrap()).unwrap());
    let finish = client.read_server_hello_and_build_client_finish(&reply).unwrap();
    let finished = pending.finish(&finish).unwrap();
    assert_agreed(&finished, Pattern::Xx, &key);

    let ciphers = client.finish().unwrap();
    let mut sealed = ciphers.write_cipher.encrypt_with_counter(0, b"hello").unwrap();
    finished.read.decrypt_in_place_with_counter(0, &mut sealed).unwrap();
    assert_eq!(sealed, b"hello");
}

#[test]
fn a_client_that_knows_the_key_comes_in_by_ik() {
    let server = ServerIdentity::generate().unwrap();
    let key = client_key();
    let mut client = IkHandshakeState::new(key.clone(), server_public(&server), PAYLOAD.to_vec(), &WA_CONN_HEADER).unwrap();
    let Answer::Done { reply, finished } = answer_hello(&server, &client.build_client_hello().unwrap()).unwrap() else {
        panic!("the handshake goes on")
    };
    assert_agreed(&finished, Pattern::Ik, &key);
    assert!(matches!(client.read_server_hello(&reply).unwrap(), IkServerHelloOutcome::Continue(_)));
}

#[test]
fn a_client_with_an_old_key_goes_on_by_xxfallback() {
    let old = ServerIdentity::generate().unwrap();
    let server = old.rotated().unwrap();
    let key = client_key();
    let mut client = IkHandshakeState::new(key.clone(), server_public(&old), PAYLOAD.to_vec(), &WA_CONN_HEADER).unwrap();
    let (reply, pending) = awaited(answer_hello(&server, &client.build_client_hello().unwrap()).unwrap());
    let IkServerHelloOutcome::Fallback(inputs) = client.read_server_hello(&reply).unwrap() else { panic!("no fallback") };
    let mut client = XxFallbackHandshakeState::from_ik_failure(*inputs, &WA_CONN_HEADER).unwrap();
    let finished = pending.finish(&client.build_client_finish().unwrap()).unwrap();
    assert_agreed(&finished, Pattern::XxFallback, &key);
}

#[test]
fn the_chain_verifies_with_the_printed_root_key() {
    let server = ServerIdentity::generate().unwrap();
    let chain = CertChain::decode_from_slice(&server.chain).unwrap();
    let intermediate = verified(chain.intermediate.into_option().unwrap(), &server.root_key());
    let leaf = verified(chain.leaf.into_option().unwrap(), &intermediate.key.unwrap().try_into().unwrap());
    assert_eq!(leaf.key.as_deref(), Some(server_public(&server).as_slice()));
    assert_eq!((intermediate.issuer_serial, leaf.issuer_serial), (Some(0), intermediate.serial));
}

#[test]
fn a_rotated_key_is_vouched_for_by_the_same_root() {
    let old = ServerIdentity::generate().unwrap();
    let server = old.rotated().unwrap();
    assert_ne!(server_public(&old), server_public(&server));
    let chain = CertChain::decode_from_slice(&server.chain).unwrap();
    verified(chain.intermediate.into_option().unwrap(), &old.root_key());
}

/// The details of a certificate that this issuer signed and that is valid now.
fn verified(certificate: NoiseCertificate, issuer: &[u8; 32]) -> Details {
    let details = certificate.details.unwrap();
    let issuer = PublicKey::from_djb_public_key_bytes(issuer).unwrap();
    assert!(issuer.verify_signature(&details, &certificate.signature.unwrap()));
    let details = Details::decode_from_slice(&details).unwrap();
    let now = u64::try_from(now_secs()).unwrap();
    assert!(details.not_before.unwrap() < now && now < details.not_after.unwrap());
    details
}
