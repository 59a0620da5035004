//! A companion: a device linked to a handset, and what the server keeps for it.

use super::ConnectionId;
use super::queue::DeviceQueue;
use crate::number::Number;
use crate::signal::{KeyBundle, OneTimeKey, PublicBytes, SignedKey};
use std::collections::{BTreeSet, VecDeque};

pub(crate) struct Companion {
    /// The client's Noise key: what its logins are checked against.
    pub noise_key: PublicBytes,
    pub keys: PublishedKeys,
    pub key_index: u32,
    /// The `ADVSignedDeviceIdentity` with both signatures, as the client returned it.
    pub signed_identity: Vec<u8>,
    pub queue: DeviceQueue,
    pub connection: Option<ConnectionId>,
    pub attention: Attention,
    pub linked_at: i64,
}

/// What a companion wants to hear of others, on its present connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attention {
    /// It said `<presence type="available">` last: somebody sits in front of it.
    pub available: bool,
    /// Whose presence it has subscribed to.
    pub subscribed: BTreeSet<Number>,
}

/// The Signal keys that a companion left with the server.
pub(crate) struct PublishedKeys {
    pub registration_id: u32,
    pub identity: PublicBytes,
    pub signed: SignedKey,
    pub one_time: VecDeque<OneTimeKey>,
}

impl PublishedKeys {
    /// Takes a bundle, and a one-time key with it while there are any.
    pub(crate) fn take(&mut self) -> KeyBundle {
        KeyBundle {
            registration_id: self.registration_id,
            identity: self.identity,
            signed: self.signed.clone(),
            one_time: self.one_time.pop_front(),
        }
    }
}
