//! One row in every table, told apart by a mark: what isolation, deletion and durability are asked of.
use crate::{db::Db, whatsapp::storage::KeyStore};
use wacore::{
    appstate::{hash::HashState, processor::AppStateMutationMAC},
    store::{
        Device,
        traits::{
            AppStateSyncKey, AppSyncStore, DeviceInfo, DeviceListRecord, DeviceStore, LidPnMappingEntry, MsgSecretStore, ProtocolStore,
            SignalStore, TcTokenEntry,
        },
    },
};

/// Every table of a keyring.
pub const TABLES: [&str; 17] = [
    "keyring_identities",
    "keyring_sessions",
    "keyring_prekeys",
    "keyring_signed_prekeys",
    "keyring_sender_keys",
    "keyring_app_state_keys",
    "keyring_app_state_versions",
    "keyring_app_state_macs",
    "keyring_sender_key_devices",
    "keyring_lid_mappings",
    "keyring_base_keys",
    "keyring_device_lists",
    "keyring_groups",
    "keyring_tc_tokens",
    "keyring_sent_messages",
    "keyring_pending_inbound",
    "keyring_message_secrets",
];

/// Writes one row into every table, under the same keys for every mark.
pub async fn fill(store: &KeyStore, mark: u8) {
    let value = vec![mark; 3];
    // Its copy goes to the database with the next Signal session.
    store.store_pending_inbound("ana@lid", "ana@lid", "M1", &value).await.unwrap();
    store.put_identity("ana:1@lid", [mark; 32]).await.unwrap();
    store.put_session("ana:1@lid", &value).await.unwrap();
    store.store_prekey(7, &value, false).await.unwrap();
    store.store_signed_prekey(7, &value).await.unwrap();
    store.put_sender_key("group:ana", &value).await.unwrap();
    let key = AppStateSyncKey { key_data: value.clone(), fingerprint: value.clone(), timestamp: i64::from(mark) };
    store.set_sync_key(b"key", key).await.unwrap();
    store.set_version("regular", HashState { version: u64::from(mark), ..HashState::default() }).await.unwrap();
    let mac = AppStateMutationMAC { index_mac: vec![1; 32], value_mac: value.clone() };
    store.put_mutation_macs("regular", 1, &[mac]).await.unwrap();
    store.set_sender_key_status("g@g.us", &[("ana:1@lid", mark.is_multiple_of(2))]).await.unwrap();
    store.put_lid_mapping(&mapping(mark)).await.unwrap();
    store.save_base_key("ana:1@lid", "M1", &value).await.unwrap();
    store.update_device_list(device_list(mark)).await.unwrap();
    store.put_group_metadata("g@g.us", &value).await.unwrap();
    store.put_tc_token("ana@lid", &TcTokenEntry { token: value.clone(), token_timestamp: 1, sender_timestamp: None }).await.unwrap();
    store.store_sent_message("ana@lid", "M1", &value).await.unwrap();
    store.put_msg_secret("ana@lid", "ana@lid", "M1", &[mark; 32]).await.unwrap();
    store.save(&Device { push_name: mark.to_string(), ..Device::new() }).await.unwrap();
}

/// Reads back all that [`fill`] wrote with this mark.
pub async fn expect_filled(store: &KeyStore, mark: u8) {
    let value = Some(vec![mark; 3]);
    assert_eq!(store.load_identity("ana:1@lid").await.unwrap(), Some([mark; 32]));
    assert_eq!(store.get_session("ana:1@lid").await.unwrap().map(Vec::from), value);
    assert_eq!(store.load_prekey(7).await.unwrap().map(Vec::from), value);
    assert_eq!(store.load_signed_prekey(7).await.unwrap(), value);
    assert_eq!(store.get_sender_key("group:ana").await.unwrap(), value);
    assert_eq!(store.get_sync_key(b"key").await.unwrap().map(|key| key.key_data), value);
    assert_eq!(store.get_latest_sync_key_id().await.unwrap(), Some(b"key".to_vec()));
    assert_eq!(store.get_version("regular").await.unwrap().version, u64::from(mark));
    assert_eq!(store.get_mutation_mac("regular", &[1; 32]).await.unwrap(), value);
    assert_eq!(store.get_sender_key_devices("g@g.us").await.unwrap(), [("ana:1@lid".to_owned(), mark.is_multiple_of(2))]);
    assert_eq!(store.get_lid_mapping("100").await.unwrap().unwrap().learning_source, mark.to_string());
    assert_eq!(store.get_pn_mapping("628").await.unwrap().unwrap().learning_source, mark.to_string());
    assert!(store.has_same_base_key("ana:1@lid", "M1", &[mark; 3]).await.unwrap());
    assert_eq!(store.get_devices("100").await.unwrap().unwrap().timestamp, i64::from(mark));
    assert_eq!(store.get_group_metadata("g@g.us").await.unwrap(), value);
    assert_eq!(store.get_tc_token("ana@lid").await.unwrap().map(|entry| entry.token), value);
    assert_eq!(store.get_pending_inbound("ana@lid", "ana@lid", "M1").await.unwrap(), value);
    assert_eq!(store.get_msg_secret("ana@lid", "ana@lid", "M1").await.unwrap(), Some(vec![mark; 32]));
    assert_eq!(store.load().await.unwrap().unwrap().push_name, mark.to_string());
    // Last, because taking it deletes it.
    assert_eq!(store.take_sent_message("ana@lid", "M1").await.unwrap(), value);
}

/// How many rows all tables hold for one keyring.
pub async fn rows_of(db: &Db, store: &KeyStore) -> i64 {
    let mut rows = 0;
    for table in TABLES {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE keyring_id = $1"));
        rows += sqlx::query_scalar::<_, i64>(count).bind(store.keyring().get()).fetch_one(db.read()).await.unwrap();
    }
    rows
}

pub fn mapping(mark: u8) -> LidPnMappingEntry {
    let learned = i64::from(mark);
    LidPnMappingEntry {
        lid: "100".into(),
        phone_number: "628".into(),
        created_at: learned,
        updated_at: learned,
        learning_source: mark.to_string(),
    }
}

pub fn device_list(mark: u8) -> DeviceListRecord {
    let devices = vec![DeviceInfo::new(0, None), DeviceInfo::new(3, Some(4)).with_hosting(true)];
    DeviceListRecord { user: "100".into(), devices, timestamp: i64::from(mark), phash: Some("2:abc".into()), raw_id: Some(u32::MAX) }
}
