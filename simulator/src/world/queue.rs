//! What the server holds for a companion until the companion acknowledges it.
//!
//! A stanza leaves this queue by the client's acknowledgement and by nothing else, so whatever a
//! client had not acknowledged when it died is delivered again after its next login, in order.

use std::collections::VecDeque;
use wacore_binary::Node;

/// How many stored stanzas a server sends before the client asks for a batch.
const PRIMER: usize = 5;

/// The kinds of stanza a client acknowledges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Message,
    Receipt,
    Notification,
}

impl Class {
    pub(crate) fn as_wire(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Receipt => "receipt",
            Self::Notification => "notification",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        [Self::Message, Self::Receipt, Self::Notification].into_iter().find(|class| class.as_wire() == text)
    }
}

struct Item {
    class: Class,
    id: String,
    node: Node,
    /// It waited when the client logged in, so it carries the `offline` mark.
    stored: bool,
    /// It was written to the present connection.
    sent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// No connection, or one that has not asked for its backlog yet.
    Away,
    /// The backlog is handed out in batches.
    Draining,
    Live,
}

/// How much waits, by class: the numbers of `<offline_preview>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Backlog {
    pub messages: usize,
    pub receipts: usize,
    pub notifications: usize,
}

impl Backlog {
    pub(crate) fn total(self) -> usize {
        self.messages + self.receipts + self.notifications
    }
}

/// What to write after a request for stored stanzas.
pub(crate) struct Batch {
    /// How many stanzas of this backlog were handed out before.
    pub first: usize,
    pub nodes: Vec<Node>,
    /// The backlog ended with this batch.
    pub end: Option<End>,
}

/// The end of a backlog: to be announced, and then followed by what came meanwhile.
pub(crate) struct End {
    /// How many stanzas the backlog had.
    pub count: usize,
    pub after: Vec<Node>,
}

pub(crate) struct DeviceQueue {
    items: VecDeque<Item>,
    mode: Mode,
    /// The size of the present backlog.
    announced: usize,
    /// How much of it was handed out.
    handed: usize,
}

impl Default for DeviceQueue {
    fn default() -> Self {
        Self { items: VecDeque::new(), mode: Mode::Away, announced: 0, handed: 0 }
    }
}

impl DeviceQueue {
    /// Stores a stanza. Answers it back when it should be written at once.
    pub(crate) fn push(&mut self, class: Class, id: &str, node: Node) -> Option<Node> {
        let live = self.mode == Mode::Live;
        let now = live.then(|| node.clone());
        self.items.push_back(Item { class, id: id.to_owned(), node, stored: false, sent: live });
        now
    }

    /// The client is ready: marks all that waits as backlog and counts it. `None` when it said so before.
    pub(crate) fn begin(&mut self) -> Option<Backlog> {
        if self.mode != Mode::Away {
            return None;
        }
        let mut backlog = Backlog::default();
        for item in &mut self.items {
            (item.stored, item.sent) = (true, false);
            match item.class {
                Class::Message => backlog.messages += 1,
                Class::Receipt => backlog.receipts += 1,
                Class::Notification => backlog.notifications += 1,
            }
        }
        self.mode = Mode::Draining;
        (self.announced, self.handed) = (backlog.total(), 0);
        Some(backlog)
    }

    /// The first stanzas of the backlog, sent without being asked.
    pub(crate) fn primer(&mut self) -> Batch {
        self.batch(PRIMER)
    }

    /// The next `count` stanzas of the backlog.
    pub(crate) fn batch(&mut self, count: usize) -> Batch {
        if self.mode != Mode::Draining {
            return Batch { first: self.handed, nodes: Vec::new(), end: None };
        }
        let mut nodes = Vec::new();
        for item in self.items.iter_mut().filter(|item| item.stored && !item.sent).take(count) {
            item.sent = true;
            let mut node = item.node.clone();
            node.attrs.insert("offline", "0");
            nodes.push(node);
        }
        let first = self.handed;
        self.handed += nodes.len();
        let ended = !self.items.iter().any(|item| item.stored && !item.sent);
        Batch { first, nodes, end: ended.then(|| self.go_live()) }
    }

    fn go_live(&mut self) -> End {
        self.mode = Mode::Live;
        let unsent = self.items.iter_mut().filter(|item| !item.sent);
        let send = |item: &mut Item| {
            item.sent = true;
            item.node.clone()
        };
        End { count: self.announced, after: unsent.map(send).collect() }
    }

    /// The connection is gone: everything unacknowledged waits for the next one.
    pub(crate) fn away(&mut self) {
        self.mode = Mode::Away;
    }

    /// Forgets the oldest stanza that was sent under this id. Answers whether there was one.
    pub(crate) fn acknowledge(&mut self, class: Class, id: &str) -> bool {
        let at = self.items.iter().position(|item| item.sent && item.class == class && item.id == id);
        at.and_then(|at| self.items.remove(at)).is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, DeviceQueue};
    use wacore_binary::{Node, builder::NodeBuilder};

    fn stanza(id: &str) -> Node {
        NodeBuilder::new("message").attr("id", id).build()
    }

    fn live() -> DeviceQueue {
        let mut queue = DeviceQueue::default();
        queue.begin();
        assert!(queue.primer().end.is_some());
        queue
    }

    #[test]
    fn a_live_client_gets_a_stanza_at_once_and_it_stays_until_acknowledged() {
        let mut queue = live();
        assert!(queue.push(Class::Message, "a", stanza("a")).is_some());
        assert_eq!(queue.len(), 1);
        assert!(queue.acknowledge(Class::Message, "a"));
        assert_eq!(queue.len(), 0);
    }

    #[test]
    fn what_was_sent_but_not_acknowledged_comes_again() {
        let mut queue = live();
        queue.push(Class::Message, "a", stanza("a"));
        queue.away();
        assert_eq!(queue.begin().unwrap().messages, 1);
        let batch = queue.primer();
        assert!(batch.nodes[0].attrs.get("offline").is_some());
    }

    #[test]
    fn an_acknowledgement_of_another_class_or_of_an_unsent_stanza_removes_nothing() {
        let mut queue = DeviceQueue::default();
        queue.push(Class::Message, "a", stanza("a"));
        assert!(!queue.acknowledge(Class::Message, "a"));
        queue.begin();
        queue.primer();
        assert!(!queue.acknowledge(Class::Receipt, "a"));
    }

    #[test]
    fn the_backlog_is_handed_out_in_batches_and_new_stanzas_follow_it() {
        let mut queue = DeviceQueue::default();
        for id in 0..8 {
            queue.push(Class::Message, &id.to_string(), stanza("x"));
        }
        assert_eq!(queue.begin().unwrap().total(), 8);
        assert!(queue.primer().end.is_none());
        assert!(queue.push(Class::Receipt, "new", stanza("new")).is_none());
        let batch = queue.batch(200);
        assert_eq!(batch.nodes.len(), 3);
        let end = batch.end.unwrap();
        assert_eq!((end.count, end.after.len()), (8, 1));
    }

    #[test]
    fn a_client_that_says_twice_that_it_is_ready_gets_nothing_twice() {
        let mut queue = live();
        queue.push(Class::Message, "a", stanza("a"));
        assert_eq!(queue.begin(), None);
        assert!(queue.primer().nodes.is_empty());
    }
}
