use super::{keyring, run_sql};
use crate::on_both_databases;
use std::collections::HashMap;
use wacore::{
    appstate::{hash::HashState, processor::AppStateMutationMAC},
    store::traits::{AppStateSyncKey, AppSyncStore},
};

fn key(mark: u8, timestamp: i64) -> AppStateSyncKey {
    AppStateSyncKey { key_data: vec![mark; 32], fingerprint: vec![mark], timestamp }
}

fn mac(index: u8, value: u8) -> AppStateMutationMAC {
    AppStateMutationMAC { index_mac: vec![index; 32], value_mac: vec![value; 32] }
}

on_both_databases! {
    async fn a_sync_key_comes_back_whole(db: Db) {
        let store = keyring(&db).await;
        assert!(store.get_sync_key(b"one").await.unwrap().is_none());
        store.set_sync_key(b"one", key(1, -5)).await.unwrap();
        let found = store.get_sync_key(b"one").await.unwrap().unwrap();
        assert_eq!((found.key_data, found.fingerprint, found.timestamp), (vec![1; 32], vec![1], -5));
    }

    async fn a_later_sync_key_replaces_an_earlier_one(db: Db) {
        let store = keyring(&db).await;
        store.set_sync_key(b"one", key(1, 1)).await.unwrap();
        store.set_sync_key(b"one", key(2, 2)).await.unwrap();
        assert_eq!(store.get_sync_key(b"one").await.unwrap().unwrap().timestamp, 2);
    }

    async fn the_latest_sync_key_is_the_one_stored_last_whatever_its_timestamp(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.get_latest_sync_key_id().await.unwrap(), None);
        store.set_sync_key(b"zzz", key(1, 300)).await.unwrap();
        store.set_sync_key(b"aaa", key(2, 100)).await.unwrap();
        assert_eq!(store.get_latest_sync_key_id().await.unwrap(), Some(b"aaa".to_vec()));
        store.set_sync_key(b"zzz", key(3, 50)).await.unwrap();
        assert_eq!(store.get_latest_sync_key_id().await.unwrap(), Some(b"zzz".to_vec()));
    }

    async fn an_unknown_collection_is_at_its_beginning(db: Db) {
        let state = keyring(&db).await.get_version("critical_block").await.unwrap();
        assert_eq!((state.version, state.hash, state.mac_mismatch_fatal), (0, [0; 128], false));
        assert!(state.index_value_map.is_empty());
    }

    async fn a_version_comes_back_whole_and_is_replaced_whole(db: Db) {
        let store = keyring(&db).await;
        let full = HashState {
            version: u64::MAX,
            hash: std::array::from_fn(|n| n as u8),
            index_value_map: HashMap::from([("index".to_owned(), vec![0, 255])]),
            mac_mismatch_fatal: true,
        };
        store.set_version("regular", full.clone()).await.unwrap();
        let HashState { version, hash, index_value_map, mac_mismatch_fatal } = store.get_version("regular").await.unwrap();
        assert_eq!((version, hash, index_value_map, mac_mismatch_fatal), (full.version, full.hash, full.index_value_map, true));
        store.set_version("regular", HashState { version: 2, ..HashState::default() }).await.unwrap();
        let state = store.get_version("regular").await.unwrap();
        assert_eq!((state.version, state.index_value_map.len(), state.mac_mismatch_fatal), (2, 0, false));
    }

    async fn a_version_that_cannot_be_read_is_an_error_not_a_beginning(db: Db) {
        let store = keyring(&db).await;
        store.set_version("regular", HashState::default()).await.unwrap();
        run_sql(&db, "UPDATE keyring_app_state_versions SET state = 'torn'").await;
        store.get_version("regular").await.unwrap_err();
    }

    async fn macs_are_stored_replaced_and_kept_apart_by_collection(db: Db) {
        let store = keyring(&db).await;
        store.put_mutation_macs("regular", 1, &[mac(1, 10), mac(2, 20)]).await.unwrap();
        store.put_mutation_macs("critical", 1, &[mac(1, 30)]).await.unwrap();
        store.put_mutation_macs("regular", 2, &[mac(1, 11)]).await.unwrap();
        assert_eq!(store.get_mutation_mac("regular", &[1; 32]).await.unwrap(), Some(vec![11; 32]));
        assert_eq!(store.get_mutation_mac("regular", &[2; 32]).await.unwrap(), Some(vec![20; 32]));
        assert_eq!(store.get_mutation_mac("critical", &[1; 32]).await.unwrap(), Some(vec![30; 32]));
        assert_eq!(store.get_mutation_mac("critical", &[2; 32]).await.unwrap(), None);
    }

    async fn the_last_of_two_macs_with_one_index_wins_within_a_batch(db: Db) {
        let store = keyring(&db).await;
        store.put_mutation_macs("regular", 1, &[mac(1, 10), mac(2, 20), mac(1, 11)]).await.unwrap();
        assert_eq!(store.get_mutation_mac("regular", &[1; 32]).await.unwrap(), Some(vec![11; 32]));
    }

    async fn many_macs_are_read_at_once_and_unknown_ones_are_left_out(db: Db) {
        let store = keyring(&db).await;
        let macs: Vec<_> = (0..200).map(|n| mac(n, n)).collect();
        store.put_mutation_macs("regular", 1, &macs).await.unwrap();
        store.put_mutation_macs("critical", 1, &[mac(250, 1)]).await.unwrap();
        let asked: Vec<[u8; 32]> = (0..=255).map(|n| [n; 32]).collect();
        let found = store.get_mutation_macs("regular", &asked).await.unwrap();
        assert_eq!(found.len(), 200);
        assert!((0..200).all(|n| found[&[n; 32]] == [n; 32]));
        assert!(store.get_mutation_macs("regular", &[]).await.unwrap().is_empty());
    }

    async fn macs_are_deleted_by_index_in_one_collection_only(db: Db) {
        let store = keyring(&db).await;
        let macs: Vec<_> = (0..200).map(|n| mac(n, n)).collect();
        store.put_mutation_macs("regular", 1, &macs).await.unwrap();
        store.put_mutation_macs("critical", 1, &macs).await.unwrap();
        let deleted: Vec<Vec<u8>> = (0..150).map(|n| vec![n; 32]).collect();
        store.delete_mutation_macs("regular", &deleted).await.unwrap();
        store.delete_mutation_macs("regular", &[]).await.unwrap();
        let all: Vec<[u8; 32]> = (0..200).map(|n| [n; 32]).collect();
        assert_eq!(store.get_mutation_macs("regular", &all).await.unwrap().len(), 50);
        assert_eq!(store.get_mutation_macs("critical", &all).await.unwrap().len(), 200);
    }

    async fn clearing_a_collection_leaves_the_others(db: Db) {
        let store = keyring(&db).await;
        store.put_mutation_macs("regular", 1, &[mac(1, 1), mac(2, 2)]).await.unwrap();
        store.put_mutation_macs("regular_low", 1, &[mac(1, 1)]).await.unwrap();
        store.clear_mutation_macs("regular").await.unwrap();
        assert_eq!(store.get_mutation_mac("regular", &[1; 32]).await.unwrap(), None);
        assert!(store.get_mutation_mac("regular_low", &[1; 32]).await.unwrap().is_some());
    }
}
