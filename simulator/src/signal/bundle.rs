//! Pre-key bundles: what the server hands out so that a session can be opened with an absent device.

use super::PublicBytes;
use wacore_libsignal::protocol::{IdentityKey, PreKeyBundle, PublicKey, SignalProtocolError};

/// A medium-term key, signed by the identity key.
#[derive(Clone, Debug)]
pub(crate) struct SignedKey {
    pub id: u32,
    pub public: PublicBytes,
    pub signature: Vec<u8>,
}

/// A key that opens exactly one session.
#[derive(Clone, Debug)]
pub(crate) struct OneTimeKey {
    pub id: u32,
    pub public: PublicBytes,
}

/// Everything needed to open a session with one device. Without a one-time key the session is
/// still sound (X3DH allows it); that is how a server answers once a device has run out.
#[derive(Clone, Debug)]
pub(crate) struct KeyBundle {
    pub registration_id: u32,
    pub identity: PublicBytes,
    pub signed: SignedKey,
    pub one_time: Option<OneTimeKey>,
}

impl KeyBundle {
    pub(super) fn to_signal(&self, device: u16) -> Result<PreKeyBundle, SignalProtocolError> {
        let one_time = match &self.one_time {
            Some(key) => Some((key.id.into(), PublicKey::from_djb_public_key_bytes(&key.public)?)),
            None => None,
        };
        PreKeyBundle::new(
            self.registration_id,
            u32::from(device).into(),
            one_time,
            self.signed.id.into(),
            PublicKey::from_djb_public_key_bytes(&self.signed.public)?,
            self.signed.signature.clone(),
            IdentityKey::new(PublicKey::from_djb_public_key_bytes(&self.identity)?),
        )
    }
}
