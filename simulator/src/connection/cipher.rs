//! Stanzas on the wire: a binary node, sealed with the connection's key and a counter.

use crate::handshake::Finished;
use anyhow::Context as _;
use wacore_binary::{Node, marshal, util};
use wacore_noise::NoiseCipher;

/// Opens what the client sends.
pub(crate) struct Opener {
    cipher: NoiseCipher,
    counter: u32,
}

/// Seals what we send.
pub(crate) struct Sealer {
    cipher: NoiseCipher,
    counter: u32,
}

pub(crate) fn split(finished: Finished) -> (Opener, Sealer) {
    (Opener { cipher: finished.read, counter: 0 }, Sealer { cipher: finished.write, counter: 0 })
}

impl Opener {
    pub(crate) fn open(&mut self, mut frame: Vec<u8>) -> anyhow::Result<Node> {
        self.cipher.decrypt_in_place_with_counter(self.counter, &mut frame).context("a frame does not open")?;
        self.counter += 1;
        let bytes = util::unpack(&frame).context("a frame does not unpack")?;
        Ok(marshal::unmarshal_ref(&bytes).context("a frame is no binary node")?.to_owned())
    }
}

impl Sealer {
    pub(crate) fn seal(&mut self, node: &Node) -> anyhow::Result<Vec<u8>> {
        let sealed = self.cipher.encrypt_with_counter(self.counter, &marshal::marshal(node)?)?;
        self.counter += 1;
        Ok(super::frames::frame(&sealed)?)
    }
}
