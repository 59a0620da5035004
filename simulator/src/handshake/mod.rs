//! The Noise handshake as WhatsApp's server plays it: XX, IK, and XXfallback when a client's copy of our key is stale.

mod certificate;
mod respond;
#[cfg(test)]
mod tests;

pub(crate) use certificate::ServerIdentity;
pub use respond::HandshakeError;
pub(crate) use respond::{Answer, Finished, answer_hello};

/// Which handshake brought a client in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Three messages; the client learns our key.
    Xx,
    /// Two messages; the client knew our key.
    Ik,
    /// Began as IK with a key that is no longer ours, went on as XX.
    XxFallback,
}
