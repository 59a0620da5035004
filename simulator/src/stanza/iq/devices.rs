//! `md`: a companion leaves its account.

use super::super::read::{child, jid};
use super::{error, result};
use crate::world::{ConnectionId, World};
use wacore_binary::Node;

pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    let Some(order) = child(node, "remove-companion-device") else {
        world.send(at, error(node, 501, "feature-not-implemented"));
        return Ok(());
    };
    let leaving = jid(order, "jid").and_then(|jid| world.resolve(&jid));
    match (leaving, world.device_at(at)) {
        (Some(leaving), Some(own)) if leaving == *own => {
            world.send(at, result(node, []));
            world.unlink(&leaving);
        }
        _ => world.send(at, error(node, 403, "forbidden")),
    }
    Ok(())
}
