//! What clients say, by kind of stanza. Each file applies one kind to the world.

mod ack;
mod ib;
mod iq;
mod keys;
mod message;
mod presence;
pub(crate) mod read;
mod receipt;

pub(crate) use keys::key_nodes;

use crate::world::{ConnectionId, World};
use wacore_binary::Node;

/// Applies one stanza. An error means that the client broke the protocol: its socket is closed.
pub(crate) async fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    if world.is_closing(at) {
        return Ok(());
    }
    match node.tag.as_ref() {
        "iq" => iq::apply(world, at, node).await,
        "message" => message::apply(world, at, node).await,
        "receipt" => receipt::apply(world, at, node).await,
        "ack" => {
            ack::apply(world, at, node);
            Ok(())
        }
        "ib" => {
            ib::apply(world, at, node);
            Ok(())
        }
        "presence" => {
            presence::apply(world, at, node);
            Ok(())
        }
        // Typing marks of clients go nowhere; a real server does not answer them either.
        "chatstate" | "call" | "stream:error" | "xmlstreamend" => Ok(()),
        other => {
            tracing::debug!(tag = other, "A stanza of an unknown kind was ignored");
            Ok(())
        }
    }
}
