//! The database: opened by URL, migrated at start, SQLite or Postgres behind one SQL text.
//!
//! Statements use `$1` placeholders, integers for times (Unix milliseconds, UTC) and for truth values, text for JSON.
//! Reads go to [`Db::read`]; every write happens in a transaction from [`Db::write`].
mod inspection;
mod instance;
mod instance_file;
mod instance_server;
mod many_rows;
mod migrations;
mod open;
#[cfg(any(test, feature = "simulator"))]
pub mod testing;
mod together;
#[cfg(test)]
mod together_tests;

pub use inspection::{Schema, Trouble};
pub use instance::{Holder, Instance, InstanceLock};
pub use many_rows::{placeholders, write_rows};
pub use migrations::MigrationState;
pub use open::sqlite_file;
pub use together::Writing;

use sqlx::{Any, AnyPool, Transaction};

/// Rows of one result page, a chunk of a multi-row statement: SQLite allows 32,766 bound values a statement.
pub const MAX_BOUND_VALUES: usize = 30_000;

/// The two database engines; asked for only where they truly differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A file in the data folder.
    Sqlite,
    /// A server, named by URL.
    Postgres,
}

/// A handle to the database, cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    dialect: Dialect,
    read: AnyPool,
    write: AnyPool,
    together: together::Together,
}

impl Db {
    /// Which engine answers.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The pool for statements that only read. On SQLite its connections refuse to write.
    pub fn read(&self) -> &AnyPool {
        &self.read
    }

    /// Begins a writing transaction, dropped unless committed. SQLite has one writer connection, so callers queue for it
    /// here instead of running into `SQLITE_BUSY`; `BEGIN IMMEDIATE` takes the lock before the first read.
    ///
    /// # Errors
    /// When no connection is free within the pool's deadline of 10 s, or the database is gone.
    pub async fn write(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        match self.dialect {
            Dialect::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await,
            Dialect::Postgres => self.write.begin().await,
        }
    }

    /// Answers whether the database can be read right now.
    ///
    /// # Errors
    /// The driver's error, for the log; callers show a sentence of their own.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.read).await.map(drop)
    }

    /// Closes both pools and waits for the connections; on SQLite this checkpoints the log.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}
