//! Receipts: how a sender learns that a message arrived and was read.

use super::handset::Entry;
use super::queue::Class;
use super::{Addressing, Status, World};
use crate::clock::now_secs;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use std::collections::BTreeMap;
use wacore_binary::{Node, builder::NodeBuilder};

/// One device's word about messages it got.
pub(crate) struct Tick {
    pub reader: DeviceAddress,
    /// How the sender addressed the reader.
    pub addressing: Addressing,
    pub status: Status,
}

impl World {
    /// Notes a receipt on the sender's side and passes it to the sender's companions.
    pub(crate) fn tick(&mut self, sender: &Number, ids: &[String], tick: &Tick) {
        let Ok(handset) = self.handset_mut(sender) else { return };
        for id in ids {
            let known = handset.ticks.entry(id.clone()).or_insert(Status::Sent);
            *known = tick.status.max(*known);
        }
        let companions = handset.companion_addresses();
        if let (Some(first), false) = (ids.first(), companions.is_empty()) {
            let receipt = self.receipt(first, ids, tick);
            for companion in companions {
                self.queue(&companion, Class::Receipt, first, receipt.clone());
            }
        }
        self.touch();
    }

    /// The server has taken a message over from a companion.
    pub(crate) fn accepted(&mut self, sender: &Number, id: &str) {
        if let Ok(handset) = self.handset_mut(sender) {
            handset.ticks.entry(id.to_owned()).or_insert(Status::Sent);
        }
    }

    fn receipt(&self, id: &str, ids: &[String], tick: &Tick) -> Node {
        let mut receipt = NodeBuilder::new("receipt")
            .attr("from", self.jid(&tick.reader, tick.addressing))
            .attr("id", id)
            .attr("t", now_secs().to_string());
        if tick.status == Status::Read {
            receipt = receipt.attr("type", "read");
        }
        let others = ids.iter().skip(1).map(|id| NodeBuilder::new("item").attr("id", id.as_str()).build());
        if ids.len() > 1 {
            receipt = receipt.children([NodeBuilder::new("list").children(others).build()]);
        }
        receipt.build()
    }

    /// A person opens a chat on the handset: everything in it is read. Answers how many messages were new.
    pub(crate) fn read_chat(&mut self, number: &Number, chat: &Number) -> Result<usize, Refusal> {
        self.handset(chat)?;
        let handset = self.handset_mut(number)?;
        if !handset.online {
            return Err(Refusal::HandsetOffline);
        }
        let unread = |entry: &&mut Entry| &entry.from == chat && !entry.read;
        let mut by_addressing: BTreeMap<bool, Vec<String>> = BTreeMap::new();
        for entry in handset.log.iter_mut().filter(unread) {
            entry.read = true;
            by_addressing.entry(entry.addressing == Addressing::Lid).or_default().push(entry.id.clone());
        }
        let count = by_addressing.values().map(Vec::len).sum();
        for (lid, ids) in by_addressing {
            let addressing = if lid { Addressing::Lid } else { Addressing::Pn };
            let reader = DeviceAddress::handset(number);
            self.tick(chat, &ids, &Tick { reader, addressing, status: Status::Read });
        }
        Ok(count)
    }
}
