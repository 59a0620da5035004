//! App state: settings that an account's devices keep in step through encrypted patches.
//!
//! The handset writes the first patch (its push name) and gives the key to its companions. The
//! server only keeps the patches in order: it cannot read them.

use super::{Addressing, Envelope, World};
use crate::clock::{now_ms, now_secs};
use crate::number::DeviceAddress;
use crate::refusal::Refusal;
use buffa::{Message as _, MessageField};
use std::collections::BTreeMap;
use wacore::appstate::encode::encode_record;
use wacore::appstate::hash::{HashState, generate_patch_mac};
use wacore::appstate::keys::expand_app_state_keys;
use wacore::messages::MessageUtils;
use waproto::whatsapp::{
    KeyId, Message, SyncActionValue, SyncdPatch, SyncdVersion, message, message::protocol_message, sync_action_value,
    syncd_mutation::SyncdOperation,
};

/// The collection that holds the push name.
const CRITICAL: &str = "critical_block";
const PUSH_NAME_INDEX: &[u8] = br#"["setting_pushName"]"#;
/// The schema version of the push name's action.
const PUSH_NAME_VERSION: i32 = 1;

pub(crate) struct AppState {
    key_id: Vec<u8>,
    key: [u8; 32],
    /// Encoded patches by collection; the version of a collection is how many it has.
    collections: BTreeMap<String, Vec<Vec<u8>>>,
}

impl AppState {
    pub(super) fn with_push_name(name: &str) -> Result<Self, Refusal> {
        let key: [u8; 32] = rand::random();
        // Device (two bytes), then the key's epoch (four bytes).
        let key_id = vec![0, 0, 0, 0, 0, 1];
        let patch = push_name_patch(name, &key_id, &key)?;
        Ok(Self { key_id, key, collections: BTreeMap::from([(CRITICAL.to_owned(), vec![patch])]) })
    }

    pub(crate) fn version(&self, collection: &str) -> usize {
        self.collections.get(collection).map_or(0, Vec::len)
    }

    /// The patches after a version.
    pub(crate) fn since(&self, collection: &str, version: usize) -> &[Vec<u8>] {
        self.collections.get(collection).and_then(|patches| patches.get(version..)).unwrap_or_default()
    }

    /// Adds a client's patch on top of `base`; answers `false` when others were faster.
    pub(crate) fn append(&mut self, collection: &str, base: usize, patch: &[u8]) -> bool {
        if self.version(collection) != base {
            return false;
        }
        let Ok(mut patch) = SyncdPatch::decode_from_slice(patch) else { return false };
        patch.version = MessageField::some(SyncdVersion { version: u64::try_from(base + 1).ok() });
        self.collections.entry(collection.to_owned()).or_default().push(patch.encode_to_vec());
        true
    }

    fn key_share(&self) -> Message {
        let fingerprint = message::AppStateSyncKeyFingerprint { raw_id: Some(1), current_index: Some(1), device_indexes: vec![0] };
        let data = message::AppStateSyncKeyData {
            key_data: Some(self.key.to_vec()),
            fingerprint: MessageField::some(fingerprint),
            timestamp: Some(now_ms()),
        };
        let id = message::AppStateSyncKeyId { key_id: Some(self.key_id.clone()) };
        let key = message::AppStateSyncKey { key_id: MessageField::some(id), key_data: MessageField::some(data) };
        let share = message::AppStateSyncKeyShare { keys: vec![key] };
        let protocol = message::ProtocolMessage {
            r#type: Some(protocol_message::Type::APP_STATE_SYNC_KEY_SHARE),
            app_state_sync_key_share: MessageField::some(share),
            ..Default::default()
        };
        Message { protocol_message: MessageField::some(protocol), ..Default::default() }
    }
}

fn push_name_patch(name: &str, key_id: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, Refusal> {
    let keys = expand_app_state_keys(key);
    let value = SyncActionValue {
        timestamp: Some(now_ms()),
        push_name_setting: MessageField::some(sync_action_value::PushNameSetting { name: Some(name.to_owned()) }),
        ..Default::default()
    };
    let iv: [u8; 16] = rand::random();
    let (mutation, _) = encode_record(SyncdOperation::SET, PUSH_NAME_INDEX, &value, &keys, key_id, &iv, PUSH_NAME_VERSION);
    let mut state = HashState { version: 1, ..HashState::default() };
    let mutations = vec![mutation];
    state.update_hash(&mutations, |_, _| Ok(None)).1?;
    let mut patch = SyncdPatch {
        version: MessageField::some(SyncdVersion { version: Some(1) }),
        mutations,
        snapshot_mac: Some(state.generate_snapshot_mac(CRITICAL, &keys.snapshot_mac)),
        key_id: MessageField::some(KeyId { id: Some(key_id.to_vec()) }),
        device_index: Some(0),
        ..Default::default()
    };
    patch.patch_mac = Some(generate_patch_mac(&patch, CRITICAL, &keys.patch_mac, 1));
    Ok(patch.encode_to_vec())
}

impl World {
    /// The handset gives a companion the key to its app state, in a message between own devices.
    pub(super) async fn share_app_state_keys(&mut self, with: &DeviceAddress) -> anyhow::Result<()> {
        let message = self.handset(&with.number)?.app_state.key_share();
        let padded = MessageUtils::encode_and_pad(&message);
        let ciphertext = self.encrypt(&with.number, with, &padded).await?;
        let envelope = Envelope {
            id: super::send::new_message_id(),
            from: DeviceAddress::handset(&with.number),
            chat: with.number.clone(),
            addressing: Addressing::Pn,
            stanza_type: "text".to_owned(),
            edit: None,
            peer: true,
            ciphertext,
            retry: 0,
            device_identity: None,
            at: now_secs() * 1000,
        };
        self.deliver_to_companion(with, &envelope);
        Ok(())
    }

    /// A message from an own companion that belongs to no chat: it may ask for keys.
    pub(super) async fn answer_peer(&mut self, from: &DeviceAddress, message: &Message) -> anyhow::Result<()> {
        let asks = message.protocol_message.as_option().is_some_and(|it| it.app_state_sync_key_request.is_set());
        if asks {
            self.share_app_state_keys(from).await?;
        }
        Ok(())
    }
}
