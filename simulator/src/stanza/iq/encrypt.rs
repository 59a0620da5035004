//! `encrypt`: pre-keys left with the server, counted, checked and handed out.

use super::super::keys::{key_id, key_nodes, leaf, read_key, read_number, read_one_time_key, read_signed_key, signed_key_node};
use super::super::read::{child, children, jid};
use super::{error, result};
use crate::number::DeviceAddress;
use crate::world::{ConnectionId, World};
use anyhow::Context as _;
use std::collections::HashSet;
use wacore::prekeys::compute_key_bundle_digest;
use wacore_binary::{Jid, Node, builder::NodeBuilder};

/// `<error code>` for a device that is not (or no longer) registered.
const NOT_REGISTERED: u16 = 406;

pub(super) async fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    let device = world.device_at(at).cloned().context("not logged in")?;
    let answer = if let Some(asked) = child(node, "key") {
        result(node, [bundles(world, asked).await?])
    } else if child(node, "count").is_some() {
        result(node, [count(world, &device)])
    } else if child(node, "digest").is_some() {
        digest(world, &device, node)
    } else if let Some(rotated) = child(node, "rotate").and_then(|rotate| child(rotate, "skey")) {
        let key = read_signed_key(rotated).context("a malformed signed pre-key")?;
        world.companion_mut(&device).context("the device is gone")?.keys.signed = key;
        result(node, [])
    } else if child(node, "list").is_some() {
        upload(world, &device, node)?;
        result(node, [])
    } else {
        result(node, [])
    };
    world.send(at, answer);
    Ok(())
}

fn upload(world: &mut World, device: &DeviceAddress, node: &Node) -> anyhow::Result<()> {
    let keys = &mut world.companion_mut(device).context("the device is gone")?.keys;
    keys.registration_id = read_number(node, "registration").context("no registration id")?;
    keys.identity = read_key(node, "identity").context("no identity key")?;
    keys.signed = child(node, "skey").and_then(read_signed_key).context("no signed pre-key")?;
    let list = child(node, "list").map(children).unwrap_or_default();
    let fresh = list.iter().filter_map(read_one_time_key);
    let kept: HashSet<u32> = keys.one_time.iter().map(|key| key.id).collect();
    let fresh: Vec<_> = fresh.filter(|key| !kept.contains(&key.id)).collect();
    keys.one_time.extend(fresh);
    world.touch();
    Ok(())
}

fn count(world: &World, device: &DeviceAddress) -> Node {
    let count = world.companion(device).map_or(0, |companion| companion.keys.one_time.len());
    NodeBuilder::new("count").attr("value", count.to_string()).build()
}

/// What the server holds, for the client to compare: ids, and one hash over all public keys.
fn digest(world: &World, device: &DeviceAddress, node: &Node) -> Node {
    let keys = world.companion(device).map(|companion| &companion.keys).filter(|keys| !keys.one_time.is_empty());
    let Some(keys) = keys else { return error(node, 404, "item-not-found") };
    let publics: Vec<&[u8]> = keys.one_time.iter().map(|key| key.public.as_slice()).collect();
    let hash = compute_key_bundle_digest(&keys.identity, &keys.signed.public, &keys.signed.signature, &publics);
    let digest = NodeBuilder::new("digest").children([
        leaf("registration", keys.registration_id.to_be_bytes().to_vec()),
        leaf("type", vec![5]),
        leaf("identity", keys.identity.to_vec()),
        signed_key_node(&keys.signed),
        NodeBuilder::new("list").children(keys.one_time.iter().map(|key| key_id(key.id))).build(),
        leaf("hash", hash),
    ]);
    result(node, [digest.build()])
}

async fn bundles(world: &mut World, asked: &Node) -> anyhow::Result<Node> {
    let mut users = Vec::new();
    for user in children(asked) {
        if let Some(jid) = jid(user, "jid") {
            users.push(bundle(world, &jid).await?);
        }
    }
    Ok(NodeBuilder::new("list").children(users).build())
}

async fn bundle(world: &mut World, jid: &Jid) -> anyhow::Result<Node> {
    let user = NodeBuilder::new("user").attr("jid", jid.clone());
    let device = world.resolve(jid);
    let bundle = match &device {
        Some(device) => world.take_bundle(device).await?,
        None => None,
    };
    let Some(bundle) = bundle else {
        let error = NodeBuilder::new("error").attr("code", NOT_REGISTERED.to_string()).attr("text", "not-acceptable");
        return Ok(user.children([error.build()]).build());
    };
    let mut nodes = vec![leaf("registration", bundle.registration_id.to_be_bytes().to_vec())];
    nodes.extend(key_nodes(&bundle));
    if let Some(companion) = device.and_then(|device| world.companion(&device)) {
        nodes.push(leaf("device-identity", companion.signed_identity.clone()));
    }
    Ok(user.children(nodes).build())
}
