//! Writes that share a transaction. SQLite has one writer, and its commit waits for the disk: whoever comes while one is under way goes
//! along, so that many phones together cost little more than one. Each returns only once what it wrote is durable.
use super::{Db, Dialect};
use sqlx::{Any, Transaction};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, MutexGuard, watch};

/// A transaction takes no more along, so that nobody waits for long.
const MOST_TOGETHER: usize = 64;

/// How long a writer waits for its turn, as long as for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A transaction that writes.
pub type Writing = Transaction<'static, Any>;

/// Where writers stand in line.
pub(super) type Together = Arc<Line>;

/// The transaction that the next writer joins, if one is open, and how many writers wait for it.
#[derive(Debug, Default)]
pub(super) struct Line {
    open: Mutex<Option<Open>>,
    waiting: AtomicUsize,
}

/// One who waits in line, also when they are dropped there.
struct Waits<'a>(&'a AtomicUsize);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Line {
    /// A writer's turn.
    async fn turn(&self) -> Result<MutexGuard<'_, Option<Open>>, sqlx::Error> {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        let _waits = Waits(&self.waiting);
        tokio::time::timeout(PATIENCE, self.open.lock()).await.map_err(|_| sqlx::Error::PoolTimedOut)
    }

    /// Commits what is open once nobody waits to join it; whoever makes it full has committed it before.
    async fn commit(&self) {
        loop {
            let mut open = self.open.lock().await;
            if open.is_none() {
                return;
            }
            if self.waiting.load(Ordering::Acquire) == 0 {
                if let Some(open) = open.take() {
                    open.commit().await;
                }
                return;
            }
            drop(open);
            // Whoever has just said that they wait may not stand in line yet.
            tokio::task::yield_now().await;
        }
    }
}

/// A transaction and those who wait for its commit.
#[derive(Debug)]
pub(super) struct Open {
    tx: Writing,
    members: usize,
    /// True once it is durable; gone without that when it never will be.
    is_durable: watch::Sender<bool>,
}

impl Open {
    fn of(tx: Writing) -> Self {
        Self { tx, members: 0, is_durable: watch::Sender::new(false) }
    }

    async fn commit(self) {
        match self.tx.commit().await {
            Ok(()) => drop(self.is_durable.send_replace(true)),
            // Each member tries alone, and meets its own failure.
            Err(error) => tracing::debug!(%error, members = self.members, "A transaction of several could not be committed"),
        }
    }
}

impl Db {
    /// Runs `work` in a transaction, on SQLite together with whatever else is written at this moment, and answers what it answers once
    /// that is durable. Should another one of them fail, or be dropped on its way, `work` runs again in a transaction of its own:
    /// it must do the same each time, and what it does besides writing must be repeatable.
    ///
    /// # Errors
    /// As [`Db::write`]; within the answer, the failure of `work` itself, of which nothing is written then.
    pub async fn write_together<T, E, F>(&self, work: impl Fn(Writing) -> F) -> Result<Result<T, E>, sqlx::Error>
    where
        F: Future<Output = (Writing, Result<T, E>)>,
    {
        // Postgres commits side by side.
        if self.dialect == Dialect::Sqlite
            && let Some(answer) = self.join(&work).await?
        {
            return Ok(answer);
        }
        match work(self.write().await?).await {
            (tx, Ok(value)) => tx.commit().await.map(|()| Ok(value)),
            (_, Err(error)) => Ok(Err(error)),
        }
    }

    /// Nothing when the transaction was given up for another one's sake.
    async fn join<T, E, F>(&self, work: &impl Fn(Writing) -> F) -> Result<Option<Result<T, E>>, sqlx::Error>
    where
        F: Future<Output = (Writing, Result<T, E>)>,
    {
        let mut slot = self.together.turn().await?;
        let open = match slot.take() {
            Some(open) => open,
            None => {
                let open = Open::of(self.write().await?);
                // A task of its own, as any of them may be dropped.
                let together = self.together.clone();
                tokio::spawn(async move { together.commit().await });
                open
            }
        };
        let Open { tx, members, is_durable } = open;
        // Whatever ends here without putting it back gives the transaction up, and the others are told by the sender's end.
        let (tx, value) = match work(tx).await {
            (tx, Ok(value)) => (tx, value),
            (_, Err(error)) => return Ok(Some(Err(error))),
        };
        let mut told = is_durable.subscribe();
        let open = Open { tx, members: members + 1, is_durable };
        if open.members < MOST_TOGETHER {
            *slot = Some(open);
        } else {
            open.commit().await;
        }
        drop(slot);
        Ok(told.wait_for(|is_durable| *is_durable).await.is_ok().then_some(Ok(value)))
    }
}
