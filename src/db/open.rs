//! Opening a database by URL.
use super::{Db, Dialect, Trouble, together::Together};
use anyhow::{Context, Result, bail};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, any::AnyPoolOptions};
use std::{path::Path, time::Duration};

const ACQUIRE_DEADLINE: Duration = Duration::from_secs(10);
const LOOKING_DEADLINE: Duration = Duration::from_secs(4);
const SQLITE_READERS: u32 = 6;
const POSTGRES_READERS: u32 = 8;
const POSTGRES_WRITERS: u32 = 8;

pub(super) const UNKNOWN_KIND: &str = "LEADWIRE_DATABASE_URL must begin with sqlite:// or postgres://";

/// FULL, not NORMAL: key material and received messages must survive a power cut once WhatsApp has our receipt for them.
const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; \
     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456; \
     PRAGMA journal_size_limit = 67108864;";

/// For looking on: nothing of the file is changed, and whoever writes to it is not kept waiting.
const LOOKING_PRAGMAS: &str = "PRAGMA busy_timeout = 2000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

/// A page is a handful of rows: to start a worker process for it, as Postgres likes to for a sorted join, takes ten times as long; to compile
/// a statement, as it likes to for a search of ten million messages, a hundred times.
const POSTGRES_SETTINGS: &str = "SET max_parallel_workers_per_gather = 0; SET jit = off";

impl Db {
    /// Opens `sqlite://path/to/file.db` (made when missing) or `postgres://…`. Migrations are a step of their own.
    ///
    /// # Errors
    /// When the URL is of another kind, the folder cannot be made, or the database does not answer within 10 s.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        match (sqlite_file(url), is_postgres(url)) {
            (Some(path), _) => open_sqlite(path).await,
            (None, true) => open_postgres(url).await,
            (None, false) => bail!(UNKNOWN_KIND),
        }
    }
}

/// The database's file, when the URL names one.
pub fn sqlite_file(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite://").map(|path| path.split_once('?').map_or(path, |(path, _)| path))
}

pub(super) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

impl Db {
    /// Opens a database as it is, to look at it beside a running Leadwire: nothing is made, migrated or set.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn open_as_it_is(url: &str) -> Result<Self, Trouble> {
        sqlx::any::install_default_drivers();
        let Some(path) = sqlite_file(url) else {
            let pool = pool(2).acquire_timeout(LOOKING_DEADLINE).connect(url).await.map_err(|error| Trouble::of(&error))?;
            return Ok(Self { dialect: Dialect::Postgres, read: pool.clone(), write: pool, together: Together::default() });
        };
        if !Path::new(path).exists() {
            return Err(Trouble::Missing);
        }
        let look = |mode: &str| {
            let looking = pool(1).acquire_timeout(LOOKING_DEADLINE);
            let looking = looking.after_connect(|connection, _| Box::pin(async { connection.execute(LOOKING_PRAGMAS).await.map(drop) }));
            looking.connect_lazy(&format!("sqlite://{path}?mode={mode}")).map_err(|error| Trouble::of(&error))
        };
        let db = Self { dialect: Dialect::Sqlite, read: look("ro")?, write: look("rw")?, together: Together::default() };
        // Opening reads nothing; the first look into the file tells whether it is one.
        db.is_empty().await.map_err(|error| Trouble::of(&error))?;
        Ok(db)
    }
}

async fn open_sqlite(path: &str) -> Result<Db> {
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    }
    let write = sqlite_pool(&format!("sqlite://{path}?mode=rwc"), 1).await.with_context(|| format!("cannot open the database {path}"))?;
    let read = sqlite_pool(&format!("sqlite://{path}?mode=ro"), SQLITE_READERS).await?;
    Ok(Db { dialect: Dialect::Sqlite, read, write, together: Together::default() })
}

async fn sqlite_pool(url: &str, connections: u32) -> Result<AnyPool, sqlx::Error> {
    let read_only = url.ends_with("mode=ro");
    // A file does not go away between two uses: asking before each would double the cost of a write.
    pool(connections)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_free(connection)))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                // A read-only connection may not set the journal mode; the writer has set it for the file.
                let pragmas = if read_only { SQLITE_PRAGMAS.split_once(';').map_or("", |(_, rest)| rest) } else { SQLITE_PRAGMAS };
                connection.execute(pragmas).await.map(drop)
            })
        })
        .connect(url)
        .await
}

/// Whether no transaction is open. When the disk fails or is full, SQLite itself ends the transaction; sqlx (0.9) then cannot roll
/// it back, goes on counting it, and would begin none on this connection ever again. Such a connection is made anew.
async fn is_free(connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // A rollback may still be on its way; this is answered after it.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

async fn open_postgres(url: &str) -> Result<Db> {
    let connect = |connections| {
        let pool =
            pool(connections).after_connect(|connection, _| Box::pin(async { connection.execute(POSTGRES_SETTINGS).await.map(drop) }));
        pool.connect(url)
    };
    let write = connect(POSTGRES_WRITERS).await.context("cannot reach the Postgres database")?;
    let read = connect(POSTGRES_READERS).await.context("cannot reach the Postgres database")?;
    Ok(Db { dialect: Dialect::Postgres, read, write, together: Together::default() })
}

fn pool(connections: u32) -> AnyPoolOptions {
    // Idle connections are kept: a reconnect would cost more than the few kilobytes they hold.
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_DEADLINE).idle_timeout(None).max_lifetime(None)
}
