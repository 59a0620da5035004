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
mod opened;
mod pending_inbound;
mod prekeys;
mod protocol;
mod sender_keys;
mod sessions;
mod signal;
mod signed_prekeys;
mod statement;

#[cfg(test)]
mod contract_tests;

pub use keyring::{
    KeyringGone, KeyringId, create_keyring, delete_keyring, delete_keyrings_of_phone, delete_keyrings_set_aside_before, is_keyring_gone,
    keyring_of_phone, set_keyring_aside,
};

pub(super) use opened::{MessageKey, Storing};

use super::received::Copies;
use crate::db::Db;
use opened::Opened;
use std::sync::Arc;

/// The library's storage traits for one keyring, cheap to clone. What a method wrote is durable when it returns, but for copies of
/// opened messages, which are durable with the keys that opened them. One store serves one session.
#[derive(Clone, Debug)]
pub struct KeyStore {
    db: Db,
    keyring: KeyringId,
    opened: Arc<Opened>,
    copies: Option<Copies>,
}

impl KeyStore {
    /// Opens a keyring that [`create_keyring`] made. Nothing is read yet.
    pub fn new(db: Db, keyring: KeyringId) -> Self {
        Self { db, keyring, opened: Arc::default(), copies: None }
    }

    /// The same store, which knows what its session has received.
    pub(super) fn of_session(self, copies: Copies) -> Self {
        Self { copies: Some(copies), ..self }
    }

    /// The keyring that this store reads and writes.
    pub fn keyring(&self) -> KeyringId {
        self.keyring
    }

    /// Tells that the application is about to store these messages: keys that are written meanwhile wait for them a little.
    pub(super) fn storing(&self, messages: Vec<MessageKey>) -> Storing<'_> {
        self.opened.storing(messages)
    }

    /// Writes the copies of opened messages that are not stored; a database that does not take them is tried again with the next keys.
    pub(super) async fn keep_copies(&self) {
        if let Err(error) = self.write_copies().await {
            tracing::debug!(%error, "Copies of opened messages could not be written");
        }
    }

    /// Waits until copies of opened messages could not be written for 6 s. The session must end: WhatsApp delivers again on the next
    /// connection only.
    pub async fn cannot_keep_copies(&self) {
        self.opened.given_up().await;
    }

    /// The same store with this patience, see [`Opened::patient`].
    #[cfg(test)]
    pub(super) fn patient(self, stored_within: std::time::Duration, written_within: std::time::Duration) -> Self {
        Self { opened: Arc::new(Opened::patient(stored_within, written_within)), ..self }
    }
}
