use super::{
    everything::{device_list, mapping},
    keyring,
};
use crate::on_both_databases;
use wacore::store::traits::{DeviceListRecord, LidPnMappingEntry, ProtocolStore};

fn learned(lid: &str, phone_number: &str, at: i64) -> LidPnMappingEntry {
    LidPnMappingEntry {
        lid: lid.into(),
        phone_number: phone_number.into(),
        created_at: at,
        updated_at: at,
        learning_source: "usync".into(),
    }
}

async fn devices(store: &impl ProtocolStore, group: &str) -> Vec<(String, bool)> {
    let mut devices = store.get_sender_key_devices(group).await.unwrap();
    devices.sort();
    devices
}

fn named(devices: &[(&str, bool)]) -> Vec<(String, bool)> {
    devices.iter().map(|(device, has_key)| ((*device).to_owned(), *has_key)).collect()
}

on_both_databases! {
    async fn devices_of_a_group_remember_who_holds_our_key(db: Db) {
        let store = keyring(&db).await;
        assert!(devices(&store, "g1").await.is_empty());
        store.set_sender_key_status("g1", &[("ana", true), ("ben", true)]).await.unwrap();
        store.set_sender_key_status("g1", &[("ben", false), ("cem", true), ("ana", true)]).await.unwrap();
        store.set_sender_key_status("g1", &[]).await.unwrap();
        assert_eq!(devices(&store, "g1").await, named(&[("ana", true), ("ben", false), ("cem", true)]));
    }

    async fn clearing_a_group_leaves_the_other_groups(db: Db) {
        let store = keyring(&db).await;
        store.set_sender_key_status("g1", &[("ana", true)]).await.unwrap();
        store.set_sender_key_status("g2", &[("ana", true)]).await.unwrap();
        store.clear_sender_key_devices("g1").await.unwrap();
        assert!(devices(&store, "g1").await.is_empty());
        assert_eq!(devices(&store, "g2").await, named(&[("ana", true)]));
    }

    async fn devices_are_deleted_from_every_group(db: Db) {
        let store = keyring(&db).await;
        store.set_sender_key_status("g1", &[("ana", true), ("ben", true)]).await.unwrap();
        store.set_sender_key_status("g2", &[("ana", true), ("cem", false)]).await.unwrap();
        store.delete_sender_key_device_rows(&[]).await.unwrap();
        store.delete_sender_key_device_rows(&["ana", "cem", "nobody"]).await.unwrap();
        assert_eq!(devices(&store, "g1").await, named(&[("ben", true)]));
        assert!(devices(&store, "g2").await.is_empty());
    }

    async fn all_groups_are_cleared_for_one_keyring_only(db: Db) {
        let (store, other) = (keyring(&db).await, keyring(&db).await);
        for store in [&store, &other] {
            store.set_sender_key_status("g1", &[("ana", true)]).await.unwrap();
            store.set_sender_key_status("g2", &[("ana", true)]).await.unwrap();
        }
        store.clear_all_sender_key_devices().await.unwrap();
        assert!(devices(&store, "g1").await.is_empty() && devices(&store, "g2").await.is_empty());
        assert_eq!(devices(&other, "g1").await.len(), 1);
    }

    async fn a_group_of_a_thousand_devices_is_written_at_once(db: Db) {
        let store = keyring(&db).await;
        let names: Vec<String> = (0..1_000).map(|n| format!("{n:04}@lid")).collect();
        let entries: Vec<(&str, bool)> = names.iter().map(|name| (name.as_str(), true)).collect();
        store.set_sender_key_status("g1", &entries).await.unwrap();
        assert_eq!(devices(&store, "g1").await, named(&entries));
        let gone: Vec<&str> = names[1..].iter().map(String::as_str).collect();
        store.delete_sender_key_device_rows(&gone).await.unwrap();
        assert_eq!(devices(&store, "g1").await, named(&entries[..1]));
    }

    async fn a_mapping_is_found_from_both_sides(db: Db) {
        let store = keyring(&db).await;
        assert!(store.get_lid_mapping("100").await.unwrap().is_none());
        assert!(store.get_pn_mapping("628").await.unwrap().is_none());
        store.put_lid_mapping(&mapping(7)).await.unwrap();
        for found in [store.get_lid_mapping("100").await, store.get_pn_mapping("628").await] {
            let LidPnMappingEntry { lid, phone_number, created_at, updated_at, learning_source } = found.unwrap().unwrap();
            assert_eq!((lid.as_str(), phone_number.as_str(), created_at, updated_at, learning_source.as_str()), ("100", "628", 7, 7, "7"));
        }
    }

    async fn a_number_with_several_lids_answers_the_one_learned_last(db: Db) {
        let store = keyring(&db).await;
        store.put_lid_mapping(&learned("new", "628", 20)).await.unwrap();
        store.put_lid_mapping(&learned("old", "628", 10)).await.unwrap();
        assert_eq!(store.get_pn_mapping("628").await.unwrap().unwrap().lid, "new");
        assert_eq!(store.get_lid_mapping("old").await.unwrap().unwrap().phone_number, "628");
    }

    async fn a_lid_that_moves_to_another_number_leaves_the_first(db: Db) {
        let store = keyring(&db).await;
        store.put_lid_mapping(&learned("100", "628", 1)).await.unwrap();
        store.put_lid_mapping(&learned("100", "629", 2)).await.unwrap();
        assert!(store.get_pn_mapping("628").await.unwrap().is_none());
        assert_eq!(store.get_pn_mapping("629").await.unwrap().unwrap().lid, "100");
    }

    async fn two_thousand_mappings_are_written_at_once_and_listed(db: Db) {
        let store = keyring(&db).await;
        assert!(store.get_all_lid_mappings().await.unwrap().is_empty());
        let mut entries: Vec<_> = (0..2_000).map(|n| learned(&format!("lid{n}"), &format!("pn{n}"), n)).collect();
        entries.push(learned("lid0", "moved", 3_000));
        store.put_lid_mappings(&entries).await.unwrap();
        store.put_lid_mappings(&[]).await.unwrap();
        assert_eq!(store.get_all_lid_mappings().await.unwrap().len(), 2_000);
        assert_eq!(store.get_lid_mapping("lid0").await.unwrap().unwrap().phone_number, "moved");
        assert_eq!(store.get_pn_mapping("pn1999").await.unwrap().unwrap().lid, "lid1999");
    }

    async fn a_base_key_is_the_same_only_for_its_address_its_message_and_its_bytes(db: Db) {
        let store = keyring(&db).await;
        assert!(!store.has_same_base_key("ana", "M1", b"key").await.unwrap());
        store.save_base_key("ana", "M1", b"key").await.unwrap();
        assert!(store.has_same_base_key("ana", "M1", b"key").await.unwrap());
        for (address, message, bytes) in [("ben", "M1", "key"), ("ana", "M2", "key"), ("ana", "M1", "kex"), ("ana", "M1", "")] {
            assert!(!store.has_same_base_key(address, message, bytes.as_bytes()).await.unwrap());
        }
    }

    async fn a_base_key_is_replaced_and_deleted(db: Db) {
        let store = keyring(&db).await;
        store.save_base_key("ana", "M1", b"old").await.unwrap();
        store.save_base_key("ana", "M1", b"new").await.unwrap();
        store.save_base_key("ana", "M2", b"new").await.unwrap();
        assert!(!store.has_same_base_key("ana", "M1", b"old").await.unwrap());
        store.delete_base_key("ana", "M1").await.unwrap();
        store.delete_base_key("ana", "M1").await.unwrap();
        assert!(!store.has_same_base_key("ana", "M1", b"new").await.unwrap());
        assert!(store.has_same_base_key("ana", "M2", b"new").await.unwrap());
    }

    async fn a_device_list_comes_back_whole(db: Db) {
        let store = keyring(&db).await;
        assert!(store.get_devices("100").await.unwrap().is_none());
        store.update_device_list(device_list(9)).await.unwrap();
        let DeviceListRecord { user, devices, timestamp, phash, raw_id } = store.get_devices("100").await.unwrap().unwrap();
        assert_eq!((user.as_str(), timestamp, phash.as_deref(), raw_id), ("100", 9, Some("2:abc"), Some(u32::MAX)));
        let devices: Vec<_> = devices.iter().map(|device| (device.device_id, device.key_index, device.is_hosted)).collect();
        assert_eq!(devices, [(0, None, false), (3, Some(4), true)]);
    }

    async fn a_device_list_is_replaced_whole_and_deleted(db: Db) {
        let store = keyring(&db).await;
        store.update_device_list(device_list(1)).await.unwrap();
        store.update_device_list(DeviceListRecord { devices: vec![], phash: None, raw_id: None, ..device_list(2) }).await.unwrap();
        let list = store.get_devices("100").await.unwrap().unwrap();
        assert_eq!((list.timestamp, list.devices.len(), list.phash, list.raw_id), (2, 0, None, None));
        store.delete_devices("100").await.unwrap();
        store.delete_devices("100").await.unwrap();
        assert!(store.get_devices("100").await.unwrap().is_none());
    }

    async fn a_thousand_device_lists_are_written_at_once(db: Db) {
        let store = keyring(&db).await;
        let mut lists: Vec<_> = (0..1_000).map(|n| DeviceListRecord { user: n.to_string(), ..device_list(1) }).collect();
        lists.push(DeviceListRecord { user: "5".into(), ..device_list(2) });
        store.update_device_lists(lists).await.unwrap();
        store.update_device_lists(vec![]).await.unwrap();
        assert_eq!(store.get_devices("5").await.unwrap().unwrap().timestamp, 2);
        assert_eq!(store.get_devices("999").await.unwrap().unwrap().timestamp, 1);
    }

    async fn group_metadata_is_stored_replaced_and_deleted(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.get_group_metadata("g1").await.unwrap(), None);
        store.put_group_metadata("g1", b"old").await.unwrap();
        store.put_group_metadata("g1", b"new").await.unwrap();
        store.put_group_metadata("g2", b"other").await.unwrap();
        assert_eq!(store.get_group_metadata("g1").await.unwrap(), Some(b"new".to_vec()));
        store.delete_group_metadata("g1").await.unwrap();
        store.delete_group_metadata("g1").await.unwrap();
        assert_eq!(store.get_group_metadata("g1").await.unwrap(), None);
        assert_eq!(store.get_group_metadata("g2").await.unwrap(), Some(b"other".to_vec()));
    }
}
