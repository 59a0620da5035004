//! `w:mex`: questions in GraphQL. One is answered truthfully, whether the account may write to
//! strangers; the others get an empty answer.

use super::super::read::{attr, child};
use super::result;
use crate::number::Number;
use crate::world::World;
use serde_json::{Value, json};
use wacore::iq::mex_operations::fetch_reachout_timelock::DOC_ID;
use wacore_binary::{Node, builder::NodeBuilder};

pub(super) fn answer(world: &World, number: &Number, node: &Node) -> Node {
    let asked = child(node, "query").and_then(|query| attr(query, "query_id"));
    let data = if asked.as_deref() == Some(DOC_ID) { reachout_timelock(world, number) } else { json!({}) };
    let body = json!({ "data": data }).to_string().into_bytes();
    result(node, [NodeBuilder::new("result").bytes(body).build()])
}

fn reachout_timelock(world: &World, number: &Number) -> Value {
    let state = match world.faults.restriction(number) {
        Some((ends, enforcement)) => {
            json!({ "is_active": true, "time_enforcement_ends": ends.to_string(), "enforcement_type": enforcement })
        }
        None => json!({ "is_active": false }),
    };
    json!({ "xwa2_fetch_account_reachout_timelock": state })
}
