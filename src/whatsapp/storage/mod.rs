//! Key storage: what the engine library must remember of a linked phone, kept in the application's database.
//!
//! A keyring is one set of keys of one linked phone. Linking again makes a new keyring, so that a stale engine can
//! never write into the keys of the new link. The room knows phones by an opaque id only.
mod app_state;
mod device;
mod identities;
mod keyring;
mod many_rows;
mod message_secrets;
mod pending_inbound;
mod prekeys;
mod protocol;
mod sender_keys;
mod sessions;
mod signal;
mod signed_prekeys;
mod statement;
mod unkept;

#[cfg(test)]
mod contract_tests;

pub use keyring::{
    KeyringGone, KeyringId, create_keyring, delete_keyring, delete_keyrings_of_phone, delete_keyrings_set_aside_before, is_keyring_gone,
    keyring_of_phone, set_keyring_aside,
};

use super::received::Copies;
use crate::db::Db;
use std::sync::Arc;
use unkept::Unkept;

/// The library's storage traits for one keyring, cheap to clone: every method is durable when it returns. One store serves one
/// session: once a message that was decrypted could not be kept, it refuses to write, see [`Self::lost_a_message`].
#[derive(Clone, Debug)]
pub struct KeyStore {
    db: Db,
    keyring: KeyringId,
    unkept: Arc<Unkept>,
    copies: Option<Copies>,
}

impl KeyStore {
    /// Opens a keyring that [`create_keyring`] made. Nothing is read yet.
    pub fn new(db: Db, keyring: KeyringId) -> Self {
        Self { db, keyring, unkept: Arc::default(), copies: None }
    }

    /// The same store, which knows what its session has received.
    pub(super) fn of_session(self, copies: Copies) -> Self {
        Self { copies: Some(copies), ..self }
    }

    /// The keyring that this store reads and writes.
    pub fn keyring(&self) -> KeyringId {
        self.keyring
    }

    /// Waits until a message was decrypted that could not be kept. The session must end: what its keys were before, they still are
    /// in the database, so WhatsApp can deliver the message again to the next session.
    pub async fn lost_a_message(&self) {
        self.unkept.given_up().await;
    }
}
