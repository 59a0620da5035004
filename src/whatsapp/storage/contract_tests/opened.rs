//! Copies of opened messages: in hand while the message is stored, in the database as soon as the keys that opened it are.
use super::{keyring, number, run_sql};
use crate::{
    db::{Db, Dialect},
    on_both_databases,
    whatsapp::storage::{KeyStore, delete_keyring, is_keyring_gone},
};
use bytes::Bytes;
use futures_util::FutureExt;
use std::time::Duration;
use wacore::store::traits::{ProtocolStore, SignalStore};

const COPIES: &str = "SELECT COUNT(*) FROM keyring_pending_inbound";
/// Whoever waits for a lock in this database of Postgres.
const BLOCKED: &str =
    "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
/// Longer than any test.
const LONG: Duration = Duration::from_secs(3600);

async fn open(store: &KeyStore, id: &str) {
    store.store_pending_inbound("ana", "ana", id, b"text").await.unwrap();
}

fn name(id: &str) -> (String, String, String) {
    ("ana".into(), "ana".into(), id.into())
}

/// The same keys as a program finds them that starts after a kill.
fn after_a_kill(db: &Db, store: &KeyStore) -> KeyStore {
    KeyStore::new(db.clone(), store.keyring())
}

async fn refuse_copies(db: &Db) {
    let rule = match db.dialect() {
        Dialect::Sqlite => "CREATE TRIGGER refuse BEFORE INSERT ON keyring_pending_inbound BEGIN SELECT RAISE(ABORT, 'refused'); END",
        Dialect::Postgres => "ALTER TABLE keyring_pending_inbound ADD CONSTRAINT refuse CHECK (message_id = '')",
    };
    run_sql(db, rule).await;
}

on_both_databases! {
    async fn the_copy_of_a_message_that_is_stored_before_its_keys_is_never_written(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        let storing = store.storing(vec![name("M1")]);
        assert_eq!(number(&db, COPIES).await, 0);
        storing.done();
        store.put_session("ana", b"moved").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 0);
        store.delete_pending_inbound("ana", "ana", "M1").await.unwrap();
        assert_eq!(store.get_pending_inbound("ana", "ana", "M1").await.unwrap(), None);
    }

    async fn after_a_kill_there_are_the_copy_and_the_keys_or_neither(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        let killed = after_a_kill(&db, &store);
        assert_eq!(killed.get_pending_inbound("ana", "ana", "M1").await.unwrap(), None);
        assert_eq!(killed.get_session("ana").await.unwrap(), None);

        store.put_session("ana", b"moved").await.unwrap();
        let killed = after_a_kill(&db, &store);
        assert_eq!(killed.get_pending_inbound("ana", "ana", "M1").await.unwrap(), Some(b"text".to_vec()));
        assert_eq!(killed.get_session("ana").await.unwrap(), Some(Bytes::from_static(b"moved")));
        killed.delete_pending_inbound("ana", "ana", "M1").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 0);
    }

    async fn keys_of_groups_take_copies_along_too(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        store.put_sender_key("group:ana", b"moved").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 1);
    }

    async fn keys_that_open_nothing_leave_copies_in_hand(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        store.put_identity("ana", [1; 32]).await.unwrap();
        store.store_prekey(1, b"record", false).await.unwrap();
        assert_eq!(number(&db, COPIES).await, 0);
    }

    async fn keys_do_not_move_without_the_copy_and_the_store_stays_usable(db: Db) {
        let store = keyring(&db).await;
        refuse_copies(&db).await;
        open(&store, "M1").await;
        for _ in 0..3 {
            store.put_session("ana", b"moved").await.unwrap_err();
        }
        assert_eq!(store.get_session("ana").await.unwrap(), None);
        assert_eq!(store.get_pending_inbound("ana", "ana", "M1").await.unwrap(), Some(b"text".to_vec()));
        store.delete_pending_inbound("ana", "ana", "M1").await.unwrap();
        store.put_session("ana", b"moved").await.unwrap();
    }

    async fn keys_wait_until_a_message_is_stored_or_cannot_be(db: Db) {
        for (is_stored, copies) in [(true, 0), (false, 1)] {
            let store = keyring(&db).await.patient(LONG, LONG);
            open(&store, "M1").await;
            let storing = store.storing(vec![name("M1")]);
            let keys = store.put_session("ana", b"moved");
            tokio::pin!(keys);
            tokio::time::timeout(Duration::from_millis(50), &mut keys).await.unwrap_err();
            assert_eq!(store.get_session("ana").await.unwrap(), None);
            if is_stored {
                storing.done();
            } else {
                drop(storing);
            }
            keys.await.unwrap();
            assert_eq!(number(&db, COPIES).await, copies);
        }
    }

    async fn copies_are_kept_without_keys_when_a_message_cannot_be_stored(db: Db) {
        let store = keyring(&db).await;
        store.put_session("ana", b"moved too early").await.unwrap();
        open(&store, "M1").await;
        drop(store.storing(vec![name("M1")]));
        store.keep_copies().await;
        let killed = after_a_kill(&db, &store);
        assert_eq!(killed.get_pending_inbound("ana", "ana", "M1").await.unwrap(), Some(b"text".to_vec()));
    }

    async fn a_session_is_told_when_its_copies_cannot_be_written(db: Db) {
        let store = keyring(&db).await.patient(LONG, Duration::ZERO);
        refuse_copies(&db).await;
        store.put_session("ana", b"moved").await.unwrap();
        assert!(store.cannot_keep_copies().now_or_never().is_none());
        open(&store, "M1").await;
        store.put_session("ana", b"moved").await.unwrap_err();
        store.cannot_keep_copies().await;
    }

    async fn a_message_that_could_not_be_stored_goes_along_with_the_keys(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        drop(store.storing(vec![name("M1")]));
        store.put_session("ana", b"moved").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 1);
        store.put_session("ana", b"further").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 1);
    }

    async fn a_message_that_takes_long_to_store_goes_along_with_the_keys_and_is_taken_back_afterwards(db: Db) {
        let store = keyring(&db).await.patient(Duration::ZERO, LONG);
        open(&store, "M1").await;
        let storing = store.storing(vec![name("M1")]);
        store.put_session("ana", b"moved").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 1);
        storing.done();
        store.delete_pending_inbound("ana", "ana", "M1").await.unwrap();
        assert_eq!(number(&db, COPIES).await, 0);
    }

    async fn a_copy_that_is_taken_back_while_it_is_written_does_not_come_back(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        let mut holder = db.write().await.unwrap();
        if db.dialect() == Dialect::Postgres {
            // The copy is written by then, the keys are not.
            sqlx::query("LOCK TABLE keyring_sessions IN EXCLUSIVE MODE").execute(&mut *holder).await.unwrap();
        }
        let keys = tokio::spawn({
            let store = store.clone();
            async move { store.put_session("ana", b"moved").await }
        });
        if db.dialect() == Dialect::Postgres {
            while number(&db, BLOCKED).await == 0 {
                tokio::task::yield_now().await;
            }
        }
        let taken = store.delete_pending_inbound("ana", "ana", "M1");
        tokio::pin!(taken);
        let early = tokio::time::timeout(Duration::from_millis(50), &mut taken).await;
        drop(holder);
        keys.await.unwrap().unwrap();
        match early {
            Ok(taken) => taken.unwrap(),
            Err(_) => taken.await.unwrap(),
        }
        assert_eq!(number(&db, COPIES).await, 0);
        assert_eq!(store.get_pending_inbound("ana", "ana", "M1").await.unwrap(), None);
    }

    async fn a_copy_brings_no_deleted_keyring_back(db: Db) {
        let store = keyring(&db).await;
        open(&store, "M1").await;
        delete_keyring(&db, store.keyring()).await.unwrap();
        let error = store.put_session("ana", b"moved").await.unwrap_err();
        assert!(is_keyring_gone(&error));
        assert_eq!(number(&db, COPIES).await, 0);
    }
}
