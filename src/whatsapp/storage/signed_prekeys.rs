//! Signed pre-keys: the current one and those it replaced, as long as somebody may still use them.
use super::{
    KeyStore,
    statement::{explain, id},
};
use sqlx::Row;
use wacore::store::error::Result;

pub(super) async fn put(store: &KeyStore, prekey: u32, record: &[u8]) -> Result<()> {
    let put = store.statement(
        "INSERT INTO keyring_signed_prekeys (keyring_id, id, record) VALUES ($1, $2, $3) \
         ON CONFLICT (keyring_id, id) DO UPDATE SET record = excluded.record",
    );
    store.write(put.bind(i64::from(prekey)).bind(record)).await.map(drop)
}

pub(super) async fn load(store: &KeyStore, prekey: u32) -> Result<Option<Vec<u8>>> {
    let read = store.statement("SELECT record FROM keyring_signed_prekeys WHERE keyring_id = $1 AND id = $2");
    store.read_optional(read.bind(i64::from(prekey))).await
}

pub(super) async fn load_all(store: &KeyStore) -> Result<Vec<(u32, Vec<u8>)>> {
    let read = store.statement("SELECT id, record FROM keyring_signed_prekeys WHERE keyring_id = $1 ORDER BY id");
    store.read_all(read, |row| Ok((id(row.try_get(0).map_err(explain)?)?, row.try_get(1).map_err(explain)?))).await
}

pub(super) async fn remove(store: &KeyStore, prekey: u32) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_signed_prekeys WHERE keyring_id = $1 AND id = $2");
    store.write(delete.bind(i64::from(prekey))).await.map(drop)
}
