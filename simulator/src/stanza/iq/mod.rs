//! `<iq>`: questions and orders, by name space.

mod account;
mod app_state;
mod devices;
mod encrypt;
mod mex;
mod pairing;
mod usync;

use super::read::{attr, child, jid};
use crate::world::{ConnectionId, World, server_jid};
use wacore_binary::{Node, builder::NodeBuilder};

pub(super) async fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    if matches!(attr(node, "type").as_deref(), Some("result" | "error")) {
        world.finish_link(at, node).await;
        return Ok(());
    }
    let space = attr(node, "xmlns").unwrap_or_default();
    let number = world.device_at(at).map(|device| device.number.clone());
    if world.faults.silent(number.as_ref(), &space) {
        return Ok(());
    }
    let Some(number) = number else {
        if space == "md" && pairing::apply(world, at, node) {
            return Ok(());
        }
        let answer = if space == "w:p" { result(node, []) } else { error(node, 401, "not-authorized") };
        world.send(at, answer);
        return Ok(());
    };
    match space.as_str() {
        "encrypt" => encrypt::apply(world, at, node).await,
        "usync" => usync::apply(world, at, node),
        "w:sync:app:state" => app_state::apply(world, at, node),
        "md" => devices::apply(world, at, node),
        "passive" => {
            world.send(at, result(node, []));
            if let (Some(device), Some(_)) = (world.device_at(at).cloned(), child(node, "active")) {
                world.begin_delivery(&device);
            }
            Ok(())
        }
        "w:mex" => {
            world.send(at, mex::answer(world, &number, node));
            Ok(())
        }
        _ => {
            let answer = account::answer(&space, node, &world.media_host);
            world.send(at, answer);
            Ok(())
        }
    }
}

/// An answer with these children, from whom the question went to.
fn result(request: &Node, children: impl IntoIterator<Item = Node>) -> Node {
    reply(request, "result").children(children).build()
}

fn error(request: &Node, code: u16, text: &'static str) -> Node {
    let error = NodeBuilder::new("error").attr("code", code.to_string()).attr("text", text).build();
    reply(request, "error").children([error]).build()
}

fn reply(request: &Node, kind: &'static str) -> NodeBuilder {
    NodeBuilder::new("iq")
        .attr("from", jid(request, "to").unwrap_or_else(server_jid))
        .attr("type", kind)
        .attr("id", attr(request, "id").unwrap_or_default())
}
