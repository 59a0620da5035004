//! What holds for every method that writes many rows.
use super::{everything::rows_of, keyring};
use crate::{
    db::{Db, Dialect},
    on_both_databases,
    whatsapp::storage::{KeyStore, delete_keyring, is_keyring_gone},
};
use bytes::Bytes;
use std::sync::Arc;
use wacore::{
    appstate::{hash::HashState, processor::AppStateMutationMAC},
    store::{
        Device,
        error::Result,
        traits::{AppStateSyncKey, AppSyncStore, DeviceStore, MsgSecretStore, PendingInboundKey, ProtocolStore, SignalStore, TcTokenEntry},
    },
};

/// Makes the database refuse one address, as a full disk would refuse any.
async fn refuse_the_address_z(db: &Db) {
    let rule = match db.dialect() {
        Dialect::Sqlite => {
            "CREATE TRIGGER refuse BEFORE INSERT ON keyring_sessions WHEN NEW.address = 'z' BEGIN SELECT RAISE(ABORT, 'refused'); END"
        }
        Dialect::Postgres => "ALTER TABLE keyring_sessions ADD CONSTRAINT refuse CHECK (address <> 'z')",
    };
    super::run_sql(db, rule).await;
}

fn session(address: impl Into<Arc<str>>) -> (Arc<str>, Bytes) {
    (address.into(), Bytes::from_static(b"record"))
}

/// Every method that writes at once, with its name.
async fn every_write(store: &KeyStore) -> Vec<(&'static str, Result<()>)> {
    let mut results = vec![
        ("put_identity", store.put_identity("a", [1; 32]).await),
        ("put_identities_batch", store.put_identities_batch(&[("a".into(), [1; 32])]).await),
        ("delete_identity", store.delete_identity("a").await),
        ("put_session", store.put_session("a", b"x").await),
        ("put_sessions_batch", store.put_sessions_batch(&[session("a")]).await),
        ("delete_session", store.delete_session("a").await),
        ("store_prekey", store.store_prekey(1, b"x", false).await),
        ("store_prekeys_batch", store.store_prekeys_batch(&[(1, Bytes::new())], false).await),
        ("mark_prekeys_uploaded", store.mark_prekeys_uploaded(&[1]).await),
        ("remove_prekey", store.remove_prekey(1).await),
        ("store_signed_prekey", store.store_signed_prekey(1, b"x").await),
        ("remove_signed_prekey", store.remove_signed_prekey(1).await),
        ("put_sender_key", store.put_sender_key("a", b"x").await),
        ("put_sender_keys_batch", store.put_sender_keys_batch(&[session("a")]).await),
        ("delete_sender_key", store.delete_sender_key("a").await),
        ("save", store.save(&Device::new()).await),
        ("create", store.create().await.map(drop)),
    ];
    results.extend(every_write_of_app_state_and_secrets(store).await);
    results.extend(every_write_of_groups_and_people(store).await);
    results.extend(every_write_of_messages(store).await);
    results
}

async fn every_write_of_app_state_and_secrets(store: &KeyStore) -> Vec<(&'static str, Result<()>)> {
    let mac = AppStateMutationMAC { index_mac: vec![1; 32], value_mac: vec![1] };
    vec![
        ("set_sync_key", store.set_sync_key(b"k", AppStateSyncKey::default()).await),
        ("set_version", store.set_version("c", HashState::default()).await),
        ("put_mutation_macs", store.put_mutation_macs("c", 1, &[mac]).await),
        ("delete_mutation_macs", store.delete_mutation_macs("c", &[vec![1; 32]]).await),
        ("clear_mutation_macs", store.clear_mutation_macs("c").await),
        ("put_msg_secret", store.put_msg_secret("c", "s", "m", &[1; 32]).await),
        ("delete_expired_msg_secrets", store.delete_expired_msg_secrets(1).await.map(drop)),
    ]
}

async fn every_write_of_groups_and_people(store: &KeyStore) -> Vec<(&'static str, Result<()>)> {
    let token = TcTokenEntry { token: vec![1], token_timestamp: 1, sender_timestamp: None };
    vec![
        ("set_sender_key_status", store.set_sender_key_status("g", &[("d", true)]).await),
        ("clear_sender_key_devices", store.clear_sender_key_devices("g").await),
        ("delete_sender_key_device_rows", store.delete_sender_key_device_rows(&["d"]).await),
        ("clear_all_sender_key_devices", store.clear_all_sender_key_devices().await),
        ("put_lid_mapping", store.put_lid_mapping(&super::everything::mapping(1)).await),
        ("put_lid_mappings", store.put_lid_mappings(&[super::everything::mapping(1)]).await),
        ("save_base_key", store.save_base_key("a", "m", b"x").await),
        ("delete_base_key", store.delete_base_key("a", "m").await),
        ("update_device_list", store.update_device_list(super::everything::device_list(1)).await),
        ("update_device_lists", store.update_device_lists(vec![super::everything::device_list(1)]).await),
        ("delete_devices", store.delete_devices("u").await),
        ("put_group_metadata", store.put_group_metadata("g", b"x").await),
        ("delete_group_metadata", store.delete_group_metadata("g").await),
        ("put_tc_token", store.put_tc_token("j", &token).await),
        ("delete_tc_token", store.delete_tc_token("j").await),
        ("delete_expired_tc_tokens", store.delete_expired_tc_tokens(1, 1).await.map(drop)),
        ("touch_tc_token_sender_timestamp", store.touch_tc_token_sender_timestamp("j", 1).await),
        ("store_received_tc_token", store.store_received_tc_token("j", b"x", 1).await),
    ]
}

async fn every_write_of_messages(store: &KeyStore) -> Vec<(&'static str, Result<()>)> {
    let key = PendingInboundKey { chat: "c", sender: "s", id: "m" };
    vec![
        ("store_sent_message", store.store_sent_message("c", "m", b"x").await),
        ("take_sent_message", store.take_sent_message("c", "m").await.map(drop)),
        ("delete_expired_sent_messages", store.delete_expired_sent_messages(1).await.map(drop)),
        ("delete_pending_inbound", store.delete_pending_inbound("c", "s", "m").await),
        ("delete_pending_inbound_batch", store.delete_pending_inbound_batch(&[key]).await),
        ("delete_expired_pending_inbound", store.delete_expired_pending_inbound(1).await.map(drop)),
    ]
}

on_both_databases! {
    async fn no_writing_method_brings_a_deleted_keyring_back(db: Db) {
        let store = keyring(&db).await;
        delete_keyring(&db, store.keyring()).await.unwrap();
        let results = every_write(&store).await;
        assert_eq!(results.len(), 48);
        for (method, result) in results {
            assert!(result.is_err_and(|error| is_keyring_gone(&error)), "{method}");
        }
        assert_eq!(rows_of(&db, &store).await, 0);
        assert!(!store.exists().await.unwrap());
    }

    async fn every_writing_method_works_on_an_empty_keyring(db: Db) {
        for (method, result) in every_write(&keyring(&db).await).await {
            assert!(result.is_ok(), "{method}: {result:?}");
        }
    }

    async fn a_batch_is_written_whole_or_not_at_all(db: Db) {
        let store = keyring(&db).await;
        store.put_session("a000", b"before").await.unwrap();
        refuse_the_address_z(&db).await;
        let mut batch: Vec<_> = (0..300).map(|n| session(format!("a{n:03}"))).collect();
        batch.push(session("z"));
        let error = store.put_sessions_batch(&batch).await.unwrap_err();
        assert!(!is_keyring_gone(&error));
        assert_eq!(store.get_session("a000").await.unwrap(), Some(Bytes::from_static(b"before")));
        assert_eq!(rows_of(&db, &store).await, 1);
    }

    async fn a_refused_write_leaves_the_store_usable(db: Db) {
        let store = keyring(&db).await;
        refuse_the_address_z(&db).await;
        for _ in 0..20 {
            store.put_session("z", b"record").await.unwrap_err();
        }
        store.put_session("a", b"record").await.unwrap();
        assert!(store.has_session("a").await.unwrap());
    }

    async fn the_last_row_of_each_key_wins_within_a_batch(db: Db) {
        let store = keyring(&db).await;
        let twice: [(Arc<str>, Bytes); 3] =
            [("a".into(), Bytes::from_static(b"old")), ("b".into(), Bytes::from_static(b"b")), ("a".into(), Bytes::from_static(b"new"))];
        store.put_sessions_batch(&twice).await.unwrap();
        store.put_sender_keys_batch(&twice).await.unwrap();
        store.put_identities_batch(&[("a".into(), [1; 32]), ("a".into(), [2; 32])]).await.unwrap();
        store.store_prekeys_batch(&[(1, twice[0].1.clone()), (1, twice[2].1.clone())], false).await.unwrap();
        store.set_sender_key_status("g", &[("d", true), ("d", false)]).await.unwrap();
        assert_eq!(store.get_session("a").await.unwrap(), Some(twice[2].1.clone()));
        assert_eq!(store.get_sender_key("a").await.unwrap(), Some(b"new".to_vec()));
        assert_eq!(store.load_identity("a").await.unwrap(), Some([2; 32]));
        assert_eq!(store.load_prekey(1).await.unwrap(), Some(twice[2].1.clone()));
        assert_eq!(store.get_sender_key_devices("g").await.unwrap(), [("d".to_owned(), false)]);
    }

    async fn empty_batches_are_no_work_and_no_error(db: Db) {
        let store = keyring(&db).await;
        store.put_identities_batch(&[]).await.unwrap();
        store.put_sessions_batch(&[]).await.unwrap();
        store.put_sender_keys_batch(&[]).await.unwrap();
        store.store_prekeys_batch(&[], true).await.unwrap();
        store.mark_prekeys_uploaded(&[]).await.unwrap();
        store.put_mutation_macs("c", 1, &[]).await.unwrap();
        assert_eq!(store.load_prekeys_batch(&[]).await.unwrap(), []);
        assert_eq!(rows_of(&db, &store).await, 0);
    }

    async fn batches_of_every_size_around_a_statement_are_complete(db: Db) {
        for size in [1_u32, 2, 8, 9, 63, 64, 65, 127, 128, 129, 200] {
            let store = keyring(&db).await;
            let keys: Vec<_> = (0..size).map(|id| (id, Bytes::from(id.to_be_bytes().to_vec()))).collect();
            store.store_prekeys_batch(&keys, false).await.unwrap();
            let ids: Vec<u32> = (0..size + 3).collect();
            assert_eq!(store.load_prekeys_batch(&ids).await.unwrap(), keys, "{size}");
        }
    }
}
