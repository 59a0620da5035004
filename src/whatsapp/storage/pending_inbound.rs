//! Messages that were decrypted but not committed by the application yet. They are what makes "at least once" true.
use super::{
    KeyStore,
    many_rows::ManyRows,
    opened::ToWrite,
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

/// Keeps copies in hand, see [`super::opened`].
pub(super) fn put(store: &KeyStore, rows: &[PendingInboundRow<'_>]) {
    store.opened.put(rows, now_millis());
}

/// What writes the copies that are in hand.
pub(super) fn statements(store: &KeyStore) -> Vec<Statement> {
    let bind = |put: Statement, ToWrite { key: (chat, sender, id), message, came_at }: &ToWrite| {
        put.bind(chat.clone()).bind(sender.clone()).bind(id.clone()).bind(message.to_vec()).bind(*came_at)
    };
    PUT.statements(store.keyring().get(), &store.opened.to_write(), bind).collect()
}

pub(super) async fn get(store: &KeyStore, chat: &str, sender: &str, id: &str) -> Result<Option<Vec<u8>>> {
    if let Some(message) = store.opened.get(chat, sender, id) {
        return Ok(Some(message));
    }
    let read = store
        .statement("SELECT message FROM keyring_pending_inbound WHERE keyring_id = $1 AND chat = $2 AND sender = $3 AND message_id = $4");
    let kept = store.read_optional(read.bind(chat).bind(sender).bind(id)).await?;
    if kept.is_some() {
        store.opened.is_kept(chat, sender, id);
    // The library asks when a copy of a message comes. "There is none" would be taken for "it is stored".
    } else if let Some(copies) = &store.copies
        && !copies.may_confirm(chat, sender, id).await.map_err(|error| StoreError::Connection(error.into()))?
    {
        return Err(StoreError::Validation("the message may not be stored yet".into()));
    }
    Ok(kept)
}

pub(super) async fn delete(store: &KeyStore, keys: &[PendingInboundKey<'_>]) -> Result<()> {
    let kept = store.opened.take_back(keys);
    if kept.is_empty() {
        return Ok(());
    }
    let _turn = store.opened.turn().await;
    store.write_many(&DELETE, &kept, |delete, key| delete.bind(key.chat).bind(key.sender).bind(key.id)).await.map(drop)
}

/// Deletes what was stored before `cutoff`, in Unix seconds.
pub(super) async fn delete_expired(store: &KeyStore, cutoff: i64) -> Result<u32> {
    let cutoff = cutoff.saturating_mul(1000);
    let in_hand = store.opened.expire(cutoff) as u64;
    let delete = store.statement("DELETE FROM keyring_pending_inbound WHERE keyring_id = $1 AND stored_at < $2");
    store.write(delete.bind(cutoff)).await.map(|kept| count(in_hand + kept))
}
