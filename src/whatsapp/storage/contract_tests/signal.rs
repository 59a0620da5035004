use super::keyring;
use crate::on_both_databases;
use bytes::Bytes;
use std::sync::Arc;
use wacore::store::traits::SignalStore;

fn address(number: usize) -> Arc<str> {
    format!("{number}:1@lid").into()
}

on_both_databases! {
    async fn an_unknown_address_has_no_identity_session_or_sender_key(db: Db) {
        let store = keyring(&db).await;
        assert_eq!(store.load_identity("ana@lid").await.unwrap(), None);
        assert_eq!(store.get_session("ana@lid").await.unwrap(), None);
        assert!(!store.has_session("ana@lid").await.unwrap());
        assert_eq!(store.get_sender_key("ana@lid").await.unwrap(), None);
    }

    async fn a_later_identity_replaces_an_earlier_one(db: Db) {
        let store = keyring(&db).await;
        store.put_identity("ana@lid", [1; 32]).await.unwrap();
        store.put_identity("ana@lid", [2; 32]).await.unwrap();
        store.put_identity("ben@lid", [3; 32]).await.unwrap();
        assert_eq!(store.load_identity("ana@lid").await.unwrap(), Some([2; 32]));
    }

    async fn a_deleted_identity_is_gone_and_can_be_deleted_again(db: Db) {
        let store = keyring(&db).await;
        store.put_identity("ana@lid", [1; 32]).await.unwrap();
        store.put_identity("ben@lid", [2; 32]).await.unwrap();
        store.delete_identity("ana@lid").await.unwrap();
        store.delete_identity("ana@lid").await.unwrap();
        assert_eq!(store.load_identity("ana@lid").await.unwrap(), None);
        assert_eq!(store.load_identity("ben@lid").await.unwrap(), Some([2; 32]));
    }

    async fn a_batch_of_identities_adds_and_replaces(db: Db) {
        let store = keyring(&db).await;
        store.put_identity(&address(0), [9; 32]).await.unwrap();
        let batch: Vec<_> = (0..500).map(|n| (address(n), [(n % 250) as u8; 32])).collect();
        store.put_identities_batch(&batch).await.unwrap();
        for n in [0, 63, 64, 65, 499] {
            assert_eq!(store.load_identity(&address(n)).await.unwrap(), Some([(n % 250) as u8; 32]));
        }
    }

    async fn a_later_session_replaces_an_earlier_one(db: Db) {
        let store = keyring(&db).await;
        store.put_session("ana@lid", b"first").await.unwrap();
        store.put_session("ana@lid", b"second").await.unwrap();
        assert_eq!(store.get_session("ana@lid").await.unwrap(), Some(Bytes::from_static(b"second")));
        assert!(store.has_session("ana@lid").await.unwrap());
    }

    async fn an_empty_session_is_a_session(db: Db) {
        let store = keyring(&db).await;
        store.put_session("ana@lid", b"").await.unwrap();
        assert_eq!(store.get_session("ana@lid").await.unwrap(), Some(Bytes::new()));
        assert!(store.has_session("ana@lid").await.unwrap());
    }

    async fn a_session_of_any_bytes_and_any_size_comes_back_as_it_was(db: Db) {
        let store = keyring(&db).await;
        let record: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
        store.put_session("ana@lid", &record).await.unwrap();
        assert_eq!(store.get_session("ana@lid").await.unwrap().map(Vec::from), Some(record));
    }

    async fn a_deleted_session_is_gone_and_can_be_deleted_again(db: Db) {
        let store = keyring(&db).await;
        store.put_session("ana@lid", b"record").await.unwrap();
        store.delete_session("ana@lid").await.unwrap();
        store.delete_session("ana@lid").await.unwrap();
        assert!(!store.has_session("ana@lid").await.unwrap());
    }

    async fn a_batch_of_sessions_adds_and_replaces(db: Db) {
        let store = keyring(&db).await;
        store.put_session(&address(1), b"old").await.unwrap();
        let batch: Vec<_> = (0..300).map(|n| (address(n), Bytes::from(n.to_string()))).collect();
        store.put_sessions_batch(&batch).await.unwrap();
        for n in [0, 1, 128, 299] {
            assert_eq!(store.get_session(&address(n)).await.unwrap(), Some(Bytes::from(n.to_string())));
        }
    }

    async fn signal_state_of_a_user_is_found_by_session_on_any_of_their_devices(db: Db) {
        for found in ["6281@s.whatsapp.net", "6281:4@s.whatsapp.net", "6281:99@hosted"] {
            let store = keyring(&db).await;
            assert!(!store.has_signal_state_for_user("6281").await.unwrap());
            store.put_session(found, b"record").await.unwrap();
            assert!(store.has_signal_state_for_user("6281").await.unwrap(), "{found}");
        }
    }

    async fn signal_state_of_a_user_is_found_by_identity_alone(db: Db) {
        for found in ["6281@lid", "6281:4@lid"] {
            let store = keyring(&db).await;
            store.put_identity(found, [1; 32]).await.unwrap();
            assert!(store.has_signal_state_for_user("6281").await.unwrap(), "{found}");
        }
    }

    async fn signal_state_of_similar_users_is_not_mistaken_for_it(db: Db) {
        let store = keyring(&db).await;
        for other in ["62811@lid", "628:1@lid", "628@lid", "06281@lid", "6281;x", "6281A", "6281.0:1@lid", "6281"] {
            store.put_session(other, b"record").await.unwrap();
            store.put_identity(other, [1; 32]).await.unwrap();
        }
        assert!(!store.has_signal_state_for_user("6281").await.unwrap());
    }

    async fn a_user_name_is_never_a_pattern(db: Db) {
        let store = keyring(&db).await;
        store.put_session("6281@lid", b"record").await.unwrap();
        for user in ["%", "62_1", "6*", "", "'"] {
            assert!(!store.has_signal_state_for_user(user).await.unwrap(), "{user}");
        }
    }

    async fn a_later_sender_key_replaces_an_earlier_one(db: Db) {
        let store = keyring(&db).await;
        store.put_sender_key("g@g.us:ana@lid", b"first").await.unwrap();
        store.put_sender_key("g@g.us:ana@lid", b"second").await.unwrap();
        assert_eq!(store.get_sender_key("g@g.us:ana@lid").await.unwrap(), Some(b"second".to_vec()));
    }

    async fn a_deleted_sender_key_is_gone_and_can_be_deleted_again(db: Db) {
        let store = keyring(&db).await;
        store.put_sender_key("ana", b"record").await.unwrap();
        store.put_sender_key("ben", b"record").await.unwrap();
        store.delete_sender_key("ana").await.unwrap();
        store.delete_sender_key("ana").await.unwrap();
        assert_eq!(store.get_sender_key("ana").await.unwrap(), None);
        assert!(store.get_sender_key("ben").await.unwrap().is_some());
    }

    async fn a_batch_of_sender_keys_adds_and_replaces(db: Db) {
        let store = keyring(&db).await;
        store.put_sender_key(&address(70), b"old").await.unwrap();
        let batch: Vec<_> = (0..130).map(|n| (address(n), Bytes::from(n.to_string()))).collect();
        store.put_sender_keys_batch(&batch).await.unwrap();
        for n in [0, 70, 129] {
            assert_eq!(store.get_sender_key(&address(n)).await.unwrap(), Some(n.to_string().into_bytes()));
        }
    }
}
