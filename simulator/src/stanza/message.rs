//! `<message>`: a companion sends, encrypted for each device that shall read it.

use super::read::{attr, bytes, child, children, jid};
use crate::clock::{now_ms, now_secs};
use crate::number::DeviceAddress;
use crate::signal::{Ciphertext, EncryptionKind};
use crate::world::{Addressing, ConnectionId, Envelope, World};
use anyhow::Context as _;
use wacore_binary::{Jid, Node, builder::NodeBuilder};

/// `<ack error>` when nobody has the number.
const NO_RECIPIENT: u16 = 404;

pub(super) async fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    let sender = world.device_at(at).cloned().context("a message before the login")?;
    let id = attr(node, "id").context("a message without id")?;
    let to = jid(node, "to").context("a message without recipient")?;
    let chat = world.resolve(&to);
    let number = chat.as_ref().map(|chat| &chat.number);
    let own = world.handset(&sender.number)?;
    let known = number.is_some_and(|number| number == &sender.number || own.writers.contains(number));
    if let Some(code) = world.faults.message_refusal(&sender.number, number, known) {
        world.send(at, acknowledgement(&to, &id, Some(code)));
        return Ok(());
    }
    let Some(chat) = chat else {
        world.send(at, acknowledgement(&to, &id, Some(NO_RECIPIENT)));
        return Ok(());
    };
    world.send(at, acknowledgement(&to, &id, None));
    world.accepted(&sender.number, &id);
    world.handset_mut(&chat.number)?.writers.insert(sender.number.clone());
    for (target, enc) in targets(world, node, &chat) {
        if let Some(ciphertext) = read_ciphertext(enc) {
            let envelope = Envelope {
                id: id.clone(),
                from: sender.clone(),
                chat: chat.number.clone(),
                addressing: if to.is_lid() { Addressing::Lid } else { Addressing::Pn },
                stanza_type: attr(node, "type").unwrap_or_else(|| "text".to_owned()),
                edit: None,
                peer: attr(node, "category").as_deref() == Some("peer"),
                device_identity: child(node, "device-identity").and_then(bytes),
                retry: attr(enc, "count").and_then(|count| count.parse().ok()).unwrap_or_default(),
                ciphertext,
                at: now_ms(),
            };
            world.deliver(&target, envelope).await;
        }
    }
    Ok(())
}

/// Who gets which `<enc>`: one per participant, or a single one for the device that `to` names.
fn targets<'a>(world: &World, node: &'a Node, chat: &DeviceAddress) -> Vec<(DeviceAddress, &'a Node)> {
    if let Some(enc) = child(node, "enc") {
        return vec![(chat.clone(), enc)];
    }
    let participants = child(node, "participants").map(children).unwrap_or_default();
    let target = |to: &'a Node| Some((world.resolve(&jid(to, "jid")?)?, child(to, "enc")?));
    participants.iter().filter_map(target).collect()
}

fn read_ciphertext(enc: &Node) -> Option<Ciphertext> {
    let kind = attr(enc, "type").as_deref().and_then(EncryptionKind::from_wire)?;
    Some(Ciphertext { kind, bytes: bytes(enc)? })
}

fn acknowledgement(to: &Jid, id: &str, error: Option<u16>) -> Node {
    let ack = NodeBuilder::new("ack").attr("class", "message").attr("id", id).attr("from", to.clone());
    match error {
        Some(code) => ack.attr("error", code.to_string()).build(),
        None => ack.attr("t", now_secs().to_string()).build(),
    }
}
