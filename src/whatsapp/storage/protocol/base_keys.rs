//! Base keys of Signal sessions, kept while a message is retried, to see whether the other side built a new session.
use crate::whatsapp::storage::KeyStore;
use wacore::store::error::Result;

pub(super) async fn put(store: &KeyStore, address: &str, message_id: &str, base_key: &[u8]) -> Result<()> {
    let put = store.statement(
        "INSERT INTO keyring_base_keys (keyring_id, address, message_id, base_key) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (keyring_id, address, message_id) DO UPDATE SET base_key = excluded.base_key",
    );
    store.write(put.bind(address).bind(message_id).bind(base_key)).await.map(drop)
}

pub(super) async fn get(store: &KeyStore, address: &str, message_id: &str) -> Result<Option<Vec<u8>>> {
    let read = store.statement("SELECT base_key FROM keyring_base_keys WHERE keyring_id = $1 AND address = $2 AND message_id = $3");
    store.read_optional(read.bind(address).bind(message_id)).await
}

pub(super) async fn delete(store: &KeyStore, address: &str, message_id: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_base_keys WHERE keyring_id = $1 AND address = $2 AND message_id = $3");
    store.write(delete.bind(address).bind(message_id)).await.map(drop)
}
