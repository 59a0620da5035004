use super::keyring;
use crate::{on_both_databases, whatsapp::storage::KeyStore};
use wacore::store::traits::{ProtocolStore, TcTokenEntry};

fn entry(token: &[u8], token_timestamp: i64, sender_timestamp: Option<i64>) -> TcTokenEntry {
    TcTokenEntry { token: token.to_vec(), token_timestamp, sender_timestamp }
}

async fn stored(store: &KeyStore, jid: &str) -> Option<(Vec<u8>, i64, Option<i64>)> {
    store.get_tc_token(jid).await.unwrap().map(|entry| (entry.token, entry.token_timestamp, entry.sender_timestamp))
}

on_both_databases! {
    async fn a_token_comes_back_with_and_without_a_sender_time(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(stored(&store, "ana").await, None);
        store.put_tc_token("ana", &entry(b"token", 5, None)).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((b"token".to_vec(), 5, None)));
        store.put_tc_token("ana", &entry(b"", 6, Some(7))).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((vec![], 6, Some(7))));
        store.put_tc_token("ana", &entry(b"", 6, None)).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((vec![], 6, None)));
    }

    async fn a_deleted_token_is_gone_and_all_others_are_listed(db: Db) {
        let store = keyring(&db).await;
        assert!(store.get_all_tc_token_jids().await.unwrap().is_empty());
        for jid in ["ana", "ben", "cem"] {
            store.put_tc_token(jid, &entry(b"token", 1, None)).await.unwrap();
        }
        store.delete_tc_token("ben").await.unwrap();
        store.delete_tc_token("ben").await.unwrap();
        let mut jids = store.get_all_tc_token_jids().await.unwrap();
        jids.sort();
        assert_eq!(jids, ["ana", "cem"]);
    }

    async fn a_row_expires_when_both_its_token_and_its_sender_time_have(db: Db) {
        let store = keyring(&db).await;
        let rows = [
            ("token at the cutoff", entry(b"t", 100, None), true),
            ("token before it", entry(b"t", 99, None), false),
            ("sender at the cutoff", entry(b"t", 99, Some(50)), true),
            ("sender before it", entry(b"t", 99, Some(49)), false),
            ("live token, old sender", entry(b"t", 100, Some(49)), true),
            ("no token, whatever its time", entry(b"", 1_000, None), false),
            ("no token, live sender", entry(b"", 1, Some(50)), true),
        ];
        for (jid, entry, _) in &rows {
            store.put_tc_token(jid, entry).await.unwrap();
        }
        assert_eq!(store.delete_expired_tc_tokens(100, 50).await.unwrap(), 3);
        for (jid, _, stays) in &rows {
            assert_eq!(stored(&store, jid).await.is_some(), *stays, "{jid}");
        }
        assert_eq!(store.delete_expired_tc_tokens(100, 50).await.unwrap(), 0);
    }

    async fn the_sender_time_only_moves_forward_and_leaves_the_token(db: Db) {
        let store = keyring(&db).await;
        store.put_tc_token("ana", &entry(b"token", 5, None)).await.unwrap();
        for (touch, expected) in [(10, 10), (8, 10), (10, 10), (11, 11)] {
            store.touch_tc_token_sender_timestamp("ana", touch).await.unwrap();
            assert_eq!(stored(&store, "ana").await, Some((b"token".to_vec(), 5, Some(expected))));
        }
    }

    async fn touching_an_unknown_contact_makes_a_row_without_a_token(db: Db) {
        let store = keyring(&db).await;
        store.touch_tc_token_sender_timestamp("ana", 10).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((vec![], 10, Some(10))));
    }

    async fn a_received_token_replaces_an_older_or_equal_one_and_leaves_the_sender_time(db: Db) {
        let store = keyring(&db).await;
        store.put_tc_token("ana", &entry(b"five", 5, Some(77))).await.unwrap();
        store.store_received_tc_token("ana", b"four", 4).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((b"five".to_vec(), 5, Some(77))));
        store.store_received_tc_token("ana", b"equal", 5).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((b"equal".to_vec(), 5, Some(77))));
        store.store_received_tc_token("ana", b"six", 6).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((b"six".to_vec(), 6, Some(77))));
    }

    async fn a_row_without_a_token_takes_any(db: Db) {
        let store = keyring(&db).await;
        store.touch_tc_token_sender_timestamp("ana", 1_000).await.unwrap();
        store.store_received_tc_token("ana", b"old", 3).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((b"old".to_vec(), 3, Some(1_000))));
    }

    async fn a_received_token_of_an_unknown_contact_has_no_sender_time(db: Db) {
        let store = keyring(&db).await;
        store.store_received_tc_token("ana", b"token", 3).await.unwrap();
        assert_eq!(stored(&store, "ana").await, Some((b"token".to_vec(), 3, None)));
    }
}
