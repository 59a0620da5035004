//! Answers to a client's hello.

use super::{Pattern, ServerIdentity};
use crate::signal::{PublicBytes, public_bytes, random};
use buffa::{Message as _, MessageField};
use wacore_binary::consts::{NOISE_PATTERN_IK, NOISE_PATTERN_XX, NOISE_PATTERN_XXFALLBACK, WA_CONN_HEADER};
use wacore_libsignal::protocol::KeyPair;
use wacore_noise::{NoiseCipher, NoiseHandshake};
use waproto::whatsapp::{
    HandshakeMessage,
    handshake_message::{ClientHello, ServerHello},
};

/// Why a handshake ended, or why the server's keys could not be made.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    /// A handshake message that is no protobuf, or lacks a part that its place in the handshake needs.
    #[error("malformed handshake message: {0}")]
    Malformed(&'static str),
    /// A key or a tag that does not fit.
    #[error("handshake cryptography: {0}")]
    Crypto(String),
}

impl From<wacore_noise::HandshakeError> for HandshakeError {
    fn from(error: wacore_noise::HandshakeError) -> Self {
        Self::Crypto(error.to_string())
    }
}

/// A finished handshake.
pub(crate) struct Finished {
    pub pattern: Pattern,
    /// The client's static key: what a login is checked against.
    pub client_static: PublicBytes,
    /// The encoded `ClientPayload`.
    pub payload: Vec<u8>,
    pub read: NoiseCipher,
    pub write: NoiseCipher,
}

/// What to send after a hello, and whether that ends the handshake.
pub(crate) enum Answer {
    Done { reply: Vec<u8>, finished: Finished },
    AwaitFinish { reply: Vec<u8>, pending: Pending },
}

/// Reads a `ClientHello` and answers it. A hello with a payload is IK; when its payload does not
/// open with our key, the answer turns the handshake into XXfallback.
pub(crate) fn answer_hello(server: &ServerIdentity, hello: &[u8]) -> Result<Answer, HandshakeError> {
    let hello = HandshakeMessage::decode_from_slice(hello)
        .map_err(|_| HandshakeError::Malformed("not a handshake message"))?
        .client_hello
        .into_option()
        .ok_or(HandshakeError::Malformed("no client hello"))?;
    let ephemeral = key_bytes(hello.ephemeral.as_deref())?;
    if hello.payload.is_none() {
        return answer_xx(server, Pattern::Xx, &ephemeral);
    }
    match answer_ik(server, &ephemeral, &hello) {
        Ok(answer) => Ok(answer),
        Err(_) => answer_xx(server, Pattern::XxFallback, &ephemeral),
    }
}

/// `<- s` / `-> e, es, s, ss` / `<- e, ee, se`
fn answer_ik(server: &ServerIdentity, client_e: &PublicBytes, hello: &ClientHello) -> Result<Answer, HandshakeError> {
    let own = server.static_key.private_key.serialize();
    let mut noise = NoiseHandshake::new(NOISE_PATTERN_IK, &WA_CONN_HEADER)?;
    noise.authenticate(&public_bytes(&server.static_key.public_key));
    noise.authenticate(client_e);
    noise.mix_shared_secret(own, client_e)?;
    let client_static = key_bytes(Some(&noise.decrypt(hello.r#static.as_deref().unwrap_or_default())?))?;
    noise.mix_shared_secret(own, &client_static)?;
    let payload = noise.decrypt(hello.payload.as_deref().unwrap_or_default())?;

    let e = KeyPair::generate(&mut random());
    noise.authenticate(&public_bytes(&e.public_key));
    noise.mix_shared_secret(e.private_key.serialize(), client_e)?;
    noise.mix_shared_secret(e.private_key.serialize(), &client_static)?;
    let chain = noise.encrypt(&server.chain)?;
    let reply = server_hello(&e, None, chain);
    let (read, write) = noise.finish()?;
    Ok(Answer::Done { reply, finished: Finished { pattern: Pattern::Ik, client_static, payload, read, write } })
}

/// `-> e` / `<- e, ee, s, es`; the client's `-> s, se` comes to [`Pending::finish`].
fn answer_xx(server: &ServerIdentity, pattern: Pattern, client_e: &PublicBytes) -> Result<Answer, HandshakeError> {
    let name = match pattern {
        Pattern::XxFallback => NOISE_PATTERN_XXFALLBACK,
        Pattern::Xx | Pattern::Ik => NOISE_PATTERN_XX,
    };
    let mut noise = NoiseHandshake::new(name, &WA_CONN_HEADER)?;
    let e = KeyPair::generate(&mut random());
    noise.authenticate(client_e);
    noise.authenticate(&public_bytes(&e.public_key));
    noise.mix_shared_secret(e.private_key.serialize(), client_e)?;
    let static_key = noise.encrypt(&public_bytes(&server.static_key.public_key))?;
    noise.mix_shared_secret(server.static_key.private_key.serialize(), client_e)?;
    let chain = noise.encrypt(&server.chain)?;
    let reply = server_hello(&e, Some(static_key), chain);
    Ok(Answer::AwaitFinish { reply, pending: Pending { noise, ephemeral: e, pattern } })
}

/// An XX handshake between the server's hello and the client's finish.
pub(crate) struct Pending {
    noise: NoiseHandshake,
    ephemeral: KeyPair,
    pattern: Pattern,
}

impl Pending {
    pub(crate) fn finish(mut self, message: &[u8]) -> Result<Finished, HandshakeError> {
        let finish = HandshakeMessage::decode_from_slice(message)
            .map_err(|_| HandshakeError::Malformed("not a handshake message"))?
            .client_finish
            .into_option()
            .ok_or(HandshakeError::Malformed("no client finish"))?;
        let client_static = key_bytes(Some(&self.noise.decrypt(&finish.r#static.unwrap_or_default())?))?;
        self.noise.mix_shared_secret(self.ephemeral.private_key.serialize(), &client_static)?;
        let payload = self.noise.decrypt(&finish.payload.unwrap_or_default())?;
        let (read, write) = self.noise.finish()?;
        Ok(Finished { pattern: self.pattern, client_static, payload, read, write })
    }
}

fn server_hello(e: &KeyPair, static_key: Option<Vec<u8>>, payload: Vec<u8>) -> Vec<u8> {
    let hello = ServerHello {
        ephemeral: Some(public_bytes(&e.public_key).to_vec()),
        r#static: static_key,
        payload: Some(payload),
        ..Default::default()
    };
    HandshakeMessage { server_hello: MessageField::some(hello), ..Default::default() }.encode_to_vec()
}

fn key_bytes(bytes: Option<&[u8]>) -> Result<PublicBytes, HandshakeError> {
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(HandshakeError::Malformed("a key is 32 bytes"))
}
