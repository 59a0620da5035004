use super::{keyring, number};
use crate::on_both_databases;
use bytes::Bytes;
use wacore::store::traits::SignalStore;

fn batch(ids: std::ops::RangeInclusive<u32>) -> Vec<(u32, Bytes)> {
    ids.map(|id| (id, Bytes::from(id.to_be_bytes().to_vec()))).collect()
}

const UPLOADED: &str = "SELECT COUNT(*) FROM keyring_prekeys WHERE uploaded = 1";

on_both_databases! {
    async fn an_unknown_prekey_is_none(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.load_prekey(1).await.unwrap(), None);
        assert_eq!(store.load_signed_prekey(1).await.unwrap(), None);
        assert!(store.load_all_signed_prekeys().await.unwrap().is_empty());
        assert!(store.load_prekeys_batch(&[1, 2, 3]).await.unwrap().is_empty());
    }

    async fn a_later_prekey_replaces_an_earlier_one_with_its_mark(db: Db) {
        let store = keyring(&db).await;
        store.store_prekey(1, b"first", false).await.unwrap();
        assert_eq!(number(&db, UPLOADED).await, 0);
        store.store_prekey(1, b"second", true).await.unwrap();
        assert_eq!(store.load_prekey(1).await.unwrap(), Some(Bytes::from_static(b"second")));
        assert_eq!(number(&db, UPLOADED).await, 1);
    }

    async fn a_removed_prekey_is_gone_and_can_be_removed_again(db: Db) {
        let store = keyring(&db).await;
        store.store_prekeys_batch(&batch(1..=2), true).await.unwrap();
        store.remove_prekey(1).await.unwrap();
        store.remove_prekey(1).await.unwrap();
        assert_eq!(store.load_prekey(1).await.unwrap(), None);
        assert!(store.load_prekey(2).await.unwrap().is_some());
    }

    async fn five_thousand_prekeys_are_stored_marked_and_loaded(db: Db) {
        let store = keyring(&db).await;
        let keys = batch(1..=5_000);
        let ids: Vec<u32> = keys.iter().map(|(id, _)| *id).collect();
        store.store_prekeys_batch(&keys, false).await.unwrap();
        store.mark_prekeys_uploaded(&ids).await.unwrap();
        assert_eq!(number(&db, UPLOADED).await, 5_000);
        assert_eq!(store.load_prekeys_batch(&ids).await.unwrap(), keys);
        assert_eq!(store.get_max_prekey_id().await.unwrap(), 5_000);
    }

    async fn a_batch_of_prekeys_keeps_the_mark_it_was_stored_with(db: Db) {
        let store = keyring(&db).await;
        store.store_prekeys_batch(&batch(1..=10), true).await.unwrap();
        assert_eq!(number(&db, UPLOADED).await, 10);
        store.store_prekeys_batch(&batch(6..=10), false).await.unwrap();
        assert_eq!(number(&db, UPLOADED).await, 5);
    }

    async fn loading_a_batch_answers_the_keys_that_exist_once_each(db: Db) {
        let store = keyring(&db).await;
        store.store_prekeys_batch(&batch(1..=5), false).await.unwrap();
        store.remove_prekey(3).await.unwrap();
        let loaded = store.load_prekeys_batch(&[5, 3, 1, 9, 1]).await.unwrap();
        assert_eq!(loaded.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 5]);
    }

    async fn marking_a_used_prekey_does_not_bring_it_back(db: Db) {
        let store = keyring(&db).await;
        store.store_prekeys_batch(&batch(1..=3), false).await.unwrap();
        store.remove_prekey(2).await.unwrap();
        store.mark_prekeys_uploaded(&[1, 2, 3, 4]).await.unwrap();
        assert_eq!(store.load_prekey(2).await.unwrap(), None);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM keyring_prekeys").await, 2);
        assert_eq!(number(&db, UPLOADED).await, 2);
    }

    async fn marking_prekeys_marks_no_others(db: Db) {
        let (store, other) = (keyring(&db).await, keyring(&db).await);
        store.store_prekeys_batch(&batch(1..=3), false).await.unwrap();
        other.store_prekeys_batch(&batch(1..=3), false).await.unwrap();
        store.mark_prekeys_uploaded(&[2]).await.unwrap();
        assert_eq!(number(&db, UPLOADED).await, 1);
        assert_eq!(number(&db, "SELECT id FROM keyring_prekeys WHERE uploaded = 1").await, 2);
    }

    async fn the_greatest_prekey_id_follows_what_is_stored(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.get_max_prekey_id().await.unwrap(), 0);
        store.store_prekeys_batch(&batch(8..=12), false).await.unwrap();
        assert_eq!(store.get_max_prekey_id().await.unwrap(), 12);
        store.remove_prekey(12).await.unwrap();
        assert_eq!(store.get_max_prekey_id().await.unwrap(), 11);
    }

    async fn the_greatest_id_there_is_fits(db: Db) {
        let store = keyring(&db).await;
        store.store_prekey(u32::MAX, b"last", false).await.unwrap();
        store.store_signed_prekey(u32::MAX, b"last").await.unwrap();
        assert_eq!(store.get_max_prekey_id().await.unwrap(), u32::MAX);
        assert_eq!(store.load_all_signed_prekeys().await.unwrap(), [(u32::MAX, b"last".to_vec())]);
    }

    async fn signed_prekeys_are_stored_replaced_listed_and_removed(db: Db) {
        let store = keyring(&db).await;
        store.store_signed_prekey(1, b"old").await.unwrap();
        store.store_signed_prekey(1, b"one").await.unwrap();
        store.store_signed_prekey(2, b"two").await.unwrap();
        assert_eq!(store.load_signed_prekey(1).await.unwrap(), Some(b"one".to_vec()));
        let mut all = store.load_all_signed_prekeys().await.unwrap();
        all.sort();
        assert_eq!(all, [(1, b"one".to_vec()), (2, b"two".to_vec())]);
        store.remove_signed_prekey(1).await.unwrap();
        store.remove_signed_prekey(1).await.unwrap();
        assert_eq!(store.load_all_signed_prekeys().await.unwrap(), [(2, b"two".to_vec())]);
    }
}
