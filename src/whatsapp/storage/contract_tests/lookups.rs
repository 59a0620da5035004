//! How SQLite finds what a lookup asks for. It plans without statistics, and a wrong guess reads a whole keyring.
use crate::{
    db::testing,
    whatsapp::storage::{protocol::lid_mappings::BY_PHONE_NUMBER, sessions::ANY_OF_USER},
};
use sqlx::Row;

async fn plan(text: &str) -> Vec<String> {
    let db = testing::sqlite().await;
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
    let steps = sqlx::query(explain).fetch_all(db.read()).await.unwrap();
    steps.iter().map(|step| step.get::<String, _>("detail")).filter(|step| step.contains("keyring_")).collect()
}

#[tokio::test]
async fn the_signal_state_of_a_user_is_found_by_ranges_of_addresses() {
    let steps = plan(ANY_OF_USER).await;
    assert_eq!(steps.len(), 4);
    assert!(steps.iter().all(|step| step.contains("(keyring_id=? AND address>? AND address<?)")), "{steps:?}");
}

#[tokio::test]
async fn a_mapping_is_found_by_its_phone_number() {
    let steps = plan(BY_PHONE_NUMBER).await;
    assert!(steps.iter().any(|step| step.contains("(keyring_id=? AND phone_number=?)")), "{steps:?}");
    assert!(steps.iter().any(|step| step.contains("(keyring_id=? AND lid=?)")), "{steps:?}");
}

#[tokio::test]
async fn pending_messages_are_deleted_by_their_whole_key() {
    let delete = "DELETE FROM keyring_pending_inbound WHERE keyring_id = $1 AND (chat, sender, message_id) IN (VALUES ($2, $3, $4))";
    let steps = plan(delete).await;
    assert!(steps.iter().any(|step| step.contains("(keyring_id=? AND chat=? AND sender=? AND message_id=?)")), "{steps:?}");
}
