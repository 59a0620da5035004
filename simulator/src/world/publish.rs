//! Stanzas that the server writes of its own accord, and how they are queued.

use super::queue::{Batch, Class};
use super::{ConnectionId, Moment, World};
use crate::number::DeviceAddress;
use wacore_binary::{Jid, Node, Server, builder::NodeBuilder};

/// `s.whatsapp.net`, the server itself.
pub(crate) fn server_jid() -> Jid {
    Jid::new("", Server::Pn)
}

pub(super) fn stream_error(code: Option<u16>) -> Node {
    let error = NodeBuilder::new("stream:error");
    match code {
        Some(code) => error.attr("code", code.to_string()).build(),
        None => error.build(),
    }
}

/// A stream error that says who took the place: `replaced` by another socket, or `device_removed`.
pub(super) fn conflict(kind: &'static str, code: Option<u16>) -> Node {
    let conflict = NodeBuilder::new("conflict").attr("type", kind).build();
    let error = NodeBuilder::new("stream:error").children([conflict]);
    match code {
        Some(code) => error.attr("code", code.to_string()).build(),
        None => error.build(),
    }
}

impl World {
    /// Stores a stanza for a companion, and writes it if the companion is there.
    pub(super) fn queue(&mut self, to: &DeviceAddress, class: Class, id: &str, node: Node) {
        let Some(companion) = self.companion_mut(to) else { return };
        let (now, at) = (companion.queue.push(class, id, node), companion.connection);
        if let (Some(node), Some(at)) = (now, at) {
            self.write(to, at, class, node);
        }
        self.touch();
    }

    /// Writes a stanza; of messages, as often and as late as the faults want it.
    fn write(&mut self, to: &DeviceAddress, at: ConnectionId, class: Class, node: Node) {
        if class != Class::Message {
            return self.send(at, node);
        }
        if self.faults.duplicates(&to.number) {
            self.send(at, node.clone());
        }
        match self.faults.late(&to.number) {
            Some(wait) => self.send_later(at, node, wait),
            None => self.send(at, node),
        }
    }

    /// The client has said that it is ready: announces its backlog and begins to hand it out.
    pub(crate) fn begin_delivery(&mut self, to: &DeviceAddress) {
        let Some(companion) = self.companion_mut(to) else { return };
        let Some(at) = companion.connection else { return };
        let Some(backlog) = companion.queue.begin() else { return };
        let primer = companion.queue.primer();
        let preview = NodeBuilder::new("offline_preview")
            .attr("count", backlog.total().to_string())
            .attr("message", backlog.messages.to_string())
            .attr("receipt", backlog.receipts.to_string())
            .attr("notification", backlog.notifications.to_string())
            .attr("appdata", "0")
            .attr("call", "0")
            .attr("status", "0");
        self.send(at, info(preview.build()));
        self.hand_out(to, primer);
    }

    /// The client asked for more of its backlog.
    pub(crate) fn continue_delivery(&mut self, to: &DeviceAddress, count: usize) {
        if let Some(companion) = self.companion_mut(to) {
            let batch = companion.queue.batch(count);
            self.hand_out(to, batch);
        }
    }

    fn hand_out(&mut self, to: &DeviceAddress, batch: Batch) {
        let Some(at) = self.companion(to).and_then(|companion| companion.connection) else { return };
        let mut handed = batch.first;
        for node in batch.nodes {
            if self.interrupt_drain(to, at, handed) {
                return;
            }
            if node.tag == "message" && self.faults.duplicates(&to.number) {
                self.send(at, node.clone());
            }
            self.send(at, node);
            handed += 1;
        }
        if let Some(end) = batch.end {
            if end.count > 0 && self.interrupt_drain(to, at, handed) {
                return;
            }
            self.send(at, info(NodeBuilder::new("offline").attr("count", end.count.to_string()).build()));
            for node in end.after {
                self.send(at, node);
            }
        }
        self.touch();
    }

    /// Ends a stream in the middle of a backlog, where a fault wants it. Answers whether it did.
    fn interrupt_drain(&mut self, to: &DeviceAddress, at: ConnectionId, handed: usize) -> bool {
        let error = self.faults.stream_error(Some(&to.number), Moment::Drain, |error| error.after == handed);
        if let Some(error) = &error {
            self.end_stream(at, error);
        }
        error.is_some()
    }

    /// A client's acknowledgement of something we sent.
    pub(crate) fn acknowledged(&mut self, by: &DeviceAddress, class: Class, id: &str) {
        let known = self.companion_mut(by).is_some_and(|companion| companion.queue.acknowledge(class, id));
        if known {
            self.touch();
        }
    }
}

fn info(child: Node) -> Node {
    NodeBuilder::new("ib").attr("from", server_jid()).children([child]).build()
}
