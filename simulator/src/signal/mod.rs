//! The Signal protocol as a handset plays it: its keys, its sessions, and the bundles others open sessions with.

mod bundle;
mod party;
mod stores;

pub(crate) use bundle::{KeyBundle, OneTimeKey, SignedKey};
pub(crate) use party::{Ciphertext, EncryptionKind, Party};

/// The 32 bytes of a Curve25519 public key, without the type byte that Signal puts before it.
pub(crate) type PublicBytes = [u8; 32];

pub(crate) fn public_bytes(key: &wacore_libsignal::protocol::PublicKey) -> PublicBytes {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(key.public_key_bytes());
    bytes
}

/// A random generator that may be held across an await.
pub(crate) fn random() -> rand::rngs::StdRng {
    rand::make_rng()
}
