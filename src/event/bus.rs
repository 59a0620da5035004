//! The bus: every listener gets every event, in the order of publishing.
use super::DomainEvent;
use std::sync::Arc;
use tokio::sync::broadcast;

/// A listener that falls further behind than this is told that it missed some.
const KEPT_EVENTS: usize = 8192;

/// A listener's end.
pub type Subscription = broadcast::Receiver<Arc<DomainEvent>>;

/// The process-wide bus, cheap to clone.
#[derive(Clone, Debug)]
pub struct EventBus(broadcast::Sender<Arc<DomainEvent>>);

impl Default for EventBus {
    fn default() -> Self {
        Self(broadcast::Sender::new(KEPT_EVENTS))
    }
}

impl EventBus {
    /// Tells every listener. Call it after the commit, as an event means stored; where the event holds what was stored, within
    /// `AppState::commit_and_tell`, as two who publish after their commits do so in any order.
    pub fn publish(&self, event: DomainEvent) {
        // An error means that nobody listens, which is fine.
        drop(self.0.send(Arc::new(event)));
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> Subscription {
        self.0.subscribe()
    }
}
