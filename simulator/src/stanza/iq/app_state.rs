//! App state: hands out the patches a client lacks, and takes new ones if nobody was faster.

use super::super::read::{attr, bytes, child, children};
use super::result;
use crate::world::{ConnectionId, World};
use anyhow::Context as _;
use wacore_binary::{Node, builder::NodeBuilder};

/// `<error code>` of a patch that was built on an old version.
const CONFLICT: u16 = 409;

pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    let device = world.device_at(at).cloned().context("not logged in")?;
    let sync = child(node, "sync").context("no <sync>")?;
    let mut answers = Vec::new();
    let mut changed = Vec::new();
    for asked in children(sync).iter().filter(|node| node.tag == "collection") {
        let name = attr(asked, "name").context("a collection without name")?;
        if let Some(code) = is_critical(&name).then(|| world.faults.app_state_failure(&device.number)).flatten() {
            let error = NodeBuilder::new("error").attr("code", code.to_string()).attr("text", "unavailable").build();
            answers.push(collection(&name, 0).attr("type", "error").children([error]).build());
            continue;
        }
        let state = &mut world.handset_mut(&device.number)?.app_state;
        let version = attr(asked, "version").and_then(|version| version.parse().ok()).unwrap_or(0);
        let answer = match child(asked, "patch").and_then(bytes) {
            Some(patch) if state.append(&name, version, &patch) => {
                changed.push((name.clone(), state.version(&name)));
                collection(&name, state.version(&name)).build()
            }
            Some(_) => {
                let error = NodeBuilder::new("error").attr("code", CONFLICT.to_string()).attr("text", "conflict");
                let children = [error.build(), patches(state.since(&name, version))];
                collection(&name, state.version(&name)).attr("type", "error").children(children).build()
            }
            None => {
                let missing = [patches(state.since(&name, version))];
                collection(&name, state.version(&name)).children(missing).build()
            }
        };
        answers.push(answer);
    }
    world.send(at, result(node, [NodeBuilder::new("sync").children(answers).build()]));
    for (name, version) in changed {
        let changed = collection(&name, version).build();
        world.notify_companions(&device.number, &device, "server_sync", &changed);
    }
    Ok(())
}

/// What a client waits for before it calls itself connected.
fn is_critical(collection: &str) -> bool {
    collection.starts_with("critical")
}

fn collection(name: &str, version: usize) -> NodeBuilder {
    NodeBuilder::new("collection").attr("name", name).attr("version", version.to_string()).attr("has_more_patches", "false")
}

fn patches(patches: &[Vec<u8>]) -> Node {
    let nodes = patches.iter().map(|patch| NodeBuilder::new("patch").bytes(patch.clone()).build());
    NodeBuilder::new("patches").children(nodes).build()
}
