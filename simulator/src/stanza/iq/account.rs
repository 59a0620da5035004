//! Questions about the account and the service that the simulator answers with plain, true, small answers.

use super::super::read::{attr, child};
use super::{error, result};
use crate::world::MEDIA_AUTH;
use wacore_binary::{Node, builder::NodeBuilder};

/// How long a client may keep feature switches, in seconds.
const PROPS_REFRESH: u32 = 86_400;

const PRIVACY: [(&str, &str); 8] = [
    ("readreceipts", "all"),
    ("last", "all"),
    ("online", "all"),
    ("profile", "all"),
    ("status", "all"),
    ("groupadd", "all"),
    ("calladd", "all"),
    ("messages", "all"),
];

pub(super) fn answer(space: &str, node: &Node, media_host: &str) -> Node {
    let set = attr(node, "type").as_deref() == Some("set");
    match space {
        "abt" => result(node, [props()]),
        "blocklist" if !set => result(node, [NodeBuilder::new("list").build()]),
        "privacy" if !set => result(node, [privacy()]),
        "w:m" => result(node, [media(media_host)]),
        "w:g2" if child(node, "participating").is_some() => result(node, [NodeBuilder::new("groups").build()]),
        "w:profile:picture" => error(node, 404, "item-not-found"),
        "w:biz" => result(node, [NodeBuilder::new("business_profile").attr("v", "116").build()]),
        _ => result(node, []),
    }
}

fn props() -> Node {
    NodeBuilder::new("props")
        .attr("protocol", "1")
        .attr("ab_key", "simulator")
        .attr("hash", "simulator")
        .attr("refresh", PROPS_REFRESH.to_string())
        .attr("delta_update", "false")
        .build()
}

fn privacy() -> Node {
    let category = |(name, value)| NodeBuilder::new("category").attr("name", name).attr("value", value).build();
    NodeBuilder::new("privacy").children(PRIVACY.into_iter().map(category)).build()
}

fn media(host: &str) -> Node {
    let host = NodeBuilder::new("host").attr("hostname", host).attr("type", "primary").build();
    NodeBuilder::new("media_conn")
        .attr("auth", MEDIA_AUTH)
        .attr("ttl", "3600")
        .attr("auth_ttl", "21600")
        .attr("max_buckets", "12")
        .children([host])
        .build()
}
