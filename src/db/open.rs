//! Opening a database by URL.
use super::{Db, Dialect};
use anyhow::{Context, Result, bail};
use sqlx::{AnyPool, Executor, any::AnyPoolOptions};
use std::{path::Path, time::Duration};

const ACQUIRE_DEADLINE: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 6;
const POSTGRES_READERS: u32 = 8;
const POSTGRES_WRITERS: u32 = 8;

/// FULL, not NORMAL: key material and received messages must survive a power cut once WhatsApp has our receipt for them.
const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; \
     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456; \
     PRAGMA journal_size_limit = 67108864;";

impl Db {
    /// Opens `sqlite://path/to/file.db` (made when missing) or `postgres://…`. Migrations are a step of their own.
    ///
    /// # Errors
    /// When the URL is of another kind, the folder cannot be made, or the database does not answer within 10 s.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        if let Some(path) = url.strip_prefix("sqlite://") {
            open_sqlite(path).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url).await
        } else {
            bail!("LEADWIRE_DATABASE_URL must begin with sqlite:// or postgres://")
        }
    }
}

async fn open_sqlite(path: &str) -> Result<Db> {
    let path = path.split('?').next().unwrap_or(path);
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    }
    let write = sqlite_pool(&format!("sqlite://{path}?mode=rwc"), 1).await.with_context(|| format!("cannot open the database {path}"))?;
    let read = sqlite_pool(&format!("sqlite://{path}?mode=ro"), SQLITE_READERS).await?;
    Ok(Db { dialect: Dialect::Sqlite, read, write })
}

async fn sqlite_pool(url: &str, connections: u32) -> Result<AnyPool, sqlx::Error> {
    let read_only = url.ends_with("mode=ro");
    // A file does not go away between two uses: asking before each would double the cost of a write.
    pool(connections)
        .test_before_acquire(false)
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

async fn open_postgres(url: &str) -> Result<Db> {
    let write = pool(POSTGRES_WRITERS).connect(url).await.context("cannot reach the Postgres database")?;
    let read = pool(POSTGRES_READERS).connect(url).await.context("cannot reach the Postgres database")?;
    Ok(Db { dialect: Dialect::Postgres, read, write })
}

fn pool(connections: u32) -> AnyPoolOptions {
    // Idle connections are kept: a reconnect would cost more than the few kilobytes they hold.
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_DEADLINE).idle_timeout(None).max_lifetime(None)
}
