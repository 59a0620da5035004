//! Messages that were decrypted but not committed by the application yet. They are what makes "at least once" true.
use super::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
    statement::{Statement, count},
};
use wacore::{
    store::{
        error::{Result, StoreError},
        traits::{PendingInboundKey, PendingInboundRow},
    },
    time::now_millis,
};

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_pending_inbound (keyring_id, chat, sender, message_id, message, stored_at) VALUES ",
    group: "$1, ",
    values: 5,
    tail: " ON CONFLICT (keyring_id, chat, sender, message_id) DO UPDATE SET message = excluded.message, stored_at = excluded.stored_at",
};
const DELETE: ManyRows = ManyRows {
    head: "DELETE FROM keyring_pending_inbound WHERE keyring_id = $1 AND (chat, sender, message_id) IN (VALUES ",
    group: "",
    values: 3,
    tail: ")",
};

pub(super) async fn put(store: &KeyStore, rows: &[PendingInboundRow<'_>]) -> Result<()> {
    let now = now_millis();
    let rows = last_of_each(rows.iter().map(|row| ((row.chat, row.sender, row.id), row.message)));
    let bind = |put: Statement, ((chat, sender, id), message): &((&str, &str, &str), &[u8])| {
        put.bind(*chat).bind(*sender).bind(*id).bind(*message).bind(now)
    };
    store.write_first(&PUT, &rows, bind).await.map(drop)
}

pub(super) async fn get(store: &KeyStore, chat: &str, sender: &str, id: &str) -> Result<Option<Vec<u8>>> {
    let read = store
        .statement("SELECT message FROM keyring_pending_inbound WHERE keyring_id = $1 AND chat = $2 AND sender = $3 AND message_id = $4");
    let kept = store.read_optional(read.bind(chat).bind(sender).bind(id)).await?;
    // The library asks when a copy of a message comes. "There is none" would be taken for "it is stored".
    if kept.is_none()
        && let Some(copies) = &store.copies
        && !copies.may_confirm(chat, sender, id).await.map_err(|error| StoreError::Connection(error.into()))?
    {
        return Err(StoreError::Validation("the message may not be stored yet".into()));
    }
    Ok(kept)
}

pub(super) async fn delete(store: &KeyStore, keys: &[PendingInboundKey<'_>]) -> Result<()> {
    store.write_many(&DELETE, keys, |delete, key| delete.bind(key.chat).bind(key.sender).bind(key.id)).await.map(drop)
}

/// Deletes what was stored before `cutoff`, in Unix seconds.
pub(super) async fn delete_expired(store: &KeyStore, cutoff: i64) -> Result<u32> {
    let delete = store.statement("DELETE FROM keyring_pending_inbound WHERE keyring_id = $1 AND stored_at < $2");
    store.write(delete.bind(cutoff.saturating_mul(1000))).await.map(count)
}
