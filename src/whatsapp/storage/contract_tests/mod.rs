//! What the engine library may rely on, on both databases.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
mod app_state;
mod batches;
mod concurrency;
mod device;
mod durability;
mod everything;
mod groups_and_people;
mod keyrings;
mod lookups;
mod message_secrets;
mod opened;
mod pending_inbound;
mod prekeys;
mod same_as_the_library;
mod sent_messages;
mod signal;
mod tc_tokens;

use super::{KeyStore, create_keyring};
use crate::db::Db;

/// A new keyring of a new phone.
async fn keyring(db: &Db) -> KeyStore {
    let phone = uuid::Uuid::now_v7().to_string();
    KeyStore::new(db.clone(), create_keyring(db, &phone, 1_000).await.unwrap())
}

/// Runs SQL that no method of the library offers: to turn back a clock, to look at a column.
async fn run_sql(db: &Db, text: &'static str) -> u64 {
    let mut transaction = db.write().await.unwrap();
    let done = sqlx::query(text).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
    done.rows_affected()
}

async fn number(db: &Db, text: &'static str) -> i64 {
    sqlx::query_scalar(text).fetch_one(db.read()).await.unwrap()
}
