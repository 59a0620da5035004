//! Writes that share a transaction. SQLite has one writer, and its commit waits for the disk: whoever comes while one is under way goes
//! along, so that many phones together cost little more than one. Each returns only once what it wrote is durable.
//!
//! What happened is told in turn, too: whoever was told of a row last knows it as it is.
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
    telling: Mutex<()>,
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
    async fn commit(self: Arc<Self>) {
        loop {
            let mut open = self.open.lock().await;
            if open.is_none() {
                return;
            }
            if self.waiting.load(Ordering::Acquire) == 0 {
                if let Some(open) = open.take() {
                    self.commit_all(open).await;
                }
                return;
            }
            drop(open);
            // Whoever has just said that they wait may not stand in line yet.
            tokio::task::yield_now().await;
        }
    }

    async fn commit_all(self: &Arc<Self>, open: Open) {
        let Open { tx, members, tells, is_durable } = open;
        let tell = move || {
            tells.into_iter().for_each(|tell| tell());
            is_durable.send_replace(true);
        };
        // Each member tries alone, and meets its own failure.
        if let Err(error) = self.commit_and_tell(tx, tell).await {
            tracing::debug!(%error, members, "A transaction of several could not be committed");
        }
    }

    /// The turn is taken while the transaction still holds its rows, so that whoever changes them next comes after it. A task of its own
    /// does it, as nobody would hear of what is committed by somebody who is dropped meanwhile.
    async fn commit_and_tell(self: &Arc<Self>, tx: Writing, tell: impl FnOnce() + Send + 'static) -> Result<(), sqlx::Error> {
        let line = self.clone();
        let told = tokio::spawn(async move {
            let _turn = line.telling.lock().await;
            tx.commit().await?;
            tell();
            Ok(())
        });
        told.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

/// Tells what happened. It waits for nothing.
type Tell = Box<dyn FnOnce() + Send>;

/// A transaction and those who wait for its commit.
pub(super) struct Open {
    tx: Writing,
    members: usize,
    /// What each of them tells when it is durable.
    tells: Vec<Tell>,
    /// True once it is durable; gone without that when it never will be.
    is_durable: watch::Sender<bool>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Open").field("members", &self.members).finish_non_exhaustive()
    }
}

impl Open {
    fn of(tx: Writing) -> Self {
        Self { tx, members: 0, tells: Vec::new(), is_durable: watch::Sender::new(false) }
    }
}

impl Db {
    /// Commits, and then tells what happened before anybody tells of what was written after it; both or neither, also when the caller is
    /// dropped meanwhile.
    ///
    /// # Errors
    /// When it could not be committed; then nothing is told.
    pub async fn commit_and_tell(&self, tx: Writing, tell: impl FnOnce() + Send + 'static) -> Result<(), sqlx::Error> {
        self.together.commit_and_tell(tx, tell).await
    }

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
            && let Some(answer) = self.join(&work, |value| (value, None)).await?
        {
            return Ok(answer);
        }
        match work(self.write().await?).await {
            (tx, Ok(value)) => tx.commit().await.map(|()| Ok(value)),
            (_, Err(error)) => Ok(Err(error)),
        }
    }

    /// The same for `work` that answers what happened, which is told as by [`Db::commit_and_tell`].
    ///
    /// # Errors
    /// As [`Db::write_together`]; then nothing is told.
    pub async fn write_together_and_tell<T, E, F>(
        &self,
        work: impl Fn(Writing) -> F,
        tell: impl Fn(T) + Clone + Send + 'static,
    ) -> Result<Result<(), E>, sqlx::Error>
    where
        T: Send + 'static,
        F: Future<Output = (Writing, Result<T, E>)>,
    {
        let later = |value| {
            let tell = tell.clone();
            ((), Some(Box::new(move || tell(value)) as Tell))
        };
        if self.dialect == Dialect::Sqlite
            && let Some(answer) = self.join(&work, later).await?
        {
            return Ok(answer);
        }
        match work(self.write().await?).await {
            (tx, Ok(value)) => self.commit_and_tell(tx, move || tell(value)).await.map(Ok),
            (_, Err(error)) => Ok(Err(error)),
        }
    }

    /// Nothing when the transaction was given up for another one's sake.
    async fn join<T, R, E, F>(
        &self,
        work: &impl Fn(Writing) -> F,
        finish: impl FnOnce(T) -> (R, Option<Tell>),
    ) -> Result<Option<Result<R, E>>, sqlx::Error>
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
        let Open { tx, members, mut tells, is_durable } = open;
        // Whatever ends here without putting it back gives the transaction up, and the others are told by the sender's end.
        let (tx, value) = match work(tx).await {
            (tx, Ok(value)) => (tx, value),
            (_, Err(error)) => return Ok(Some(Err(error))),
        };
        let (answer, tell) = finish(value);
        tells.extend(tell);
        let mut told = is_durable.subscribe();
        let open = Open { tx, members: members + 1, tells, is_durable };
        if open.members < MOST_TOGETHER {
            *slot = Some(open);
        } else {
            self.together.commit_all(open).await;
        }
        drop(slot);
        Ok(told.wait_for(|is_durable| *is_durable).await.is_ok().then_some(Ok(answer)))
    }
}
