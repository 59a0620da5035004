//! Key bundles as nodes, in both directions.

use super::read::{child, child_bytes};
use crate::signal::{KeyBundle, OneTimeKey, PublicBytes, SignedKey};
use crate::world::Registration;
use wacore_binary::{Node, builder::NodeBuilder};

/// The type byte of Curve25519 keys.
const CURVE25519: u8 = 5;

/// `<type>`, `<identity>`, `<key>` (while there are one-time keys), `<skey>`.
pub(crate) fn key_nodes(bundle: &KeyBundle) -> Vec<Node> {
    let mut nodes = vec![leaf("type", vec![CURVE25519]), leaf("identity", bundle.identity.to_vec())];
    if let Some(key) = &bundle.one_time {
        nodes.push(NodeBuilder::new("key").children([key_id(key.id), leaf("value", key.public.to_vec())]).build());
    }
    nodes.push(signed_key_node(&bundle.signed));
    nodes
}

pub(super) fn signed_key_node(key: &SignedKey) -> Node {
    let parts = [key_id(key.id), leaf("value", key.public.to_vec()), leaf("signature", key.signature.clone())];
    NodeBuilder::new("skey").children(parts).build()
}

/// Ids of keys have three bytes on the wire.
pub(super) fn key_id(id: u32) -> Node {
    leaf("id", id.to_be_bytes()[1..].to_vec())
}

pub(super) fn leaf(tag: &'static str, bytes: Vec<u8>) -> Node {
    NodeBuilder::new(tag).bytes(bytes).build()
}

pub(super) fn read_one_time_key(node: &Node) -> Option<OneTimeKey> {
    Some(OneTimeKey { id: read_number(node, "id")?, public: read_key(node, "value")? })
}

pub(super) fn read_signed_key(node: &Node) -> Option<SignedKey> {
    Some(SignedKey { id: read_number(node, "id")?, public: read_key(node, "value")?, signature: child_bytes(node, "signature")? })
}

/// The bundle in a retry receipt: `<registration>` beside `<keys>`.
pub(super) fn read_retry_bundle(receipt: &Node) -> Option<KeyBundle> {
    let keys = child(receipt, "keys")?;
    Some(KeyBundle {
        registration_id: read_number(receipt, "registration")?,
        identity: read_key(keys, "identity")?,
        signed: read_signed_key(child(keys, "skey")?)?,
        one_time: child(keys, "key").and_then(read_one_time_key),
    })
}

pub(super) fn read_number(node: &Node, tag: &str) -> Option<u32> {
    Registration::big_endian(child_bytes(node, tag).as_deref())
}

pub(super) fn read_key(node: &Node, tag: &str) -> Option<PublicBytes> {
    child_bytes(node, tag)?.try_into().ok()
}
