//! Migrations: the same file names for both engines, applied at start, never edited once landed.
use super::{Db, Dialect};
use anyhow::{Context, Result};
use sqlx::migrate::Migrator;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// What `/readyz` says of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Migrations this program knows.
    pub known: usize,
    /// Of those, the ones the database has.
    pub applied: usize,
}

impl MigrationState {
    /// Whether the schema is the one this program was built for.
    pub fn is_complete(self) -> bool {
        self.known == self.applied
    }
}

impl Db {
    /// Brings the schema up to date. Safe to call at every start; two processes at once wait for each other on Postgres.
    ///
    /// # Errors
    /// When a migration fails or one that was applied has been edited since.
    pub async fn migrate(&self) -> Result<()> {
        self.migrator().run(&self.write).await.context("cannot bring the database schema up to date")
    }

    /// Compares the applied migrations with the known ones.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn migration_state(&self) -> Result<MigrationState, sqlx::Error> {
        let applied: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").fetch_one(&self.read).await?;
        Ok(MigrationState { known: self.migrator().iter().count(), applied: usize::try_from(applied).unwrap_or(0) })
    }

    pub(super) fn migrator(&self) -> &'static Migrator {
        match self.dialect {
            Dialect::Sqlite => &SQLITE,
            Dialect::Postgres => &POSTGRES,
        }
    }
}
