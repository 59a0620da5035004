use super::keyring;
use crate::{on_both_databases, whatsapp::storage::KeyStore};
use wacore::store::traits::{MsgSecretEntry, MsgSecretStore};

fn secret(id: &str, mark: u8, expires_at: i64, message_ts: i64) -> MsgSecretEntry {
    MsgSecretEntry { chat: "ana".into(), sender: "ana".into(), msg_id: id.into(), secret: [mark; 32], expires_at, message_ts }
}

async fn put(store: &KeyStore, entry: MsgSecretEntry) {
    assert_eq!(store.put_msg_secrets(vec![entry]).await.unwrap(), 1);
}

async fn stays_at(store: &KeyStore, id: &str, cutoff: i64) -> bool {
    store.delete_expired_msg_secrets(cutoff).await.unwrap();
    store.get_msg_secret("ana", "ana", id).await.unwrap().is_some()
}

on_both_databases! {
    async fn a_secret_comes_back_with_the_time_of_its_message(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.get_msg_secret("ana", "ana", "M1").await.unwrap(), None);
        assert_eq!(store.get_msg_secret_with_ts("ana", "ana", "M1").await.unwrap(), None);
        put(&store, secret("M1", 1, 0, 77)).await;
        assert_eq!(store.get_msg_secret("ana", "ana", "M1").await.unwrap(), Some(vec![1; 32]));
        assert_eq!(store.get_msg_secret_with_ts("ana", "ana", "M1").await.unwrap(), Some((vec![1; 32], 77)));
    }

    async fn a_secret_put_alone_never_expires(db: Db) {
        let store = keyring(&db).await;
        store.put_msg_secret("ana", "ana", "M1", &[1; 32]).await.unwrap();
        assert_eq!(store.get_msg_secret_with_ts("ana", "ana", "M1").await.unwrap(), Some((vec![1; 32], 0)));
        assert!(stays_at(&store, "M1", i64::MAX).await);
    }

    async fn secrets_are_told_apart_by_chat_sender_and_id(db: Db) {
        let store = keyring(&db).await;
        for (chat, sender, id, mark) in [("c", "s", "M1", 1), ("d", "s", "M1", 2), ("c", "t", "M1", 3), ("c", "s", "M2", 4)] {
            store.put_msg_secret(chat, sender, id, &[mark; 32]).await.unwrap();
        }
        assert_eq!(store.get_msg_secret("c", "s", "M1").await.unwrap(), Some(vec![1; 32]));
        assert_eq!(store.get_msg_secret("d", "s", "M1").await.unwrap(), Some(vec![2; 32]));
        assert_eq!(store.get_msg_secret("c", "t", "M1").await.unwrap(), Some(vec![3; 32]));
        assert_eq!(store.get_msg_secret("c", "s", "M2").await.unwrap(), Some(vec![4; 32]));
    }

    async fn a_secret_expires_at_its_deadline_and_not_a_second_before(db: Db) {
        let store = keyring(&db).await;
        put(&store, secret("M1", 1, 100, 0)).await;
        assert!(stays_at(&store, "M1", 99).await);
        assert!(!stays_at(&store, "M1", 100).await);
    }

    async fn expiry_counts_what_it_deleted_in_one_keyring(db: Db) {
        let (store, other) = (keyring(&db).await, keyring(&db).await);
        for store in [&store, &other] {
            store.put_msg_secrets(vec![secret("M1", 1, 10, 0), secret("M2", 1, 20, 0), secret("M3", 1, 30, 0)]).await.unwrap();
        }
        assert_eq!(store.delete_expired_msg_secrets(20).await.unwrap(), 2);
        assert_eq!(other.delete_expired_msg_secrets(30).await.unwrap(), 3);
    }

    async fn a_later_secret_replaces_the_bytes(db: Db) {
        let store = keyring(&db).await;
        put(&store, secret("M1", 1, 0, 0)).await;
        put(&store, secret("M1", 2, 0, 0)).await;
        assert_eq!(store.get_msg_secret("ana", "ana", "M1").await.unwrap(), Some(vec![2; 32]));
    }

    async fn a_deadline_is_never_shortened(db: Db) {
        let store = keyring(&db).await;
        put(&store, secret("M1", 1, 100, 0)).await;
        put(&store, secret("M1", 1, 50, 0)).await;
        assert!(stays_at(&store, "M1", 99).await);
        put(&store, secret("M1", 1, 200, 0)).await;
        assert!(stays_at(&store, "M1", 199).await);
    }

    async fn never_is_the_latest_deadline_from_either_side(db: Db) {
        let store = keyring(&db).await;
        put(&store, secret("M1", 1, 100, 0)).await;
        put(&store, secret("M1", 1, 0, 0)).await;
        put(&store, secret("M2", 1, 0, 0)).await;
        put(&store, secret("M2", 1, 100, 0)).await;
        assert!(stays_at(&store, "M1", i64::MAX).await && stays_at(&store, "M2", i64::MAX).await);
    }

    async fn a_known_message_time_is_never_lost(db: Db) {
        let store = keyring(&db).await;
        for (given, expected) in [(5, 5), (0, 5), (7, 7), (6, 7)] {
            put(&store, secret("M1", 1, 0, given)).await;
            assert_eq!(store.get_msg_secret_with_ts("ana", "ana", "M1").await.unwrap().unwrap().1, expected);
        }
    }

    async fn secrets_of_one_message_within_a_batch_are_merged(db: Db) {
        let store = keyring(&db).await;
        let batch = vec![secret("M1", 1, 100, 9), secret("M2", 5, 10, 1), secret("M1", 2, 50, 0)];
        assert_eq!(store.put_msg_secrets(batch).await.unwrap(), 3);
        assert_eq!(store.get_msg_secret_with_ts("ana", "ana", "M1").await.unwrap(), Some((vec![2; 32], 9)));
        assert!(stays_at(&store, "M1", 99).await);
    }

    async fn the_secrets_of_a_history_sync_are_written_at_once(db: Db) {
        let store = keyring(&db).await;
        let batch: Vec<_> = (0..3_000).map(|n| secret(&format!("M{n}"), n as u8, n, n)).collect();
        assert_eq!(store.put_msg_secrets(batch).await.unwrap(), 3_000);
        assert_eq!(store.put_msg_secrets(vec![]).await.unwrap(), 0);
        assert_eq!(store.get_msg_secret_with_ts("ana", "ana", "M2999").await.unwrap(), Some((vec![2999_u32 as u8; 32], 2_999)));
        assert_eq!(store.delete_expired_msg_secrets(2_999).await.unwrap(), 2_999);
    }
}
