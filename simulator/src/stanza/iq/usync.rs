//! `usync`: who is on WhatsApp, under which ids, with which devices.

use super::super::read::{attr, child, child_bytes, children, jid};
use super::result;
use crate::number::{DeviceAddress, Number};
use crate::world::{Addressing, ConnectionId, World};
use anyhow::Context as _;
use wacore_binary::{Jid, Node, builder::NodeBuilder};

pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) -> anyhow::Result<()> {
    let usync = child(node, "usync").context("no <usync>")?;
    let protocols: Vec<&str> = child(usync, "query").map(children).unwrap_or_default().iter().map(|node| node.tag.as_ref()).collect();
    let asked = child(usync, "list").map(children).unwrap_or_default();
    let users = asked.iter().filter_map(|user| user_node(world, user, &protocols));
    let list = NodeBuilder::new("list").children(users.collect::<Vec<_>>()).build();
    let mut answer = NodeBuilder::new("usync").attr("index", "0").attr("last", "true");
    for name in ["sid", "mode", "context"] {
        if let Some(value) = attr(usync, name) {
            answer = answer.attr(name, value);
        }
    }
    let states = protocols.iter().map(|protocol| NodeBuilder::new_dynamic((*protocol).to_owned()).build());
    let answer = answer.children([NodeBuilder::new("result").children(states).build(), list]).build();
    world.send(at, result(node, [answer]));
    if let (true, Some(device)) = (protocols.contains(&"devices"), world.device_at(at).cloned()) {
        let contacts: Vec<_> = asked.iter().filter_map(|user| world.resolve(&jid(user, "jid")?)).collect();
        world.handset_mut(&device.number)?.contacts.extend(contacts.into_iter().map(|contact| contact.number));
    }
    Ok(())
}

/// One user of the answer: named as the client named it, or by the number in its `<contact>`.
fn user_node(world: &World, user: &Node, protocols: &[&str]) -> Option<Node> {
    let by_phone = child_bytes(user, "contact").and_then(|text| Number::parse(std::str::from_utf8(&text).ok()?));
    let name = jid(user, "jid").map(|jid| jid.to_non_ad()).or_else(|| Some(Jid::pn(by_phone?.as_str())))?;
    let account = world.resolve(&name).map(|device| device.number);
    let mut node = NodeBuilder::new("user").attr("jid", name.clone());
    if let (true, Some(number)) = (name.is_lid(), &account) {
        node = node.attr("pn_jid", world.jid(&DeviceAddress::handset(number), Addressing::Pn));
    }
    let results = protocols.iter().filter_map(|protocol| protocol_node(world, protocol, account.as_ref()));
    Some(node.children(results.collect::<Vec<_>>()).build())
}

fn protocol_node(world: &World, protocol: &str, account: Option<&Number>) -> Option<Node> {
    let Some(number) = account else {
        return match protocol {
            "contact" => Some(NodeBuilder::new("contact").attr("type", "out").build()),
            "devices" => {
                let error = NodeBuilder::new("error").attr("code", "404").attr("text", "item-not-found").build();
                Some(NodeBuilder::new("devices").children([error]).build())
            }
            _ => None,
        };
    };
    match protocol {
        "contact" => Some(NodeBuilder::new("contact").attr("type", "in").build()),
        "lid" => {
            let lid = world.jid(&DeviceAddress::handset(number), Addressing::Lid);
            Some(NodeBuilder::new("lid").attr("val", lid).build())
        }
        "devices" => Some(NodeBuilder::new("devices").children(world.device_list(number).ok()?).build()),
        _ => None,
    }
}
