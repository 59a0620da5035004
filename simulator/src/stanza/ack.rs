//! `<ack>`: the client has taken a stanza over.

use super::read::attr;
use crate::world::{Class, ConnectionId, World};
use wacore_binary::Node;

pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) {
    let Some(device) = world.device_at(at).cloned() else { return };
    let class = attr(node, "class").as_deref().and_then(Class::from_wire);
    if let (Some(class), Some(id)) = (class, attr(node, "id")) {
        world.acknowledged(&device, class, &id);
    }
}
