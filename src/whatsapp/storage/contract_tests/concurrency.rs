//! What holds when several tasks use one keyring at the same time.
use super::keyring;
use crate::{
    db::Db,
    whatsapp::storage::{KeyStore, delete_keyring, is_keyring_gone},
};
use bytes::Bytes;
use futures_util::future::join_all;
use std::sync::Arc;
use wacore::store::traits::{AppStateSyncKey, AppSyncStore, ProtocolStore, SignalStore};

/// Runs `work` in tasks that really run beside each other, and answers what each of them did.
async fn in_tasks<T, F>(tasks: usize, work: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    join_all((0..tasks).map(|task| tokio::spawn(work(task)))).await.into_iter().map(Result::unwrap).collect()
}

async fn a_sent_message_is_taken_by_one(db: Db) {
    let store = keyring(&db).await;
    for round in 0..20 {
        let id = format!("M{round}");
        store.store_sent_message("ana", &id, b"text").await.unwrap();
        let taken = in_tasks(4, |_| {
            let (store, id) = (store.clone(), id.clone());
            async move { store.take_sent_message("ana", &id).await.unwrap() }
        });
        assert_eq!(taken.await.into_iter().flatten().count(), 1);
    }
}

async fn batches_in_opposite_orders_do_not_block_each_other(db: Db) {
    let store = keyring(&db).await;
    in_tasks(4, |task| {
        let store = store.clone();
        async move {
            for _ in 0..10 {
                let mut batch: Vec<(Arc<str>, Bytes)> = (0..100).map(|n| (n.to_string().into(), Bytes::from_static(b"x"))).collect();
                if task % 2 == 0 {
                    batch.reverse();
                }
                store.put_sessions_batch(&batch).await.unwrap();
            }
        }
    })
    .await;
}

async fn both_writers_of_a_tc_token_keep_their_half(db: Db) {
    let store = keyring(&db).await;
    for round in 0..10_i64 {
        let jid = format!("ana{round}");
        in_tasks(6, |task| {
            let (store, jid) = (store.clone(), jid.clone());
            let time = task as i64;
            async move {
                if task % 2 == 0 {
                    store.touch_tc_token_sender_timestamp(&jid, time).await.unwrap();
                } else {
                    store.store_received_tc_token(&jid, &[task as u8], time).await.unwrap();
                }
            }
        })
        .await;
        let entry = store.get_tc_token(&jid).await.unwrap().unwrap();
        assert_eq!((entry.token, entry.token_timestamp, entry.sender_timestamp), (vec![5], 5, Some(4)));
    }
}

async fn every_task_reads_what_it_has_just_written(db: Db) {
    let store = keyring(&db).await;
    in_tasks(8, |task| {
        let store = store.clone();
        async move {
            for round in 0..20 {
                let (address, record) = (format!("{task}"), format!("{round}"));
                store.put_session(&address, record.as_bytes()).await.unwrap();
                assert_eq!(store.get_session(&address).await.unwrap(), Some(Bytes::from(record)));
            }
        }
    })
    .await;
}

async fn sync_keys_set_at_once_are_all_kept(db: Db) {
    let store = keyring(&db).await;
    in_tasks(8, |task| {
        let store = store.clone();
        async move { store.set_sync_key(&[task as u8], AppStateSyncKey::default()).await.unwrap() }
    })
    .await;
    for task in 0..8 {
        assert!(store.get_sync_key(&[task]).await.unwrap().is_some());
    }
    store.set_sync_key(b"last", AppStateSyncKey::default()).await.unwrap();
    assert_eq!(store.get_latest_sync_key_id().await.unwrap(), Some(b"last".to_vec()));
}

/// Each write either lands before the deletion, which takes it away, or is told that the keyring is gone.
async fn a_keyring_deleted_under_its_writers_leaves_nothing(db: Db) {
    let store = keyring(&db).await;
    let keyring = store.keyring();
    let writers = in_tasks(4, |task| write_until_told(store.clone(), task));
    let (_, deleted) = tokio::join!(writers, delete_keyring(&db, keyring));
    deleted.unwrap();
    assert_eq!(super::everything::rows_of(&db, &store).await, 0);
}

async fn write_until_told(store: KeyStore, task: usize) {
    for round in 0..100_000 {
        match store.put_session(&format!("{task}:{round}"), b"record").await {
            Ok(()) => {}
            Err(error) if is_keyring_gone(&error) => return,
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("nobody said that the keyring was deleted");
}

macro_rules! on_two_threads {
    ($($story:ident)*) => {$(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() { super::$story(crate::db::testing::sqlite().await).await; }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() { super::$story(crate::db::testing::postgres().await).await; }
        }
    )*};
}

on_two_threads! {
    a_sent_message_is_taken_by_one
    batches_in_opposite_orders_do_not_block_each_other
    both_writers_of_a_tc_token_keep_their_half
    every_task_reads_what_it_has_just_written
    sync_keys_set_at_once_are_all_kept
    a_keyring_deleted_under_its_writers_leaves_nothing
}
