//! Which devices of a group hold our sender key.
use crate::whatsapp::storage::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
    statement::explain,
};
use sqlx::Row;
use wacore::store::error::Result;

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_sender_key_devices (keyring_id, group_jid, device_jid, has_key) VALUES ",
    group: "$1, ",
    values: 3,
    tail: " ON CONFLICT (keyring_id, group_jid, device_jid) DO UPDATE SET has_key = excluded.has_key",
};
const DELETE: ManyRows =
    ManyRows { head: "DELETE FROM keyring_sender_key_devices WHERE keyring_id = $1 AND device_jid IN (", group: "", values: 1, tail: ")" };

pub(super) async fn of_group(store: &KeyStore, group: &str) -> Result<Vec<(String, bool)>> {
    let read = store.statement("SELECT device_jid, has_key FROM keyring_sender_key_devices WHERE keyring_id = $1 AND group_jid = $2");
    let decode = |row: &sqlx::any::AnyRow| Ok((row.try_get(0).map_err(explain)?, row.try_get::<i64, _>(1).map_err(explain)? != 0));
    store.read_all(read.bind(group), decode).await
}

pub(super) async fn put(store: &KeyStore, group: &str, entries: &[(&str, bool)]) -> Result<()> {
    let rows = last_of_each(entries.iter().copied());
    store.write_many(&PUT, &rows, |put, (device, has_key)| put.bind(group).bind(*device).bind(i64::from(*has_key))).await.map(drop)
}

pub(super) async fn clear_group(store: &KeyStore, group: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_sender_key_devices WHERE keyring_id = $1 AND group_jid = $2");
    store.write(delete.bind(group)).await.map(drop)
}

/// Deletes devices from every group.
pub(super) async fn delete(store: &KeyStore, devices: &[&str]) -> Result<()> {
    store.write_many(&DELETE, devices, |delete, device| delete.bind(*device)).await.map(drop)
}

pub(super) async fn clear_all(store: &KeyStore) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_sender_key_devices WHERE keyring_id = $1");
    store.write(delete).await.map(drop)
}
