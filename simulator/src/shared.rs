//! What all tasks of a simulator share: the world under its lock, and the word to stop.

use crate::chaos::Chaos;
use crate::door::Door;
use crate::handshake::HandshakeError;
use crate::world::World;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout_at};

pub(crate) struct Shared {
    pub world: Mutex<World>,
    pub chaos: Chaos,
    changes: watch::Receiver<u64>,
    stop: watch::Sender<bool>,
}

impl Shared {
    pub(crate) fn new() -> Result<Arc<Self>, HandshakeError> {
        let world = World::new()?;
        let changes = world.changes();
        Ok(Arc::new(Self { world: Mutex::new(world), chaos: Chaos::default(), changes, stop: watch::Sender::new(false) }))
    }

    pub(crate) async fn door(&self) -> Arc<Door> {
        self.world.lock().await.door.clone()
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Completes once the simulator is told to stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives in `self`, so the wait cannot fail.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// Counts up with every change of the world.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Looks at the world, again after each change, until `enough`, the time is over or the simulator stops. Answers the last look.
    pub(crate) async fn watch<T>(&self, limit: Duration, look: impl Fn(&World) -> T, enough: impl Fn(&T) -> bool) -> T {
        let deadline = Instant::now() + limit;
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            let seen = look(&*self.world.lock().await);
            if enough(&seen) {
                return seen;
            }
            tokio::select! {
                changed = timeout_at(deadline, changes.changed()) => if !matches!(changed, Ok(Ok(()))) { return seen },
                () = self.stopped() => return seen,
            }
        }
    }
}
