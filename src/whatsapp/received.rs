//! Copies of messages that came before: which of them may be confirmed.
//!
//! 0.7.0 confirms a copy of what it has decrypted already unless it keeps the message until it is stored, and while it reads a
//! backlog it keeps none. A copy that comes before the message is stored would take it off WhatsApp's queue: should storing it
//! fail then, it would be lost. So the library is told that it cannot know as long as we do not know either, and confirms nothing.
use super::{Inbox, storage::KeyringId};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// A message that waits to be stored is stored, or its connection is over, within this. Whatever is still delivered later, and
/// stands nowhere, is nothing that is stored.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);
/// Ids that are remembered of a session, and copies of all sessions.
const MOST: usize = 10_000;

/// Copies that were not confirmed, of all sessions: they are asked about again on a later connection.
#[derive(Clone, Default)]
pub(super) struct Refused(Arc<Mutex<HashMap<(KeyringId, String), Instant>>>);

/// What one session has received.
#[derive(Clone)]
pub struct Received {
    inbox: Arc<dyn Inbox>,
    keyring: KeyringId,
    stored: Arc<Mutex<HashSet<String>>>,
    refused: Refused,
}

impl Received {
    pub(super) fn new(inbox: Arc<dyn Inbox>, keyring: KeyringId, refused: Refused) -> Self {
        Self { inbox, keyring, stored: Arc::default(), refused }
    }

    /// These are stored, or need not be.
    pub(super) fn stored<'a>(&self, ids: impl Iterator<Item = &'a str>) {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        if stored.len() > MOST {
            stored.clear();
        }
        stored.extend(ids.map(str::to_owned));
    }

    /// Whether a copy of this message may be confirmed to WhatsApp.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) async fn may_confirm(&self, id: &str) -> anyhow::Result<bool> {
        if self.stored.lock().unwrap_or_else(PoisonError::into_inner).contains(id) || self.inbox.is_stored(id).await? {
            return Ok(true);
        }
        let mut refused = self.refused.0.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() > MOST {
            refused.clear();
        }
        let first = *refused.entry((self.keyring, id.to_owned())).or_insert_with(Instant::now);
        Ok(first.elapsed() >= SETTLED_WITHIN)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Received")
    }
}
