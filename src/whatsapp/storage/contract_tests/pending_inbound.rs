use super::{keyring, number, run_sql};
use crate::{on_both_databases, whatsapp::storage::KeyStore};
use wacore::store::traits::{PendingInboundKey, PendingInboundRow, ProtocolStore, SignalStore};

fn row<'a>(id: &'a str, message: &'a [u8]) -> PendingInboundRow<'a> {
    PendingInboundRow { chat: "g@g.us", sender: "ana@lid", id, message }
}

fn key(id: &str) -> PendingInboundKey<'_> {
    PendingInboundKey { chat: "g@g.us", sender: "ana@lid", id }
}

/// Keys move, and with them go the copies that are in hand.
async fn move_keys(store: &KeyStore) {
    store.put_session("ana", b"moved").await.unwrap();
}

on_both_databases! {
    async fn a_pending_message_is_read_until_it_is_deleted(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.get_pending_inbound("chat", "ana", "M1").await.unwrap(), None);
        store.store_pending_inbound("chat", "ana", "M1", b"text").await.unwrap();
        for _ in 0..2 {
            assert_eq!(store.get_pending_inbound("chat", "ana", "M1").await.unwrap(), Some(b"text".to_vec()));
            move_keys(&store).await;
        }
        store.delete_pending_inbound("chat", "ana", "M1").await.unwrap();
        store.delete_pending_inbound("chat", "ana", "M1").await.unwrap();
        assert_eq!(store.get_pending_inbound("chat", "ana", "M1").await.unwrap(), None);
    }

    async fn the_same_id_from_another_chat_or_sender_is_another_message(db: Db) {
        let store = keyring(&db).await;
        for (chat, sender) in [("g1", "ana"), ("g1", "ben"), ("g2", "ana")] {
            store.store_pending_inbound(chat, sender, "M1", format!("{chat} {sender}").as_bytes()).await.unwrap();
        }
        move_keys(&store).await;
        store.delete_pending_inbound("g1", "ben", "M1").await.unwrap();
        assert_eq!(store.get_pending_inbound("g1", "ana", "M1").await.unwrap(), Some(b"g1 ana".to_vec()));
        assert_eq!(store.get_pending_inbound("g1", "ben", "M1").await.unwrap(), None);
        assert_eq!(store.get_pending_inbound("g2", "ana", "M1").await.unwrap(), Some(b"g2 ana".to_vec()));
    }

    async fn a_redelivered_message_replaces_its_pending_copy(db: Db) {
        let store = keyring(&db).await;
        store.store_pending_inbound("chat", "ana", "M1", b"old").await.unwrap();
        move_keys(&store).await;
        store.store_pending_inbound("chat", "ana", "M1", b"new").await.unwrap();
        assert_eq!(store.get_pending_inbound("chat", "ana", "M1").await.unwrap(), Some(b"new".to_vec()));
        move_keys(&store).await;
        assert_eq!(store.get_pending_inbound("chat", "ana", "M1").await.unwrap(), Some(b"new".to_vec()));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM keyring_pending_inbound").await, 1);
        store.delete_pending_inbound("chat", "ana", "M1").await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM keyring_pending_inbound").await, 0);
    }

    async fn the_full_batch_of_an_offline_drain_is_stored_and_deleted(db: Db) {
        let store = keyring(&db).await;
        let ids: Vec<String> = (0..400).map(|n| format!("M{n}")).collect();
        let rows: Vec<_> = ids.iter().map(|id| row(id, id.as_bytes())).collect();
        store.store_pending_inbound_batch(&rows).await.unwrap();
        move_keys(&store).await;
        store.store_pending_inbound_batch(&rows).await.unwrap();
        move_keys(&store).await;
        for id in &ids {
            assert_eq!(store.get_pending_inbound("g@g.us", "ana@lid", id).await.unwrap(), Some(id.clone().into_bytes()));
        }
        let keys: Vec<_> = ids[1..].iter().map(|id| key(id)).collect();
        store.delete_pending_inbound_batch(&keys).await.unwrap();
        assert!(store.get_pending_inbound("g@g.us", "ana@lid", "M0").await.unwrap().is_some());
        assert_eq!(number(&db, "SELECT COUNT(*) FROM keyring_pending_inbound").await, 1);
    }

    async fn an_empty_batch_is_no_work_and_no_error(db: Db) {
        let store = keyring(&db).await;
        store.store_pending_inbound_batch(&[]).await.unwrap();
        store.delete_pending_inbound_batch(&[]).await.unwrap();
    }

    async fn the_last_copy_of_a_message_wins_within_a_batch(db: Db) {
        let store = keyring(&db).await;
        store.store_pending_inbound_batch(&[row("M1", b"old"), row("M2", b"x"), row("M1", b"new")]).await.unwrap();
        assert_eq!(store.get_pending_inbound("g@g.us", "ana@lid", "M1").await.unwrap(), Some(b"new".to_vec()));
    }

    async fn deleting_a_batch_deletes_exactly_its_triples(db: Db) {
        let store = keyring(&db).await;
        for (chat, sender, id) in [("a", "b", "1"), ("a", "b", "2"), ("c", "d", "1"), ("c", "b", "1")] {
            store.store_pending_inbound(chat, sender, id, b"x").await.unwrap();
        }
        move_keys(&store).await;
        let keys = [PendingInboundKey { chat: "a", sender: "b", id: "1" }, PendingInboundKey { chat: "c", sender: "d", id: "2" }];
        store.delete_pending_inbound_batch(&keys).await.unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM keyring_pending_inbound").await, 3);
        assert_eq!(store.get_pending_inbound("a", "b", "1").await.unwrap(), None);
    }

    async fn pending_messages_expire_when_they_are_older_than_the_cutoff(db: Db) {
        let (store, other) = (keyring(&db).await, keyring(&db).await);
        store.store_pending_inbound_batch(&[row("before", b"x"), row("at", b"x"), row("now", b"x")]).await.unwrap();
        other.store_pending_inbound_batch(&[row("before", b"x")]).await.unwrap();
        move_keys(&store).await;
        move_keys(&other).await;
        run_sql(&db, "UPDATE keyring_pending_inbound SET stored_at = 99999 WHERE message_id = 'before'").await;
        run_sql(&db, "UPDATE keyring_pending_inbound SET stored_at = 100000 WHERE message_id = 'at'").await;
        assert_eq!(store.delete_expired_pending_inbound(100).await.unwrap(), 1);
        assert_eq!(store.delete_expired_pending_inbound(100).await.unwrap(), 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM keyring_pending_inbound").await, 3);
        assert_eq!(store.get_pending_inbound("g@g.us", "ana@lid", "before").await.unwrap(), None);
        assert!(other.get_pending_inbound("g@g.us", "ana@lid", "before").await.unwrap().is_some());
    }

    async fn a_message_stored_again_starts_its_time_anew(db: Db) {
        let store = keyring(&db).await;
        store.store_pending_inbound_batch(&[row("M1", b"x")]).await.unwrap();
        move_keys(&store).await;
        assert_eq!(run_sql(&db, "UPDATE keyring_pending_inbound SET stored_at = 1").await, 1);
        store.store_pending_inbound_batch(&[row("M1", b"x")]).await.unwrap();
        move_keys(&store).await;
        assert_eq!(store.delete_expired_pending_inbound(100).await.unwrap(), 0);
    }

    async fn a_cutoff_at_the_end_of_time_does_not_overflow(db: Db) {
        let store = keyring(&db).await;
        store.store_pending_inbound("chat", "ana", "M1", b"x").await.unwrap();
        assert_eq!(store.delete_expired_pending_inbound(i64::MIN).await.unwrap(), 0);
        assert_eq!(store.delete_expired_pending_inbound(i64::MAX).await.unwrap(), 1);
    }
}
