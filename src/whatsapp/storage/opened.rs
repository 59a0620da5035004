//! Messages that were opened and that the application has not stored yet.
//!
//! A message can be opened once: then the keys have moved on, and what WhatsApp delivers again is taken for a duplicate. So the
//! library (0.7.0, `commit_batch.rs`) hands its copy over before the message is stored and takes it back afterwards; written each
//! time, that would cost about as much as the message itself. Here the copies stay in memory and go to the database in the
//! transaction that writes the keys which have moved. Until then the keys in the database still open the message, as if it had never
//! come; only one that is stored is confirmed meanwhile. Mostly a message is stored before its keys are written, and the copy never is.
//!
//! Between opening a message and handing its copy over, the library may write the keys by another way. What is killed just then
//! leaves nothing but copies that nothing opens; `received.rs` asks for such a message again.
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, OwnedMutexGuard, watch},
    time::Instant,
};
use wacore::store::traits::{PendingInboundKey, PendingInboundRow};

/// Keys that have moved wait so long for messages that are being stored; then the copies of those go along with them.
const STORED_WITHIN: Duration = Duration::from_millis(250);
/// A session whose copies cannot be written for so long ends; the library itself would only try again, and look connected.
const WRITTEN_WITHIN: Duration = Duration::from_secs(6);

/// The library's names of a message: chat, sender and WhatsApp's id.
pub(in crate::whatsapp) type MessageKey = (String, String, String);

/// What one session has opened and not stored. It ends with the session, as do the keys that moved and were not written.
#[derive(Debug)]
pub(super) struct Opened {
    state: Mutex<State>,
    changed: Notify,
    /// Whether copies could not be written for too long.
    given_up: watch::Sender<bool>,
    stored_within: Duration,
    written_within: Duration,
    /// Whoever writes or deletes copies in the database; one after the other, so that a deleted copy does not come back.
    order: Arc<tokio::sync::Mutex<()>>,
}

impl Default for Opened {
    fn default() -> Self {
        Self::patient(STORED_WITHIN, WRITTEN_WITHIN)
    }
}

#[derive(Debug, Default)]
struct State {
    copies: BTreeMap<MessageKey, Copy>,
    /// Copies come in this order.
    next: u64,
    /// Which of them the transaction holds that is under way.
    writing: Vec<u64>,
    /// Since when copies cannot be written.
    failing_since: Option<Instant>,
    /// Copies that are, or may be, in the database.
    kept: HashSet<MessageKey>,
}

#[derive(Clone, Debug)]
struct Copy {
    number: u64,
    message: Arc<[u8]>,
    /// Unix milliseconds.
    came_at: i64,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Opened,
    Storing,
    /// The library has yet to take its copy back.
    Stored,
}

/// A copy as it is written.
pub(super) struct ToWrite {
    pub(super) key: MessageKey,
    pub(super) message: Arc<[u8]>,
    /// Unix milliseconds.
    pub(super) came_at: i64,
}

/// Messages that are being stored. Dropped before [`Self::done`], they were not.
pub(in crate::whatsapp) struct Storing<'a> {
    opened: &'a Opened,
    keys: Vec<MessageKey>,
    stage: Stage,
}

impl Storing<'_> {
    /// They are durable.
    pub(in crate::whatsapp) fn done(mut self) {
        self.stage = Stage::Stored;
    }
}

impl Drop for Storing<'_> {
    fn drop(&mut self) {
        self.opened.are(self.stage, &self.keys);
    }
}

fn key_of(chat: &str, sender: &str, id: &str) -> MessageKey {
    (chat.to_owned(), sender.to_owned(), id.to_owned())
}

impl Opened {
    /// One that waits so long for messages that are being stored, and for a database that does not take copies.
    pub(super) fn patient(stored_within: Duration, written_within: Duration) -> Self {
        let (state, changed, given_up, order) = Default::default();
        Self { state, changed, given_up, stored_within, written_within, order }
    }

    /// Takes copies; the last one of each message counts.
    pub(super) fn put(&self, rows: &[PendingInboundRow<'_>], now_ms: i64) {
        let mut state = self.state();
        for row in rows {
            let number = state.next;
            state.next += 1;
            let copy = Copy { number, message: row.message.into(), came_at: now_ms, stage: Stage::Opened };
            state.copies.insert(key_of(row.chat, row.sender, row.id), copy);
        }
    }

    pub(super) fn get(&self, chat: &str, sender: &str, id: &str) -> Option<Vec<u8>> {
        self.state().copies.get(&key_of(chat, sender, id)).map(|copy| copy.message.to_vec())
    }

    /// Notes that the database has this one.
    pub(super) fn is_kept(&self, chat: &str, sender: &str, id: &str) {
        self.state().kept.insert(key_of(chat, sender, id));
    }

    /// Lets copies go, and answers which of them may be in the database.
    pub(super) fn take_back<'k>(&self, keys: &[PendingInboundKey<'k>]) -> Vec<PendingInboundKey<'k>> {
        let mut state = self.state();
        let may_be_kept = |key: &&PendingInboundKey<'_>| {
            let key = key_of(key.chat, key.sender, key.id);
            let was_here = state.copies.remove(&key).is_some();
            state.kept.remove(&key) || !was_here
        };
        let kept =
            keys.iter().filter(may_be_kept).map(|key| PendingInboundKey { chat: key.chat, sender: key.sender, id: key.id }).collect();
        drop(state);
        self.changed.notify_waiters();
        kept
    }

    /// Lets go of what came before, and answers how many those were.
    pub(super) fn expire(&self, before_ms: i64) -> usize {
        let mut state = self.state();
        let all = state.copies.len();
        state.copies.retain(|_, copy| copy.came_at >= before_ms);
        all - state.copies.len()
    }

    /// Marks messages as being stored.
    pub(super) fn storing(&self, keys: Vec<MessageKey>) -> Storing<'_> {
        self.are(Stage::Storing, &keys);
        Storing { opened: self, keys, stage: Stage::Opened }
    }

    fn are(&self, stage: Stage, keys: &[MessageKey]) {
        let mut state = self.state();
        for key in keys {
            if let Some(copy) = state.copies.get_mut(key) {
                copy.stage = stage;
            }
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// Waits for what is being stored at this moment, with little patience.
    pub(super) async fn settle(&self) {
        let newest = self.state().next;
        let settled = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if !self.state().copies.values().any(|copy| copy.stage == Stage::Storing && copy.number < newest) {
                    return;
                }
                changed.await;
            }
        };
        drop(tokio::time::timeout(self.stored_within, settled).await);
    }

    /// The turn to write or delete copies.
    pub(super) async fn turn(&self) -> OwnedMutexGuard<()> {
        self.order.clone().lock_owned().await
    }

    /// What a transaction has to hold besides the keys, from whoever has the [turn](Self::turn).
    pub(super) fn to_write(&self) -> Vec<ToWrite> {
        let mut state = self.state();
        let unstored = |(key, copy): (&MessageKey, &Copy)| {
            let to_write = ToWrite { key: key.clone(), message: copy.message.clone(), came_at: copy.came_at };
            (copy.stage != Stage::Stored).then_some((copy.number, to_write))
        };
        let (writing, copies): (Vec<_>, Vec<_>) = state.copies.iter().filter_map(unstored).unzip();
        state.writing = writing;
        state.kept.extend(copies.iter().map(|copy| copy.key.clone()));
        copies
    }

    /// That transaction is durable, or it is not.
    pub(super) fn are_written(&self, is_durable: bool) {
        let mut state = self.state();
        let written = std::mem::take(&mut state.writing);
        if is_durable {
            state.failing_since = None;
            state.copies.retain(|_, copy| !written.contains(&copy.number));
        } else if !written.is_empty() {
            let is_over = state.failing_since.get_or_insert_with(Instant::now).elapsed() >= self.written_within;
            if is_over {
                self.given_up.send_replace(true);
            }
        }
    }

    /// Waits until copies could not be written for too long.
    pub(super) async fn given_up(&self) {
        // The sender is here too, so this ends by being told only.
        drop(self.given_up.subscribe().wait_for(|given_up| *given_up).await);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
