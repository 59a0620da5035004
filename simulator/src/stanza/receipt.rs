//! `<receipt>`: a companion has a message, has shown it, or could not open it.

use super::keys::read_retry_bundle;
use super::read::{attr, child, children, jid};
use crate::number::DeviceAddress;
use crate::world::{Addressing, Class, ConnectionId, Status, Tick, World};
use anyhow::Context as _;
use wacore_binary::{Node, builder::NodeBuilder};

pub(super) async fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    let device = world.device_at(at).cloned().context("a receipt before the login")?;
    let id = attr(node, "id").context("a receipt without id")?;
    let to = jid(node, "to").context("a receipt without recipient")?;
    world.send(at, acknowledgement(node, &id));
    let sender = world.resolve(&to);
    match (attr(node, "type").as_deref(), sender) {
        (Some("retry"), Some(sender)) => retry(world, &device, &sender, node, &id).await?,
        (Some("read" | "read-self" | "played"), Some(sender)) => {
            pass_on(world, &device, &sender, to.is_lid(), &all_ids(node, &id), Status::Read);
        }
        (kind, sender) => {
            let ids = all_ids(node, &id);
            for id in &ids {
                world.acknowledged(&device, Class::Message, id);
            }
            let from_another = sender.filter(|sender| sender.number != device.number);
            if let (None | Some("inactive"), Some(sender)) = (kind, from_another) {
                pass_on(world, &device, &sender, to.is_lid(), &ids, Status::Delivered);
            }
        }
    }
    Ok(())
}

fn pass_on(world: &mut World, by: &DeviceAddress, to: &DeviceAddress, lid: bool, ids: &[String], status: Status) {
    if by.number != to.number {
        let addressing = if lid { Addressing::Lid } else { Addressing::Pn };
        world.tick(&to.number, ids, &Tick { reader: by.clone(), addressing, status });
    }
}

async fn retry(world: &mut World, asked_by: &DeviceAddress, sender: &DeviceAddress, node: &Node, id: &str) -> anyhow::Result<()> {
    let count = child(node, "retry").and_then(|retry| attr(retry, "count")).and_then(|count| count.parse().ok());
    if sender.device == 0 {
        world.resend(&sender.number, asked_by, id, count.unwrap_or(1), read_retry_bundle(node)).await
    } else {
        world.forward_retry(sender, asked_by, id, node);
        Ok(())
    }
}

/// The id of the receipt and those in its `<list>`.
fn all_ids(node: &Node, first: &str) -> Vec<String> {
    let items = child(node, "list").map(children).unwrap_or_default();
    std::iter::once(first.to_owned()).chain(items.iter().filter_map(|item| attr(item, "id"))).collect()
}

fn acknowledgement(node: &Node, id: &str) -> Node {
    let mut ack = NodeBuilder::new("ack").attr("class", "receipt").attr("id", id);
    if let Some(to) = jid(node, "to") {
        ack = ack.attr("from", to);
    }
    if let Some(kind) = attr(node, "type") {
        ack = ack.attr("type", kind);
    }
    ack.build()
}
