//! `md` before the login: a client links by a code, or with a passkey.

use super::super::read::{attr, bytes, child, child_bytes, jid};
use super::{error, reply, result};
use crate::number::Number;
use crate::world::{ConnectionId, World};
use wacore::pair_code::PairCodeRejection;
use wacore_binary::{Node, builder::NodeBuilder};

/// `<error code>` of a request that the server does not understand, or does not like.
const BAD_REQUEST: u16 = 400;

/// Answers `false` when the question is of another kind.
pub(super) fn apply(world: &mut World, at: ConnectionId, node: &Node) -> bool {
    if let Some(code) = child(node, "link_code_companion_reg") {
        link_by_code(world, at, node, code);
        return true;
    }
    let Some(done) = passkey(world, at, node) else { return false };
    let answer = done.unwrap_or_else(|reason| {
        tracing::debug!(connection = at.0, "A step of a link with a passkey was refused: {reason:#}");
        world.passkey_failed(at);
        error(node, BAD_REQUEST, "bad-request")
    });
    world.send(at, answer);
    if child(node, "passkey_prologue").is_some() {
        // Refused above when there is nothing to continue.
        let _ = world.continue_passkey(at);
    }
    true
}

fn link_by_code(world: &mut World, at: ConnectionId, node: &Node, code: &Node) {
    let number = jid(code, "jid").and_then(|jid| Number::parse(&jid.user)).filter(|number| world.handset(number).is_ok());
    let Some(number) = number else { return world.send(at, error(node, BAD_REQUEST, "bad-request")) };
    match attr(code, "stage").as_deref() {
        Some("companion_hello") => {
            if let Some((code, backoff)) = world.faults.code_refusal(&number) {
                return world.send(at, refusal(node, code, backoff));
            }
            let wrapped = child_bytes(code, "link_code_pairing_wrapped_companion_ephemeral_pub").unwrap_or_default();
            let reference = world.request_code(at, &number, wrapped);
            let reference = NodeBuilder::new("link_code_pairing_ref").bytes(reference).build();
            let answer = NodeBuilder::new("link_code_companion_reg").attr("stage", "companion_hello").children([reference]);
            world.send(at, result(node, [answer.build()]));
        }
        Some("companion_finish") => {
            world.send(at, result(node, []));
            let reference = child_bytes(code, "link_code_pairing_ref").unwrap_or_default();
            let bundle = child_bytes(code, "link_code_pairing_wrapped_key_bundle").unwrap_or_default();
            world.finish_code(at, &number, &reference, &bundle);
        }
        _ => world.send(at, error(node, BAD_REQUEST, "bad-request")),
    }
}

fn refusal(node: &Node, code: u16, backoff: Option<u32>) -> Node {
    let text = PairCodeRejection::from(i32::from(code)).text().unwrap_or("unknown");
    let mut error = NodeBuilder::new("error").attr("code", code.to_string()).attr("text", text);
    if let Some(backoff) = backoff {
        error = error.attr("backoff", backoff.to_string());
    }
    reply(node, "error").children([error.build()]).build()
}

/// The answer to a step of a link with a passkey; `None` when it is none.
fn passkey(world: &mut World, at: ConnectionId, node: &Node) -> Option<anyhow::Result<Node>> {
    if child(node, "ref").is_some() {
        let reference = world.passkey_ref(at);
        return Some(reference.map(|text| result(node, [NodeBuilder::new("ref").bytes(text.into_bytes()).build()])));
    }
    if child(node, "passkey_request_options").is_some() {
        return Some(world.passkey_request_options(at).map(|options| result(node, [options])));
    }
    let done = if let Some(prologue) = child(node, "passkey_prologue") {
        let part = |tag| child_bytes(prologue, tag);
        let proof = part("pairing_handoff_proof");
        let (assertion, payload) = (part("webauthn_assertion"), part("prologue_payload"));
        world.passkey_prologue(at, &assertion.unwrap_or_default(), &payload.unwrap_or_default(), proof.as_deref())
    } else if let Some(nonce) = child(node, "companion_nonce") {
        world.passkey_nonce(at, &bytes(nonce).unwrap_or_default())
    } else {
        let request = child(node, "encrypted_pairing_request").and_then(bytes)?;
        world.passkey_request(at, &request)
    };
    Some(done.map(|()| result(node, [])))
}
