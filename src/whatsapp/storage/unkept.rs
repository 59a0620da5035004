//! Messages that were decrypted and could not be kept.
//!
//! A message can be decrypted once: then the keys have moved on. The library keeps its copy before that is written, but when the
//! copy cannot be written, it goes on and writes the keys as soon as it can (0.7.0, `commit_batch.rs`, `signal_flush.rs`): what
//! WhatsApp then delivers again is taken for a duplicate and is lost. So while a copy waits, nothing else of the keyring is
//! written, and when it is given up, nothing ever again by this session, as if the program had been killed.
use super::is_keyring_gone;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::sync::watch;
use wacore::store::error::{Result, StoreError};

/// Pauses before a copy that could not be written is tried again.
const PAUSES: [Duration; 4] = [Duration::from_millis(50), Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];

/// How many copies wait, and whether one was given up.
#[derive(Debug)]
pub(super) struct Unkept {
    pauses: &'static [Duration],
    waiting: AtomicUsize,
    given_up: watch::Sender<bool>,
}

impl Default for Unkept {
    fn default() -> Self {
        Self { pauses: &PAUSES, waiting: AtomicUsize::default(), given_up: watch::Sender::default() }
    }
}

/// A copy that is on its way. Dropped before it is kept, by whatever ended the session, it is given up.
struct Copy<'a> {
    unkept: &'a Unkept,
    waits: bool,
    kept: bool,
}

impl Copy<'_> {
    fn waits(&mut self) {
        self.unkept.waiting.fetch_add(1, Ordering::AcqRel);
        self.waits = true;
    }
}

impl Drop for Copy<'_> {
    fn drop(&mut self) {
        if !self.kept {
            self.unkept.given_up.send_replace(true);
        }
        if self.waits {
            self.unkept.waiting.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

impl Unkept {
    /// Writes a copy, with patience. Until its first try has failed, others write as usual.
    pub(super) async fn keep<W: Future<Output = Result<()>>>(&self, write: impl Fn() -> W) -> Result<()> {
        let mut copy = Copy { unkept: self, waits: false, kept: false };
        let mut pauses = self.pauses.iter();
        while !self.is_over() {
            let failure = match write().await {
                Ok(()) => {
                    copy.kept = true;
                    return Ok(());
                }
                // Nobody needs the copy any more: the link is over.
                Err(gone) if is_keyring_gone(&gone) => {
                    copy.kept = true;
                    return Err(gone);
                }
                Err(failure) => failure,
            };
            if !copy.waits {
                copy.waits();
            }
            let Some(pause) = pauses.next() else { return Err(failure) };
            tokio::time::sleep(*pause).await;
        }
        Err(refusal())
    }

    /// Whether others may write.
    pub(super) fn check(&self) -> Result<()> {
        if self.is_over() || self.waiting.load(Ordering::Acquire) > 0 { Err(refusal()) } else { Ok(()) }
    }

    /// Waits until a copy was given up.
    pub(super) async fn given_up(&self) {
        // The sender is here too, so this ends by being told only.
        drop(self.given_up.subscribe().wait_for(|given_up| *given_up).await);
    }

    fn is_over(&self) -> bool {
        *self.given_up.borrow()
    }
}

fn refusal() -> StoreError {
    StoreError::Io(std::io::Error::other("a message that was decrypted could not be kept"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::Cell, future::ready};

    fn in_a_hurry() -> Unkept {
        const SHORT: [Duration; 4] = [Duration::from_millis(1); 4];
        Unkept { pauses: &SHORT, ..Unkept::default() }
    }

    #[tokio::test]
    async fn while_a_copy_waits_nothing_else_is_written_and_afterwards_it_is() {
        let (unkept, tries) = (in_a_hurry(), Cell::new(0));
        let write = || {
            assert_eq!(unkept.check().is_ok(), tries.get() == 0, "the keys wait behind the copy");
            tries.set(tries.get() + 1);
            ready(if tries.get() < 3 { Err(refusal()) } else { Ok(()) })
        };
        unkept.keep(write).await.unwrap();
        assert_eq!(tries.get(), 3);
        unkept.check().unwrap();
    }

    #[tokio::test]
    async fn once_a_copy_is_given_up_nothing_is_ever_written_and_the_session_is_told() {
        let unkept = in_a_hurry();
        unkept.keep(|| ready(Err(refusal()))).await.unwrap_err();
        unkept.given_up().await;
        unkept.check().unwrap_err();
        unkept.keep(|| ready(Ok(()))).await.unwrap_err();
    }

    #[tokio::test]
    async fn a_copy_that_is_dropped_on_its_way_is_given_up() {
        let unkept = in_a_hurry();
        let stuck = tokio::time::timeout(PAUSES[0], unkept.keep(std::future::pending));
        stuck.await.unwrap_err();
        unkept.check().unwrap_err();
    }
}
