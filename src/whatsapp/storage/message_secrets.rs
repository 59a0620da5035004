//! Secrets of messages, which later votes, reactions and edits are encrypted with.
use super::{
    KeyStore,
    many_rows::ManyRows,
    statement::{Statement, count, explain},
};
use async_trait::async_trait;
use sqlx::Row;
use std::collections::BTreeMap;
use wacore::store::{
    error::Result,
    traits::{MsgSecretEntry, MsgSecretStore, merge_msg_secret_expiry, merge_msg_secret_message_ts},
};

/// The conflict clause is [`merge`] in SQL.
const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_message_secrets AS kept (keyring_id, chat, sender, message_id, secret, expires_at, message_ts) VALUES ",
    group: "$1, ",
    values: 6,
    tail: " ON CONFLICT (keyring_id, chat, sender, message_id) DO UPDATE SET secret = excluded.secret, \
           expires_at = CASE WHEN kept.expires_at = 0 OR excluded.expires_at = 0 THEN 0 \
           WHEN excluded.expires_at > kept.expires_at THEN excluded.expires_at ELSE kept.expires_at END, \
           message_ts = CASE WHEN excluded.message_ts > kept.message_ts THEN excluded.message_ts ELSE kept.message_ts END",
};

#[async_trait]
impl MsgSecretStore for KeyStore {
    async fn put_msg_secret(&self, chat: &str, sender: &str, msg_id: &str, secret: &[u8; 32]) -> Result<()> {
        let entry = MsgSecretEntry {
            chat: chat.into(),
            sender: sender.into(),
            msg_id: msg_id.into(),
            secret: *secret,
            expires_at: 0,
            message_ts: 0,
        };
        self.put_msg_secrets(vec![entry]).await.map(drop)
    }

    async fn put_msg_secrets(&self, entries: Vec<MsgSecretEntry>) -> Result<usize> {
        let given = entries.len();
        let rows = merge(entries);
        let bind = |put: Statement, row: &MsgSecretEntry| {
            put.bind(&*row.chat).bind(&*row.sender).bind(&*row.msg_id).bind(&row.secret[..]).bind(row.expires_at).bind(row.message_ts)
        };
        self.write_many(&PUT, &rows, bind).await?;
        Ok(given)
    }

    async fn get_msg_secret(&self, chat: &str, sender: &str, msg_id: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.get_msg_secret_with_ts(chat, sender, msg_id).await?.map(|(secret, _)| secret))
    }

    async fn get_msg_secret_with_ts(&self, chat: &str, sender: &str, msg_id: &str) -> Result<Option<(Vec<u8>, i64)>> {
        let read = self.statement(
            "SELECT secret, message_ts FROM keyring_message_secrets \
             WHERE keyring_id = $1 AND chat = $2 AND sender = $3 AND message_id = $4",
        );
        let read = read.bind(chat).bind(sender).bind(msg_id);
        Ok(self.read_all(read, |row| Ok((row.try_get(0).map_err(explain)?, row.try_get(1).map_err(explain)?))).await?.pop())
    }

    async fn delete_expired_msg_secrets(&self, cutoff_timestamp: i64) -> Result<u32> {
        let delete = self.statement("DELETE FROM keyring_message_secrets WHERE keyring_id = $1 AND expires_at <> 0 AND expires_at <= $2");
        self.write(delete.bind(cutoff_timestamp)).await.map(count)
    }
}

/// One entry for each message, in order: one statement may not upsert a row twice, so what belongs together is merged here.
fn merge(entries: Vec<MsgSecretEntry>) -> Vec<MsgSecretEntry> {
    let mut merged = BTreeMap::<_, MsgSecretEntry>::new();
    for mut entry in entries {
        let key = (entry.chat.clone(), entry.sender.clone(), entry.msg_id.clone());
        if let Some(earlier) = merged.get(&key) {
            entry.expires_at = merge_msg_secret_expiry(earlier.expires_at, entry.expires_at);
            entry.message_ts = merge_msg_secret_message_ts(earlier.message_ts, entry.message_ts);
        }
        merged.insert(key, entry);
    }
    merged.into_values().collect()
}
