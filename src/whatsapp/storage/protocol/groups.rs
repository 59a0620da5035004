//! What the library keeps of each group, in a form of its own.
use crate::whatsapp::storage::KeyStore;
use wacore::store::error::Result;

pub(super) async fn put(store: &KeyStore, group: &str, metadata: &[u8]) -> Result<()> {
    let put = store.statement(
        "INSERT INTO keyring_groups (keyring_id, group_jid, metadata) VALUES ($1, $2, $3) \
         ON CONFLICT (keyring_id, group_jid) DO UPDATE SET metadata = excluded.metadata",
    );
    store.write(put.bind(group).bind(metadata)).await.map(drop)
}

pub(super) async fn get(store: &KeyStore, group: &str) -> Result<Option<Vec<u8>>> {
    let read = store.statement("SELECT metadata FROM keyring_groups WHERE keyring_id = $1 AND group_jid = $2");
    store.read_optional(read.bind(group)).await
}

pub(super) async fn delete(store: &KeyStore, group: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_groups WHERE keyring_id = $1 AND group_jid = $2");
    store.write(delete.bind(group)).await.map(drop)
}
