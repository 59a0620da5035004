//! Which devices an account has: signed by the handset, told to whoever encrypts for them.

use super::queue::Class;
use super::{Addressing, World, server_jid};
use crate::clock::now_secs;
use crate::number::{DeviceAddress, Number};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use buffa::Message as _;
use wacore_binary::{Node, builder::NodeBuilder};
use waproto::whatsapp::{ADVEncryptionType, ADVKeyIndexList, ADVSignedKeyIndexList};

/// Signed together with the list: "these are all the devices of this account".
const KEY_INDEX_SIGNATURE_PREFIX: [u8; 2] = [6, 2];

impl World {
    /// `<device-list>` and `<key-index-list>` of an account.
    pub(crate) fn device_list(&self, number: &Number) -> anyhow::Result<[Node; 2]> {
        let devices = self.handset(number)?.devices();
        let devices = devices.iter().map(|device| {
            let node = NodeBuilder::new("device").attr("id", device.device.to_string());
            self.with_key_index(node, device).build()
        });
        Ok([NodeBuilder::new("device-list").children(devices).build(), self.key_index_list(number)?])
    }

    fn with_key_index(&self, node: NodeBuilder, device: &DeviceAddress) -> NodeBuilder {
        match self.companion(device) {
            Some(companion) => node.attr("key-index", companion.key_index.to_string()),
            None => node,
        }
    }

    fn key_index_list(&self, number: &Number) -> anyhow::Result<Node> {
        let handset = self.handset(number)?;
        let details = ADVKeyIndexList {
            raw_id: Some(handset.raw_id),
            timestamp: u64::try_from(now_secs()).ok(),
            current_index: Some(u32::from(handset.last_device)),
            valid_indexes: handset.companions.values().map(|companion| companion.key_index).collect(),
            account_type: Some(ADVEncryptionType::E2EE),
        }
        .encode_to_vec();
        let signature = handset.party.sign(&[&KEY_INDEX_SIGNATURE_PREFIX, details.as_slice()].concat())?;
        let signed = ADVSignedKeyIndexList {
            details: Some(details),
            account_signature: Some(signature),
            account_signature_key: Some(handset.party.identity().to_vec()),
        };
        Ok(NodeBuilder::new("key-index-list").attr("ts", now_secs().to_string()).bytes(signed.encode_to_vec()).build())
    }

    /// Tells the companions of this account, and those of accounts that asked for its devices before,
    /// that the list has changed.
    /// `but` is a companion that will ask for itself.
    pub(super) fn announce_devices(&mut self, number: &Number, but: Option<&DeviceAddress>) {
        let Ok(list) = self.key_index_list(number) else { return };
        let concerned = self.handsets.values().filter(|handset| &handset.number == number || handset.contacts.contains(number));
        let all: Vec<_> = concerned.flat_map(super::Handset::companion_addresses).collect();
        for companion in all.iter().filter(|companion| Some(*companion) != but) {
            let id = self.fresh_id().to_string();
            let notification = if &companion.number == number {
                self.own_devices(number, &id, list.clone())
            } else {
                self.changed_devices(&companion.number, number, &id)
            };
            self.queue(companion, Class::Notification, &id, notification);
        }
    }

    fn own_devices(&self, number: &Number, id: &str, list: Node) -> Node {
        let devices = self.handset(number).map(super::Handset::devices).unwrap_or_default();
        let nodes = devices.iter().map(|device| {
            let node = NodeBuilder::new("device").attr("jid", self.jid(device, Addressing::Pn));
            self.with_key_index(node, device).build()
        });
        let devices = NodeBuilder::new("devices").children(nodes.chain([list])).build();
        NodeBuilder::new("notification")
            .attr("from", self.jid(&DeviceAddress::handset(number), Addressing::Pn))
            .attr("type", "account_sync")
            .attr("id", id)
            .attr("t", now_secs().to_string())
            .children([devices])
            .build()
    }

    /// For others: a contact's list has changed, so ask before the next message to it. The contact
    /// is named by a hash, and the notification comes from the receiver's own account.
    fn changed_devices(&self, receiver: &Number, contact: &Number, id: &str) -> Node {
        let hash = STANDARD.encode(wacore::crypto::contact_notification_hash(contact.as_str()));
        NodeBuilder::new("notification")
            .attr("from", self.jid(&DeviceAddress::handset(receiver), Addressing::Pn))
            .attr("type", "devices")
            .attr("id", id)
            .attr("t", now_secs().to_string())
            .children([NodeBuilder::new("update").attr("hash", hash).build()])
            .build()
    }

    /// A fresh `<notification>` of the server for all companions of an account but one.
    pub(crate) fn notify_companions(&mut self, number: &Number, but: &DeviceAddress, kind: &'static str, child: &Node) {
        let companions = self.handset(number).map(super::Handset::companion_addresses).unwrap_or_default();
        for companion in companions.iter().filter(|companion| *companion != but) {
            let id = self.fresh_id().to_string();
            let notification = NodeBuilder::new("notification")
                .attr("from", server_jid())
                .attr("type", kind)
                .attr("id", id.as_str())
                .attr("t", now_secs().to_string())
                .children([child.clone()])
                .build();
            self.queue(companion, Class::Notification, &id, notification);
        }
    }
}
