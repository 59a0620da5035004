//! `<ib>`: requests for the backlog; telemetry is ignored.

use super::read::{attr, child};
use crate::world::{ConnectionId, World};
use wacore_binary::Node;

/// WhatsApp's web client asks for this many at a time.
const BATCH: usize = 200;

pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) {
    let Some(device) = world.device_at(at).cloned() else { return };
    if let Some(request) = child(node, "offline_batch") {
        let count = attr(request, "count").and_then(|count| count.parse().ok()).unwrap_or(BATCH);
        world.continue_delivery(&device, count);
    }
}
