use super::{keyring, run_sql};
use crate::on_both_databases;
use std::sync::Arc;
use wacore::{
    client_profile::ClientProfile,
    libsignal::protocol::{KeyPair, PrivateKey, PublicKey},
    store::{
        Device,
        device::{CachedNoiseCert, CachedServerCertChain, DEVICE_PROPS},
        traits::DeviceStore,
    },
};
use waproto::whatsapp::{ADVSignedDeviceIdentity, DeviceProps};

/// What a program of today has written, and every later one must read.
const FORMAT_1: &str = include_str!("device_format_1.json");

fn pair(mark: u8) -> KeyPair {
    let private = PrivateKey::deserialize(&[mark; 32]).unwrap();
    KeyPair::new(PublicKey::from_djb_public_key_bytes(&[mark + 1; 32]).unwrap(), private)
}

fn pair_bytes(pair: &KeyPair) -> (Vec<u8>, Vec<u8>) {
    (pair.private_key.serialize().to_vec(), pair.public_key.public_key_bytes().to_vec())
}

fn certificate(mark: u8) -> CachedNoiseCert {
    CachedNoiseCert { key: [mark; 32], not_before: i64::from(mark), not_after: i64::MAX }
}

/// No field has its default. A field that the library adds does not compile here, and must be given a value.
fn full_device() -> Device {
    let account = ADVSignedDeviceIdentity { details: Some(vec![1, 2]), account_signature: Some(vec![3]), ..Default::default() };
    Device {
        pn: Some("6281200000001:7@s.whatsapp.net".parse().unwrap()),
        lid: Some("100000012345678:7@lid".parse().unwrap()),
        registration_id: u32::MAX,
        noise_key: pair(0x10),
        identity_key: pair(0x20),
        signed_pre_key: pair(0x30),
        signed_pre_key_id: 0x00ff_ffff,
        signed_pre_key_signature: std::array::from_fn(|n| 255 - n as u8),
        adv_secret_key: [0xad; 32],
        account: Some(Arc::new(account)),
        push_name: "Toko “Ana” 🛒 \\ ' \n".into(),
        app_version_primary: 2,
        app_version_secondary: 3_000,
        app_version_tertiary: u32::MAX,
        app_version_last_fetched_ms: i64::MAX,
        device_props: Arc::new(DeviceProps { os: Some("Leadwire".into()), ..DEVICE_PROPS.clone() }),
        client_profile: ClientProfile::web(),
        edge_routing_info: Some(vec![0, 255]),
        props_hash: Some("hash".into()),
        next_pre_key_id: 813,
        first_unupload_pre_key_id: 812,
        server_has_prekeys: true,
        nct_salt: Some(vec![9; 16]),
        nct_salt_sync_seen: true,
        server_cert_chain: Some(CachedServerCertChain { intermediate: certificate(1), leaf: certificate(2) }),
        login_counter: i32::MAX,
        lid_migrated: true,
        last_signed_pre_key_rotation_ms: 1_700_000_000_000,
        read_receipts_disabled: true,
    }
}

/// Field by field; the pattern names all of them, so that none can be forgotten.
fn assert_same(found: Device, expected: Device) {
    let Device {
        pn,
        lid,
        registration_id,
        noise_key,
        identity_key,
        signed_pre_key,
        signed_pre_key_id,
        signed_pre_key_signature,
        adv_secret_key,
        account,
        push_name,
        app_version_primary,
        app_version_secondary,
        app_version_tertiary,
        app_version_last_fetched_ms,
        device_props,
        client_profile,
        edge_routing_info,
        props_hash,
        next_pre_key_id,
        first_unupload_pre_key_id,
        server_has_prekeys,
        nct_salt,
        nct_salt_sync_seen,
        server_cert_chain,
        login_counter,
        lid_migrated,
        last_signed_pre_key_rotation_ms,
        read_receipts_disabled,
    } = found;
    assert_eq!((pn, lid, registration_id), (expected.pn, expected.lid, expected.registration_id));
    for (found, expected) in
        [(noise_key, expected.noise_key), (identity_key, expected.identity_key), (signed_pre_key, expected.signed_pre_key)]
    {
        assert_eq!(pair_bytes(&found), pair_bytes(&expected));
    }
    assert_eq!((signed_pre_key_id, signed_pre_key_signature), (expected.signed_pre_key_id, expected.signed_pre_key_signature));
    assert_eq!((adv_secret_key, account, push_name), (expected.adv_secret_key, expected.account, expected.push_name));
    assert_eq!(
        (app_version_primary, app_version_secondary, app_version_tertiary, app_version_last_fetched_ms),
        (expected.app_version_primary, expected.app_version_secondary, expected.app_version_tertiary, expected.app_version_last_fetched_ms)
    );
    assert_eq!(device_props, expected.device_props);
    assert_eq!(format!("{client_profile:?}"), format!("{:?}", ClientProfile::web()), "set by the engine at every start, not stored");
    assert_eq!((edge_routing_info, props_hash), (expected.edge_routing_info, expected.props_hash));
    assert_eq!(
        (next_pre_key_id, first_unupload_pre_key_id, server_has_prekeys),
        (expected.next_pre_key_id, expected.first_unupload_pre_key_id, expected.server_has_prekeys)
    );
    assert_eq!((nct_salt, nct_salt_sync_seen), (expected.nct_salt, expected.nct_salt_sync_seen));
    assert_eq!((server_cert_chain, login_counter), (expected.server_cert_chain, expected.login_counter));
    assert_eq!(
        (lid_migrated, last_signed_pre_key_rotation_ms, read_receipts_disabled),
        (expected.lid_migrated, expected.last_signed_pre_key_rotation_ms, expected.read_receipts_disabled)
    );
}

on_both_databases! {
    async fn a_new_keyring_has_no_device(db: Db) {
        let store = keyring(&db).await;
        assert!(!store.exists().await.unwrap());
        assert!(store.load().await.unwrap().is_none());
        assert!(!store.is_linked().await.unwrap());
    }

    async fn creating_makes_a_device_once(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.create().await.unwrap(), 1);
        assert!(store.exists().await.unwrap());
        let first = store.load().await.unwrap().unwrap();
        assert_eq!(first.device_props, Arc::new(DEVICE_PROPS.clone()));
        assert!(!store.is_linked().await.unwrap());
        store.create().await.unwrap();
        assert_same(store.load().await.unwrap().unwrap(), first);
    }

    async fn a_device_comes_back_with_every_field(db: Db) {
        let store = keyring(&db).await;
        store.save(&full_device()).await.unwrap();
        assert_same(store.load().await.unwrap().unwrap(), full_device());
        assert!(store.exists().await.unwrap());
        assert!(store.is_linked().await.unwrap());
    }

    async fn a_device_with_nothing_optional_comes_back_so(db: Db) {
        let store = keyring(&db).await;
        let plain = Device::new();
        store.save(&full_device()).await.unwrap();
        store.save(&plain).await.unwrap();
        assert_same(store.load().await.unwrap().unwrap(), plain);
    }

    async fn a_device_saved_by_the_first_format_is_read(db: Db) {
        let store = keyring(&db).await;
        store.create().await.unwrap();
        let mut transaction = db.write().await.unwrap();
        sqlx::query("UPDATE keyrings SET device = $1").bind(FORMAT_1.trim()).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
        assert_same(store.load().await.unwrap().unwrap(), full_device());
    }

    async fn what_is_stored_today_is_the_first_format(db: Db) {
        let store = keyring(&db).await;
        store.save(&full_device()).await.unwrap();
        let stored: String = sqlx::query_scalar("SELECT device FROM keyrings").fetch_one(db.read()).await.unwrap();
        assert_eq!(stored, FORMAT_1.trim(), "a changed form needs a new format number");
    }

    async fn a_device_of_an_unknown_format_is_refused_with_both_numbers(db: Db) {
        let store = keyring(&db).await;
        store.create().await.unwrap();
        run_sql(&db, r#"UPDATE keyrings SET device = '{"format":2,"anything":[]}'"#).await;
        let error = store.load().await.err().unwrap().to_string();
        assert!(error.contains("format 2") && error.contains("format 1"), "{error}");
    }

    async fn a_torn_device_is_an_error_and_not_a_new_device(db: Db) {
        let store = keyring(&db).await;
        store.create().await.unwrap();
        run_sql(&db, "UPDATE keyrings SET device = 'torn'").await;
        assert!(store.load().await.is_err());
        assert!(store.exists().await.unwrap());
    }

    async fn saving_one_device_leaves_the_others(db: Db) {
        let (one, two) = (keyring(&db).await, keyring(&db).await);
        one.save(&full_device()).await.unwrap();
        two.create().await.unwrap();
        assert!(one.is_linked().await.unwrap());
        assert!(!two.is_linked().await.unwrap());
    }

    async fn a_snapshot_is_no_error_and_no_memory_belongs_to_one_phone(db: Db) {
        let store = keyring(&db).await;
        store.snapshot_db("decrypt-failure", Some(b"frame")).await.unwrap();
        assert_eq!(store.resource_report().await.total_bytes(), 0);
    }
}
