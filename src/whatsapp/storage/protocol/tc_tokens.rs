//! Trusted-contact tokens. Two writers share a row: one owns the token, the other the time we last sent ours.
use crate::whatsapp::storage::{
    KeyStore,
    statement::{column, count, explain},
};
use sqlx::Row;
use wacore::store::{error::Result, traits::TcTokenEntry};

pub(super) async fn get(store: &KeyStore, jid: &str) -> Result<Option<TcTokenEntry>> {
    let read = store.statement("SELECT token, token_timestamp, sender_timestamp FROM keyring_tc_tokens WHERE keyring_id = $1 AND jid = $2");
    let decode = |row: &sqlx::any::AnyRow| {
        let token = row.try_get(0).map_err(explain)?;
        Ok(TcTokenEntry { token, token_timestamp: row.try_get(1).map_err(explain)?, sender_timestamp: row.try_get(2).map_err(explain)? })
    };
    Ok(store.read_all(read.bind(jid), decode).await?.pop())
}

pub(super) async fn put(store: &KeyStore, jid: &str, entry: &TcTokenEntry) -> Result<()> {
    let put = store.statement(
        "INSERT INTO keyring_tc_tokens (keyring_id, jid, token, token_timestamp, sender_timestamp) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (keyring_id, jid) DO UPDATE SET token = excluded.token, token_timestamp = excluded.token_timestamp, \
         sender_timestamp = excluded.sender_timestamp",
    );
    store.write(put.bind(jid).bind(&entry.token[..]).bind(entry.token_timestamp).bind(entry.sender_timestamp)).await.map(drop)
}

pub(super) async fn delete(store: &KeyStore, jid: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_tc_tokens WHERE keyring_id = $1 AND jid = $2");
    store.write(delete.bind(jid)).await.map(drop)
}

pub(super) async fn all_jids(store: &KeyStore) -> Result<Vec<String>> {
    store.read_all(store.statement("SELECT jid FROM keyring_tc_tokens WHERE keyring_id = $1"), column).await
}

/// Deletes a row only when both its token and its sender time are missing or older than their cutoffs.
pub(super) async fn delete_expired(store: &KeyStore, token_cutoff: i64, sender_cutoff: i64) -> Result<u32> {
    let delete = store.statement(
        "DELETE FROM keyring_tc_tokens WHERE keyring_id = $1 AND (LENGTH(token) = 0 OR token_timestamp < $2) \
         AND (sender_timestamp IS NULL OR sender_timestamp < $3)",
    );
    store.write(delete.bind(token_cutoff).bind(sender_cutoff)).await.map(count)
}

/// Moves the sender time forward, never back; the token stays. An unknown contact gets a row without a token.
pub(super) async fn touch_sender(store: &KeyStore, jid: &str, sender_timestamp: i64) -> Result<()> {
    let touch = store.statement(
        "INSERT INTO keyring_tc_tokens AS kept (keyring_id, jid, token, token_timestamp, sender_timestamp) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (keyring_id, jid) DO UPDATE SET sender_timestamp = \
         CASE WHEN kept.sender_timestamp > excluded.sender_timestamp THEN kept.sender_timestamp ELSE excluded.sender_timestamp END",
    );
    store.write(touch.bind(jid).bind(Vec::new()).bind(sender_timestamp)).await.map(drop)
}

/// Keeps the newer token; the sender time stays. A row without a token takes any.
pub(super) async fn put_received(store: &KeyStore, jid: &str, token: &[u8], token_timestamp: i64) -> Result<()> {
    let put = store.statement(
        "INSERT INTO keyring_tc_tokens AS kept (keyring_id, jid, token, token_timestamp) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (keyring_id, jid) DO UPDATE SET token = excluded.token, token_timestamp = excluded.token_timestamp \
         WHERE LENGTH(kept.token) = 0 OR excluded.token_timestamp >= kept.token_timestamp",
    );
    store.write(put.bind(jid).bind(token).bind(token_timestamp)).await.map(drop)
}
