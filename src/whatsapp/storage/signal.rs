//! The library's door to identities, Signal sessions, pre-keys and sender keys.
use super::{KeyStore, identities, prekeys, sender_keys, sessions, signed_prekeys};
use async_trait::async_trait;
use bytes::Bytes;
use std::{iter::once, sync::Arc};
use wacore::store::{error::Result, traits::SignalStore};

#[async_trait]
impl SignalStore for KeyStore {
    async fn put_identity(&self, address: &str, key: [u8; 32]) -> Result<()> {
        identities::put(self, once((address, &key))).await
    }

    async fn put_identities_batch(&self, batch: &[(Arc<str>, [u8; 32])]) -> Result<()> {
        identities::put(self, batch.iter().map(|(address, key)| (address.as_ref(), key))).await
    }

    async fn load_identity(&self, address: &str) -> Result<Option<[u8; 32]>> {
        identities::load(self, address).await
    }

    async fn delete_identity(&self, address: &str) -> Result<()> {
        identities::delete(self, address).await
    }

    async fn get_session(&self, address: &str) -> Result<Option<Bytes>> {
        sessions::get(self, address).await
    }

    async fn put_session(&self, address: &str, session: &[u8]) -> Result<()> {
        sessions::put(self, once((address, session))).await
    }

    async fn put_sessions_batch(&self, batch: &[(Arc<str>, Bytes)]) -> Result<()> {
        sessions::put(self, batch.iter().map(|(address, record)| (address.as_ref(), record.as_ref()))).await
    }

    async fn delete_session(&self, address: &str) -> Result<()> {
        sessions::delete(self, address).await
    }

    async fn has_session(&self, address: &str) -> Result<bool> {
        sessions::exists(self, address).await
    }

    async fn has_signal_state_for_user(&self, user: &str) -> Result<bool> {
        sessions::exist_for_user(self, user).await
    }

    async fn store_prekey(&self, id: u32, record: &[u8], uploaded: bool) -> Result<()> {
        prekeys::put(self, once((id, record)), uploaded).await
    }

    async fn store_prekeys_batch(&self, keys: &[(u32, Bytes)], uploaded: bool) -> Result<()> {
        prekeys::put(self, keys.iter().map(|(id, record)| (*id, record.as_ref())), uploaded).await
    }

    async fn load_prekey(&self, id: u32) -> Result<Option<Bytes>> {
        prekeys::load(self, id).await
    }

    async fn load_prekeys_batch(&self, ids: &[u32]) -> Result<Vec<(u32, Bytes)>> {
        prekeys::load_many(self, ids).await
    }

    async fn mark_prekeys_uploaded(&self, ids: &[u32]) -> Result<()> {
        prekeys::mark_uploaded(self, ids).await
    }

    async fn remove_prekey(&self, id: u32) -> Result<()> {
        prekeys::remove(self, id).await
    }

    async fn get_max_prekey_id(&self) -> Result<u32> {
        prekeys::greatest_id(self).await
    }

    async fn store_signed_prekey(&self, id: u32, record: &[u8]) -> Result<()> {
        signed_prekeys::put(self, id, record).await
    }

    async fn load_signed_prekey(&self, id: u32) -> Result<Option<Vec<u8>>> {
        signed_prekeys::load(self, id).await
    }

    async fn load_all_signed_prekeys(&self) -> Result<Vec<(u32, Vec<u8>)>> {
        signed_prekeys::load_all(self).await
    }

    async fn remove_signed_prekey(&self, id: u32) -> Result<()> {
        signed_prekeys::remove(self, id).await
    }

    async fn put_sender_key(&self, address: &str, record: &[u8]) -> Result<()> {
        sender_keys::put(self, once((address, record))).await
    }

    async fn put_sender_keys_batch(&self, batch: &[(Arc<str>, Bytes)]) -> Result<()> {
        sender_keys::put(self, batch.iter().map(|(address, record)| (address.as_ref(), record.as_ref()))).await
    }

    async fn get_sender_key(&self, address: &str) -> Result<Option<Vec<u8>>> {
        sender_keys::get(self, address).await
    }

    async fn delete_sender_key(&self, address: &str) -> Result<()> {
        sender_keys::delete(self, address).await
    }
}
