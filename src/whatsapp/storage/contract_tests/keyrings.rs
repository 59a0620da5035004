use super::{
    everything::{TABLES, expect_filled, fill, rows_of},
    keyring, number,
};
use crate::{
    db::Dialect,
    on_both_databases,
    whatsapp::storage::{KeyStore, create_keyring, delete_keyring, delete_keyrings_of_phone, is_keyring_gone, keyring_of_phone},
};
use wacore::store::traits::{Backend, DeviceStore, SignalStore};

on_both_databases! {
    async fn the_newest_keyring_of_a_phone_is_found(db: Db) {
        assert_eq!(keyring_of_phone(&db, "phone").await.unwrap(), None);
        let newest = create_keyring(&db, "phone", 2_000).await.unwrap();
        create_keyring(&db, "phone", 1_000).await.unwrap();
        create_keyring(&db, "another phone", 3_000).await.unwrap();
        assert_eq!(keyring_of_phone(&db, "phone").await.unwrap(), Some(newest));
    }

    async fn keyrings_made_in_the_same_millisecond_differ(db: Db) {
        let mut made = std::collections::HashSet::new();
        for _ in 0..200 {
            let keyring = create_keyring(&db, "phone", 1).await.unwrap();
            assert!(keyring.get() > 0);
            assert!(made.insert(keyring));
        }
    }

    async fn two_keyrings_hold_different_values_under_the_same_keys(db: Db) {
        let (one, two) = (keyring(&db).await, keyring(&db).await);
        fill(&one, 1).await;
        fill(&two, 2).await;
        expect_filled(&one, 1).await;
        expect_filled(&two, 2).await;
    }

    async fn a_clone_and_a_second_opening_see_the_same_keyring(db: Db) {
        let store = keyring(&db).await;
        fill(&store.clone(), 4).await;
        expect_filled(&KeyStore::new(db, store.keyring()), 4).await;
    }

    async fn a_deleted_keyring_leaves_nothing_and_takes_nothing_from_others(db: Db) {
        let (gone, kept) = (keyring(&db).await, keyring(&db).await);
        fill(&gone, 1).await;
        fill(&kept, 2).await;
        assert_eq!(rows_of(&db, &gone).await, TABLES.len() as i64);
        delete_keyring(&db, gone.keyring()).await.unwrap();
        assert_eq!(rows_of(&db, &gone).await, 0);
        assert!(!gone.exists().await.unwrap());
        assert!(gone.load().await.unwrap().is_none());
        expect_filled(&kept, 2).await;
    }

    async fn deleting_a_keyring_twice_is_no_error(db: Db) {
        let store = keyring(&db).await;
        delete_keyring(&db, store.keyring()).await.unwrap();
        delete_keyring(&db, store.keyring()).await.unwrap();
    }

    async fn all_keyrings_of_a_phone_are_deleted_together(db: Db) {
        for now in 0..3 {
            create_keyring(&db, "phone", now).await.unwrap();
        }
        let other = create_keyring(&db, "another phone", 0).await.unwrap();
        assert_eq!(delete_keyrings_of_phone(&db, "phone").await.unwrap(), 3);
        assert_eq!(keyring_of_phone(&db, "phone").await.unwrap(), None);
        assert_eq!(keyring_of_phone(&db, "another phone").await.unwrap(), Some(other));
    }

    async fn a_write_to_a_deleted_keyring_says_so(db: Db) {
        let store = keyring(&db).await;
        delete_keyring(&db, store.keyring()).await.unwrap();
        let error = store.put_session("ana@lid", b"late").await.unwrap_err();
        assert!(is_keyring_gone(&error));
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("has been deleted"), "{cause}");
    }

    async fn other_failures_are_not_taken_for_a_deleted_keyring(db: Db) {
        let store = keyring(&db).await;
        db.close().await;
        let error = store.put_session("ana@lid", b"late").await.unwrap_err();
        assert!(!is_keyring_gone(&error));
    }

    async fn every_table_is_known_to_these_tests(db: Db) {
        let tables = match db.dialect() {
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name LIKE 'keyring\\_%' ESCAPE '\\'",
            Dialect::Postgres => "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'keyring\\_%'",
        };
        assert_eq!(number(&db, tables).await, TABLES.len() as i64);
    }
}

#[test]
fn a_key_store_is_all_that_the_library_asks_for() {
    fn backend<T: Backend + Clone + 'static>() {}
    backend::<KeyStore>();
}
