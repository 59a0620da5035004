use super::{keyring, run_sql};
use crate::on_both_databases;
use wacore::store::traits::ProtocolStore;

on_both_databases! {
    async fn a_sent_message_is_taken_once(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.take_sent_message("ana", "M1").await.unwrap(), None);
        store.store_sent_message("ana", "M1", b"text").await.unwrap();
        assert_eq!(store.take_sent_message("ana", "M1").await.unwrap(), Some(b"text".to_vec()));
        assert_eq!(store.take_sent_message("ana", "M1").await.unwrap(), None);
    }

    async fn taking_one_sent_message_leaves_the_others(db: Db) {
        let store = keyring(&db).await;
        for (chat, id) in [("ana", "M1"), ("ana", "M2"), ("ben", "M1")] {
            store.store_sent_message(chat, id, format!("{chat} {id}").as_bytes()).await.unwrap();
        }
        store.take_sent_message("ana", "M1").await.unwrap();
        assert_eq!(store.take_sent_message("ana", "M2").await.unwrap(), Some(b"ana M2".to_vec()));
        assert_eq!(store.take_sent_message("ben", "M1").await.unwrap(), Some(b"ben M1".to_vec()));
    }

    async fn a_message_sent_again_replaces_its_copy(db: Db) {
        let store = keyring(&db).await;
        store.store_sent_message("ana", "M1", b"old").await.unwrap();
        store.store_sent_message("ana", "M1", b"new").await.unwrap();
        assert_eq!(store.take_sent_message("ana", "M1").await.unwrap(), Some(b"new".to_vec()));
    }

    async fn sent_messages_expire_when_they_are_older_than_the_cutoff(db: Db) {
        let (store, other) = (keyring(&db).await, keyring(&db).await);
        store.store_sent_message("ana", "before", b"x").await.unwrap();
        run_sql(&db, "UPDATE keyring_sent_messages SET stored_at = 99999").await;
        other.store_sent_message("ana", "before", b"x").await.unwrap();
        run_sql(&db, "UPDATE keyring_sent_messages SET stored_at = 99999 WHERE stored_at > 1000000").await;
        store.store_sent_message("ana", "at", b"x").await.unwrap();
        run_sql(&db, "UPDATE keyring_sent_messages SET stored_at = 100000 WHERE stored_at > 1000000").await;
        store.store_sent_message("ana", "now", b"x").await.unwrap();

        assert_eq!(store.delete_expired_sent_messages(100).await.unwrap(), 1);
        assert_eq!(store.take_sent_message("ana", "before").await.unwrap(), None);
        assert!(store.take_sent_message("ana", "at").await.unwrap().is_some());
        assert!(store.take_sent_message("ana", "now").await.unwrap().is_some());
        assert!(other.take_sent_message("ana", "before").await.unwrap().is_some());
    }

    async fn a_message_sent_now_is_younger_than_this_second(db: Db) {
        let store = keyring(&db).await;
        let now = wacore::time::now_secs();
        store.store_sent_message("ana", "M1", b"x").await.unwrap();
        assert_eq!(store.delete_expired_sent_messages(now).await.unwrap(), 0);
        assert_eq!(store.delete_expired_sent_messages(now + 3_600).await.unwrap(), 1);
    }
}
