//! `<presence>`: whether somebody sits in front of a companion, and of whom it wants to hear.

use super::read::{attr, jid};
use crate::world::{ConnectionId, World};
use wacore_binary::Node;

/// A real server answers none of these.
pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) {
    let Some(device) = world.device_at(at).cloned() else { return };
    let of = jid(node, "to").and_then(|to| world.resolve(&to)).map(|of| of.number);
    let Some(companion) = world.companion_mut(&device) else { return };
    let attention = &mut companion.attention;
    match (attr(node, "type").as_deref(), of) {
        (Some("available") | None, None) => attention.available = true,
        (Some("unavailable"), None) => attention.available = false,
        (Some("subscribe"), Some(of)) => drop(attention.subscribed.insert(of)),
        (Some("unsubscribe"), Some(of)) => drop(attention.subscribed.remove(&of)),
        _ => {}
    }
    world.touch();
}
