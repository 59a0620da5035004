//! One-time pre-keys: made in hundreds, offered to the server, each used once.
use super::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
    statement::{Statement, explain, id},
};
use bytes::Bytes;
use sqlx::Row;
use std::collections::BTreeSet;
use wacore::store::error::Result;

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_prekeys (keyring_id, id, record, uploaded) VALUES ",
    group: "$1, ",
    values: 3,
    tail: " ON CONFLICT (keyring_id, id) DO UPDATE SET record = excluded.record, uploaded = excluded.uploaded",
};
const LOAD: ManyRows = ManyRows {
    head: "SELECT id, record FROM keyring_prekeys WHERE keyring_id = $1 AND id IN (",
    group: "",
    values: 1,
    tail: ") ORDER BY id",
};
const MARK_UPLOADED: ManyRows =
    ManyRows { head: "UPDATE keyring_prekeys SET uploaded = 1 WHERE keyring_id = $1 AND id IN (", group: "", values: 1, tail: ")" };

pub(super) async fn put<'a>(store: &KeyStore, keys: impl Iterator<Item = (u32, &'a [u8])>, uploaded: bool) -> Result<()> {
    let rows = last_of_each(keys);
    let bind = |statement: Statement, (id, record): &(u32, &[u8])| statement.bind(i64::from(*id)).bind(*record).bind(i64::from(uploaded));
    store.write_many(&PUT, &rows, bind).await.map(drop)
}

pub(super) async fn load(store: &KeyStore, prekey: u32) -> Result<Option<Bytes>> {
    let read = store.statement("SELECT record FROM keyring_prekeys WHERE keyring_id = $1 AND id = $2");
    Ok(store.read_optional::<Vec<u8>>(read.bind(i64::from(prekey))).await?.map(Bytes::from))
}

/// Answers the keys that exist, in order of their ids.
pub(super) async fn load_many(store: &KeyStore, ids: &[u32]) -> Result<Vec<(u32, Bytes)>> {
    let ids: Vec<u32> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    store
        .read_many(
            &LOAD,
            &ids,
            |statement, id| statement.bind(i64::from(*id)),
            |row| {
                let record: Vec<u8> = row.try_get(1).map_err(explain)?;
                Ok((id(row.try_get(0).map_err(explain)?)?, Bytes::from(record)))
            },
        )
        .await
}

/// Marks keys that still exist. One that was used and deleted meanwhile stays deleted.
pub(super) async fn mark_uploaded(store: &KeyStore, ids: &[u32]) -> Result<()> {
    store.write_many(&MARK_UPLOADED, ids, |statement, id| statement.bind(i64::from(*id))).await.map(drop)
}

pub(super) async fn remove(store: &KeyStore, prekey: u32) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_prekeys WHERE keyring_id = $1 AND id = $2");
    store.write(delete.bind(i64::from(prekey))).await.map(drop)
}

pub(super) async fn greatest_id(store: &KeyStore) -> Result<u32> {
    let read = store.statement("SELECT id FROM keyring_prekeys WHERE keyring_id = $1 ORDER BY id DESC LIMIT 1");
    store.read_optional::<i64>(read).await?.map_or(Ok(0), id)
}
