//! Long random stories, told to the library's own store in memory and to ours: both must answer the same.
//! A failure prints its seed; `tell(db, seed)` replays it.
use super::keyring;
use crate::{db::Db, on_both_databases};
use bytes::Bytes;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::sync::Arc;
use wacore::{
    appstate::{hash::HashState, processor::AppStateMutationMAC},
    store::{
        in_memory::InMemoryBackend,
        traits::{
            AppStateSyncKey, Backend, DeviceInfo, DeviceListRecord, LidPnMappingEntry, MsgSecretEntry, PendingInboundKey,
            PendingInboundRow, TcTokenEntry,
        },
    },
};

const STEPS: u32 = 400;

/// Few keys and small numbers, so that the steps of a story meet often.
struct Dice {
    rng: StdRng,
    step: u8,
}

impl Dice {
    fn up_to(&mut self, greatest: u32) -> u32 {
        self.rng.random_range(0..=greatest)
    }

    fn name(&mut self) -> Arc<str> {
        ["ana", "ben", "ana:1@lid", "ana@lid", "", "été 🛒"][self.up_to(5) as usize].into()
    }

    fn names(&mut self) -> Vec<Arc<str>> {
        (0..self.up_to(4)).map(|_| self.name()).collect()
    }

    fn time(&mut self) -> i64 {
        i64::from(self.up_to(6)) - 1
    }

    fn coin(&mut self) -> bool {
        self.up_to(1) == 0
    }

    /// Different at every step, sometimes empty.
    fn value(&mut self) -> Bytes {
        if self.up_to(9) == 0 { Bytes::new() } else { Bytes::from(vec![self.step; 1 + self.up_to(40) as usize]) }
    }
}

/// One step, told to one store; what it answered, as text.
async fn step(store: &dyn Backend, dice: &mut Dice) -> String {
    match dice.up_to(3) {
        0 => signal_step(store, dice).await,
        1 => app_state_step(store, dice).await,
        2 => people_step(store, dice).await,
        _ => message_step(store, dice).await,
    }
}

async fn signal_step(store: &dyn Backend, dice: &mut Dice) -> String {
    let (name, value, id) = (dice.name(), dice.value(), dice.up_to(5));
    let batch: Vec<(Arc<str>, Bytes)> = dice.names().into_iter().map(|name| (name, dice.value())).collect();
    let ids: Vec<u32> = (0..dice.up_to(4)).map(|_| dice.up_to(5)).collect();
    match dice.up_to(20) {
        0 => format!("{:?}", store.put_identity(&name, [dice.step; 32]).await),
        1 => format!(
            "{:?}",
            store.put_identities_batch(&batch.iter().map(|(name, _)| (name.clone(), [dice.step; 32])).collect::<Vec<_>>()).await
        ),
        2 => format!("{:?}", store.delete_identity(&name).await),
        3 => format!("{:?}", store.put_session(&name, &value).await),
        4 => format!("{:?}", store.put_sessions_batch(&batch).await),
        5 => format!("{:?}", store.delete_session(&name).await),
        6 => format!("{:?}", store.store_prekey(id, &value, dice.coin()).await),
        7 => format!("{:?}", store.store_prekeys_batch(&ids.iter().map(|id| (*id, value.clone())).collect::<Vec<_>>(), true).await),
        8 => format!("{:?}", store.mark_prekeys_uploaded(&ids).await),
        9 => format!("{:?}", store.remove_prekey(id).await),
        10 => format!("{:?}", store.store_signed_prekey(id, &value).await),
        11 => format!("{:?}", store.remove_signed_prekey(id).await),
        12 => format!("{:?}", store.put_sender_key(&name, &value).await),
        13 => format!("{:?}", store.put_sender_keys_batch(&batch).await),
        14 => format!("{:?}", store.delete_sender_key(&name).await),
        15 => format!("{:?} {:?}", store.get_session(&name).await, store.has_session(&name).await),
        16 => format!("{:?} {:?}", store.load_identity(&name).await, store.get_sender_key(&name).await),
        17 => format!("{:?} {:?}", store.load_prekey(id).await, store.get_max_prekey_id().await),
        18 => sorted(
            store.load_prekeys_batch(&ids.iter().copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()).await,
        ),
        19 => format!("{:?}", store.has_signal_state_for_user(["ana", "ben", "an"][dice.up_to(2) as usize]).await),
        _ => sorted(store.load_all_signed_prekeys().await),
    }
}

async fn app_state_step(store: &dyn Backend, dice: &mut Dice) -> String {
    let (name, value) = (dice.name(), dice.value());
    let macs: Vec<[u8; 32]> = (0..dice.up_to(4)).map(|_| [dice.up_to(3) as u8; 32]).collect();
    match dice.up_to(9) {
        0 => {
            let key = AppStateSyncKey { key_data: value.to_vec(), fingerprint: vec![dice.step], timestamp: dice.time() };
            format!("{:?}", store.set_sync_key(name.as_bytes(), key).await)
        }
        1 => format!("{:?}", store.get_sync_key(name.as_bytes()).await),
        2 => format!("{:?}", store.get_latest_sync_key_id().await),
        3 => {
            let state = HashState { version: u64::from(dice.step), mac_mismatch_fatal: dice.coin(), ..HashState::default() };
            format!("{:?}", store.set_version(&name, state).await)
        }
        4 => format!("{:?}", store.get_version(&name).await),
        5 => {
            let macs: Vec<_> =
                macs.iter().map(|mac| AppStateMutationMAC { index_mac: mac.to_vec(), value_mac: dice.value().to_vec() }).collect();
            format!("{:?}", store.put_mutation_macs(&name, 1, &macs).await)
        }
        6 => format!("{:?}", store.get_mutation_mac(&name, &[dice.up_to(3) as u8; 32]).await),
        7 => sorted(store.get_mutation_macs(&name, &macs).await.map(|macs| macs.into_iter().collect())),
        8 => format!("{:?}", store.delete_mutation_macs(&name, &macs.iter().map(|mac| mac.to_vec()).collect::<Vec<_>>()).await),
        _ => format!("{:?}", store.clear_mutation_macs(&name).await),
    }
}

async fn people_step(store: &dyn Backend, dice: &mut Dice) -> String {
    let (name, other, value) = (dice.name(), dice.name(), dice.value());
    let names = dice.names();
    match dice.up_to(22) {
        0 => sorted(store.get_sender_key_devices(&name).await),
        1 => {
            let entries: Vec<(&str, bool)> = names.iter().map(|name| (&**name, dice.coin())).collect();
            format!("{:?}", store.set_sender_key_status(&name, &entries).await)
        }
        2 => format!("{:?}", store.clear_sender_key_devices(&name).await),
        3 => format!("{:?}", store.delete_sender_key_device_rows(&names.iter().map(|name| &**name).collect::<Vec<_>>()).await),
        4 if dice.up_to(4) == 0 => format!("{:?}", store.clear_all_sender_key_devices().await),
        4..=6 => {
            let entries: Vec<_> = names.iter().map(|name| learned(name, dice)).collect();
            format!("{:?}", store.put_lid_mappings(&entries).await)
        }
        7 => format!("{:?}", store.put_lid_mapping(&learned(&name, dice)).await),
        8 => format!("{:?}", store.get_lid_mapping(&name).await),
        9 => sorted(store.get_all_lid_mappings().await.map(|all| all.iter().map(|entry| format!("{entry:?}")).collect())),
        10 => format!("{:?}", store.save_base_key(&name, &other, &value).await),
        11 => format!("{:?}", store.has_same_base_key(&name, &other, &value).await),
        12 => format!("{:?}", store.delete_base_key(&name, &other).await),
        13 => format!("{:?}", store.update_device_lists(names.iter().map(|name| device_list(name, dice)).collect()).await),
        14 => format!("{:?}", store.update_device_list(device_list(&name, dice)).await),
        15 => format!("{:?}", store.get_devices(&name).await),
        16 => format!("{:?}", store.delete_devices(&name).await),
        17 => format!("{:?}", store.put_group_metadata(&name, &value).await),
        18 => format!("{:?}", store.get_group_metadata(&name).await),
        19 => format!("{:?}", store.delete_group_metadata(&name).await),
        _ => tc_token_step(store, dice, &name).await,
    }
}

async fn tc_token_step(store: &dyn Backend, dice: &mut Dice, jid: &str) -> String {
    let (value, time) = (dice.value().to_vec(), dice.time());
    match dice.up_to(6) {
        0 => {
            let sender_timestamp = dice.coin().then(|| dice.time());
            format!("{:?}", store.put_tc_token(jid, &TcTokenEntry { token: value, token_timestamp: time, sender_timestamp }).await)
        }
        1 => format!("{:?}", store.touch_tc_token_sender_timestamp(jid, time).await),
        2 => format!("{:?}", store.store_received_tc_token(jid, &value, time).await),
        3 => format!("{:?}", store.delete_expired_tc_tokens(time, dice.time()).await),
        4 => format!("{:?}", store.delete_tc_token(jid).await),
        5 => sorted(store.get_all_tc_token_jids().await),
        _ => format!("{:?}", store.get_tc_token(jid).await),
    }
}

async fn message_step(store: &dyn Backend, dice: &mut Dice) -> String {
    let (chat, sender, id, value) = (dice.name(), dice.name(), dice.name(), dice.value());
    let (names, values) = (dice.names(), (0..4).map(|_| dice.value()).collect::<Vec<_>>());
    match dice.up_to(11) {
        0 => format!("{:?}", store.store_sent_message(&chat, &id, &value).await),
        1 => format!("{:?}", store.take_sent_message(&chat, &id).await),
        2 => format!("{:?}", store.delete_expired_sent_messages(dice.time()).await),
        3 => format!("{:?}", store.store_pending_inbound(&chat, &sender, &id, &value).await),
        4 => {
            let row = |(id, message)| PendingInboundRow { chat: &chat, sender: &sender, id, message };
            let rows: Vec<_> = names.iter().map(|name| &**name).zip(values.iter().map(|value| &**value)).map(row).collect();
            format!("{:?}", store.store_pending_inbound_batch(&rows).await)
        }
        5 => format!("{:?}", store.get_pending_inbound(&chat, &sender, &id).await),
        6 => format!("{:?}", store.delete_pending_inbound(&chat, &sender, &id).await),
        7 => {
            let keys: Vec<_> = names.iter().map(|id| PendingInboundKey { chat: &chat, sender: &sender, id }).collect();
            format!("{:?}", store.delete_pending_inbound_batch(&keys).await)
        }
        8 => format!("{:?}", store.delete_expired_pending_inbound(dice.time()).await),
        9 => {
            let entry = |msg_id: &Arc<str>| MsgSecretEntry {
                chat: chat.clone(),
                sender: sender.clone(),
                msg_id: msg_id.clone(),
                secret: [dice.step; 32],
                expires_at: dice.time(),
                message_ts: dice.time(),
            };
            format!("{:?}", store.put_msg_secrets(names.iter().map(entry).collect()).await)
        }
        10 => format!("{:?}", store.delete_expired_msg_secrets(dice.time()).await),
        _ => format!("{:?} {:?}", store.get_msg_secret(&chat, &sender, &id).await, store.get_msg_secret_with_ts(&chat, &sender, &id).await),
    }
}

fn learned(lid: &str, dice: &mut Dice) -> LidPnMappingEntry {
    let (phone_number, time) = (dice.name().to_string(), dice.time());
    LidPnMappingEntry { lid: lid.into(), phone_number, created_at: time, updated_at: time, learning_source: dice.step.to_string() }
}

fn device_list(user: &str, dice: &mut Dice) -> DeviceListRecord {
    let devices = (0..dice.up_to(2)).map(|id| DeviceInfo::new(id, dice.coin().then_some(id)).with_hosting(dice.coin())).collect();
    let (phash, raw_id) = (dice.coin().then(|| "phash".to_owned()), dice.coin().then_some(u32::from(dice.step)));
    DeviceListRecord { user: user.into(), devices, timestamp: dice.time(), phash, raw_id }
}

/// Neither store promises an order.
fn sorted<T: Ord + std::fmt::Debug>(rows: wacore::store::error::Result<Vec<T>>) -> String {
    let mut rows = rows.unwrap();
    rows.sort();
    format!("{rows:?}")
}

async fn tell(db: &Db, seed: u64) {
    let (theirs, ours) = (InMemoryBackend::new(), keyring(db).await);
    for number in 0..STEPS {
        // The same dice for both: a step is its number and the seed.
        let dice = || Dice { rng: StdRng::seed_from_u64(seed * 1_000_000 + u64::from(number)), step: (number % 251) as u8 };
        let (expected, found) = (step(&theirs, &mut dice()).await, step(&ours, &mut dice()).await);
        assert_eq!(found, expected, "seed {seed}, step {number}");
    }
}

on_both_databases! {
    async fn random_stories_end_the_same_as_in_the_store_of_the_library(db: Db) {
        for seed in 1..=12 {
            tell(&db, seed).await;
        }
    }
}
