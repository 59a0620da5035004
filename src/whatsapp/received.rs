//! Copies of messages that came before: which of them may be confirmed.
//!
//! 0.7.0 confirms a copy of what it has opened already unless it keeps the message until it is stored, and while it reads a
//! backlog it keeps none. A copy that comes before the message is stored would take it off WhatsApp's queue: should storing it
//! fail then, it would be lost. So the library is told that it cannot know as long as we do not know either, and confirms nothing.
//! The price: a copy of something that is never stored, and that was handled by another process, comes with every login until
//! WhatsApp lets it go.
use super::{Inbox, storage::KeyringId};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// Ids that are remembered; whatever is forgotten is asked of the database, or comes again.
const MOST: usize = 10_000;

/// What was handled in this process, of all sessions: a receipt may be lost with its connection, and the copy comes on the next.
#[derive(Clone, Default)]
pub(super) struct Handled(Arc<Mutex<HashSet<(KeyringId, String)>>>);

/// What one session has received.
#[derive(Clone)]
pub struct Received {
    inbox: Arc<dyn Inbox>,
    keyring: KeyringId,
    handled: Handled,
}

impl Received {
    pub(super) fn new(inbox: Arc<dyn Inbox>, keyring: KeyringId, handled: Handled) -> Self {
        Self { inbox, keyring, handled }
    }

    /// These are stored, or need not be.
    pub(super) fn stored<'a>(&self, ids: impl Iterator<Item = &'a str>) {
        let mut handled = self.handled.0.lock().unwrap_or_else(PoisonError::into_inner);
        if handled.len() > MOST {
            handled.clear();
        }
        handled.extend(ids.map(|id| (self.keyring, id.to_owned())));
    }

    /// Whether a copy of this message may be confirmed to WhatsApp.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) async fn may_confirm(&self, id: &str) -> anyhow::Result<bool> {
        let is_handled = self.handled.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&(self.keyring, id.to_owned()));
        Ok(is_handled || self.inbox.is_stored(id).await?)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Received")
    }
}
