//! One encrypted message on its way to one device.

use super::queue::Class;
use super::{Addressing, World};
use crate::number::{DeviceAddress, Number};
use crate::signal::Ciphertext;
use wacore_binary::{Node, builder::NodeBuilder};

/// A message as one of its receiving devices gets it.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub id: String,
    pub from: DeviceAddress,
    /// The other side of the chat, as the sender named it.
    pub chat: Number,
    /// The name space in which the sender named it.
    pub addressing: Addressing,
    /// `type` of the stanza: `text`, `media`, `reaction`…
    pub stanza_type: String,
    /// `edit` of the stanza, when it is about another message: `1` changes it, `7` takes something back.
    pub edit: Option<&'static str>,
    /// A message between devices of one account (`category="peer"`), not part of any chat.
    pub peer: bool,
    pub ciphertext: Ciphertext,
    /// How often this message was encrypted again.
    pub retry: u32,
    /// With a pre-key message of a companion: the proof that it belongs to the account.
    pub device_identity: Option<Vec<u8>>,
    /// Unix milliseconds.
    pub at: i64,
}

impl World {
    /// Puts an envelope where its device will find it: a handset's inbox or a companion's queue.
    pub(crate) async fn deliver(&mut self, to: &DeviceAddress, envelope: Envelope) {
        if to.device == 0 {
            if let Ok(handset) = self.handset_mut(&to.number) {
                handset.inbox.push_back(envelope);
            }
            self.empty_inbox(&to.number).await;
        } else {
            let mut envelope = envelope;
            if envelope.retry == 0 && self.faults.damages(&to.number) {
                // In both kinds of ciphertext this is the part that its checksum guards.
                envelope.ciphertext.bytes.iter_mut().nth_back(12).into_iter().for_each(|byte| *byte ^= 1);
            }
            self.deliver_to_companion(to, &envelope);
        }
    }

    pub(super) fn deliver_to_companion(&mut self, to: &DeviceAddress, envelope: &Envelope) {
        let node = self.message_stanza(to, envelope);
        self.queue(to, Class::Message, &envelope.id, node);
    }

    pub(super) fn message_stanza(&self, to: &DeviceAddress, envelope: &Envelope) -> Node {
        let addressing = envelope.addressing;
        let mut stanza = NodeBuilder::new("message")
            .attr("from", self.jid(&envelope.from, addressing))
            .attr("id", envelope.id.as_str())
            .attr("type", envelope.stanza_type.as_str())
            .attr("t", (envelope.at / 1000).to_string());
        if let Some(edit) = envelope.edit {
            stanza = stanza.attr("edit", edit);
        }
        if let Ok(sender) = self.handset(&envelope.from.number) {
            stanza = stanza.attr("notify", sender.name.as_str());
        }
        let bare = DeviceAddress::handset(&envelope.from.number);
        stanza = match (envelope.peer, envelope.from.number == to.number, addressing) {
            (true, _, _) => stanza.attr("category", "peer"),
            (_, true, _) => {
                let chat = DeviceAddress::handset(&envelope.chat);
                let stanza = stanza.attr("recipient", self.jid(&chat, addressing));
                stanza.attr("peer_recipient_pn", self.jid(&chat, Addressing::Pn))
            }
            (_, _, Addressing::Lid) => stanza.attr("addressing_mode", "lid").attr("sender_pn", self.jid(&bare, Addressing::Pn)),
            (_, _, Addressing::Pn) => stanza.attr("addressing_mode", "pn").attr("sender_lid", self.jid(&bare, Addressing::Lid)),
        };
        stanza.children(contents(envelope)).build()
    }
}

fn contents(envelope: &Envelope) -> Vec<Node> {
    let mut nodes = vec![enc_node(envelope)];
    if let Some(identity) = &envelope.device_identity {
        nodes.push(NodeBuilder::new("device-identity").bytes(identity.clone()).build());
    }
    nodes
}

/// `<enc v="2">`, with `count` when the message is sent once more. Nobody is to miss a word about another message.
fn enc_node(envelope: &Envelope) -> Node {
    let Envelope { ciphertext, retry, .. } = envelope;
    let node = NodeBuilder::new("enc").attr("v", "2").attr("type", ciphertext.kind.as_wire());
    let node = if *retry > 0 { node.attr("count", retry.to_string()) } else { node };
    let is_hidden = envelope.edit.is_some() || envelope.stanza_type == "reaction";
    let node = if is_hidden { node.attr("decrypt-fail", "hide") } else { node };
    node.bytes(ciphertext.bytes.clone()).build()
}
