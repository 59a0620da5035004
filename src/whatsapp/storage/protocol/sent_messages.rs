//! Copies of what we sent, until nobody can ask for it again.
use crate::whatsapp::storage::{KeyStore, statement::count};
use wacore::{store::error::Result, time::now_millis};

pub(super) async fn put(store: &KeyStore, chat: &str, message_id: &str, payload: &[u8]) -> Result<()> {
    let put = store.statement(
        "INSERT INTO keyring_sent_messages (keyring_id, chat, message_id, payload, stored_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (keyring_id, chat, message_id) DO UPDATE SET payload = excluded.payload, stored_at = excluded.stored_at",
    );
    store.write(put.bind(chat).bind(message_id).bind(payload).bind(now_millis())).await.map(drop)
}

/// Of two that ask at the same time, one gets the message.
pub(super) async fn take(store: &KeyStore, chat: &str, message_id: &str) -> Result<Option<Vec<u8>>> {
    let take =
        store.statement("DELETE FROM keyring_sent_messages WHERE keyring_id = $1 AND chat = $2 AND message_id = $3 RETURNING payload");
    store.take(take.bind(chat).bind(message_id)).await
}

/// Deletes what was stored before `cutoff`, in Unix seconds.
pub(super) async fn delete_expired(store: &KeyStore, cutoff: i64) -> Result<u32> {
    let delete = store.statement("DELETE FROM keyring_sent_messages WHERE keyring_id = $1 AND stored_at < $2");
    store.write(delete.bind(cutoff.saturating_mul(1000))).await.map(count)
}
