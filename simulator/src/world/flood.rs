//! Messages that nobody can open: a peer whose keys have gone bad, at a steady pace.

use super::deliver::Envelope;
use super::{FaultKind, World};
use crate::clock::now_ms;
use crate::number::{DeviceAddress, Number};
use crate::signal::Ciphertext;
use std::collections::HashMap;

/// How many turns make a second.
pub(crate) const TURNS_PER_SECOND: u32 = 20;

/// What each device is flooded with: one good message with its end broken, so that the sessions stay as they are.
pub(super) type Samples = HashMap<(Number, DeviceAddress), Ciphertext>;

impl World {
    /// Sends one turn's part of every flood. Answers whether there is any.
    pub(crate) async fn flood(&mut self, turn: u32) -> bool {
        let floods: Vec<_> = self.faults.floods().collect();
        for (from, to, per_second) in &floods {
            let share = per_second / TURNS_PER_SECOND + u32::from(turn % TURNS_PER_SECOND < per_second % TURNS_PER_SECOND);
            let handsets = self.handsets.values().filter(|handset| handset.number != *from);
            let meant = handsets.filter(|handset| to.as_ref().is_none_or(|to| to == &handset.number));
            let targets: Vec<_> = meant.flat_map(super::Handset::companion_addresses).collect();
            for target in targets {
                if let Err(error) = self.flood_one(from, &target, share).await {
                    tracing::warn!(handset = ?from, "A flood could not go on: {error:#}");
                }
            }
        }
        self.flooding = !floods.is_empty();
        self.flooding
    }

    /// They are not kept for later: a client that is away misses them.
    async fn flood_one(&mut self, from: &Number, to: &DeviceAddress, count: u32) -> anyhow::Result<()> {
        let Some(at) = self.companion(to).and_then(|companion| companion.connection) else { return Ok(()) };
        let key = (from.clone(), to.clone());
        if !self.samples.contains_key(&key) {
            let mut sample = self.encrypt(from, to, b"nobody will read this").await?;
            if let Some(last) = sample.bytes.last_mut() {
                *last ^= 1;
            }
            self.samples.insert(key.clone(), sample);
        }
        let Some(ciphertext) = self.samples.get(&key).cloned() else { return Ok(()) };
        let addressing = self.handset(from)?.addressing;
        for _ in 0..count {
            let envelope = Envelope {
                id: super::send::new_message_id(),
                from: DeviceAddress::handset(from),
                chat: to.number.clone(),
                addressing,
                stanza_type: "text".to_owned(),
                edit: None,
                peer: false,
                ciphertext: ciphertext.clone(),
                retry: 0,
                device_identity: None,
                at: now_ms(),
            };
            let node = self.message_stanza(to, &envelope);
            self.send(at, node);
        }
        Ok(())
    }
}

impl super::fault::Faults {
    /// From whom, to whom (all when nobody is named), and how many in a second.
    fn floods(&self) -> impl Iterator<Item = (Number, Option<Number>, u32)> {
        self.all().filter_map(|fault| match &fault.kind {
            FaultKind::BadMac { from, per_second } => Some((from.clone(), fault.number.clone(), *per_second)),
            _ => None,
        })
    }
}
