//! The lock on a Postgres server: it lives as long as the connection that took it, so that connection is watched.
use super::open::{UNKNOWN_KIND, is_postgres};
use anyhow::{Context, Result, ensure};
use sqlx::{AnyConnection, Connection};
use std::time::Duration;

/// The lock's number in two halves, as Postgres lists it. Any number that nothing else here uses.
const HALVES: (i64, i64) = (0x4c45_4144, 0x5749_5245);
/// How often the connection is asked whether it lives.
const WATCH: Duration = Duration::from_secs(5);
/// No answer within this is none.
const DEADLINE: Duration = Duration::from_secs(10);

/// The connection that has the lock.
#[derive(Debug)]
pub(super) struct ServerLock {
    connection: AnyConnection,
    url: String,
}

/// Takes the lock; none when another connection has it.
pub(super) async fn take(url: &str, holder: &str) -> Result<Option<ServerLock>> {
    let mut connection = connect(url).await?;
    let take = "SELECT CAST(CASE WHEN pg_try_advisory_lock(CAST($1 AS BIGINT)) THEN 1 ELSE 0 END AS BIGINT)";
    let taken: i64 = sqlx::query_scalar(take).bind(HALVES.0 << 32 | HALVES.1).fetch_one(&mut connection).await?;
    if taken == 0 {
        return Ok(None);
    }
    let mut lock = ServerLock { connection, url: url.to_owned() };
    lock.introduce(holder).await?;
    Ok(Some(lock))
}

/// What the holder says of itself; none when nobody has the lock.
pub(super) async fn said(url: &str) -> Result<Option<String>> {
    let mut connection = connect(url).await?;
    let find = "SELECT COALESCE(a.application_name, '') FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         AND CAST(l.classid AS BIGINT) = $1 AND CAST(l.objid AS BIGINT) = $2";
    let found = sqlx::query_scalar(find).bind(HALVES.0).bind(HALVES.1).fetch_optional(&mut connection).await;
    drop(connection.close().await);
    Ok(found?)
}

impl ServerLock {
    /// Shows in the server's list of connections who this is.
    pub(super) async fn introduce(&mut self, holder: &str) -> Result<()> {
        let name = "SELECT set_config('application_name', $1, false)";
        sqlx::query(name).bind(holder.to_owned()).execute(&mut self.connection).await.context("cannot name the connection")?;
        Ok(())
    }

    /// Waits until another one has the lock, and answers what that one says of itself. While the server is away, or still
    /// believes in our old connection, the lock is taken anew as soon as it can be.
    pub(super) async fn lost(&mut self, holder: &str) -> String {
        loop {
            tokio::time::sleep(WATCH).await;
            if matches!(tokio::time::timeout(DEADLINE, self.connection.ping()).await, Ok(Ok(()))) {
                continue;
            }
            tracing::warn!("The connection that marks this Leadwire as the only one on its database is lost; taking it anew");
            if let Some(taker) = self.take_anew(holder).await {
                return taker;
            }
        }
    }

    async fn take_anew(&mut self, holder: &str) -> Option<String> {
        let again = tokio::time::timeout(DEADLINE, take(&self.url, holder)).await;
        match again {
            Ok(Ok(Some(lock))) => *self = lock,
            Ok(Ok(None)) => return said(&self.url).await.ok().flatten().filter(|taker| !is_same(taker, holder)),
            Ok(Err(_)) | Err(_) => {}
        }
        None
    }

    pub(super) async fn release(self) {
        drop(self.connection.close().await);
    }
}

/// Postgres cuts long names.
fn is_same(taker: &str, holder: &str) -> bool {
    holder.starts_with(taker) && !taker.is_empty()
}

async fn connect(url: &str) -> Result<AnyConnection> {
    ensure!(is_postgres(url), UNKNOWN_KIND);
    sqlx::any::install_default_drivers();
    let connecting = tokio::time::timeout(DEADLINE, AnyConnection::connect(url));
    connecting.await.context("the Postgres database does not answer")?.context("cannot reach the Postgres database")
}
