//! Sign-ins kept in the database. The table holds a digest of the cookie's value, so a leaked backup signs nobody in.
use crate::{clock::Clock, db::Db};
use async_trait::async_trait;
use sha2::{Digest, Sha256};
use sqlx::Row;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// The store behind tower-sessions.
#[derive(Clone, Debug)]
pub struct SignIns {
    db: Db,
    clock: Clock,
}

impl SignIns {
    /// A store in this database.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Forgets the sign-ins that have expired.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_expired(&self) -> std::result::Result<u64, sqlx::Error> {
        let mut tx = self.db.write().await?;
        let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(self.clock.now_ms()).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    async fn write(&self, record: &Record, sql: &'static str) -> std::result::Result<u64, sqlx::Error> {
        let data = serde_json::to_string(&record.data).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let mut tx = self.db.write().await?;
        let done =
            sqlx::query(sql).bind(digest(record.id)).bind(data).bind(record.expiry_date.unix_timestamp() * 1000).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}

/// What the database and events know a sign-in by.
pub fn digest(id: Id) -> String {
    hex::encode(Sha256::digest(id.0.to_be_bytes()))
}

/// Whether the sign-in with this digest has neither ended nor expired.
pub(super) async fn stands(db: &Db, digest: &str, now_ms: i64) -> std::result::Result<bool, sqlx::Error> {
    let found: Option<i64> = sqlx::query_scalar("SELECT expires_at FROM sessions WHERE id = $1 AND expires_at > $2")
        .bind(digest)
        .bind(now_ms)
        .fetch_optional(db.read())
        .await?;
    Ok(found.is_some())
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for SignIns {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let sql = "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
        while self.write(record, sql).await.map_err(backend)? == 0 {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // Only an update: a tab that saves late must not bring a signed-out sign-in back to life.
        self.write(record, "UPDATE sessions SET data = $2, expires_at = $3 WHERE id = $1").await.map(drop).map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = sqlx::query("SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2")
            .bind(digest(*id))
            .bind(self.clock.now_ms())
            .fetch_optional(self.db.read())
            .await
            .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let data: String = row.try_get("data").map_err(backend)?;
        let expires_at: i64 = row.try_get("expires_at").map_err(backend)?;
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: time::OffsetDateTime::from_unix_timestamp(expires_at / 1000).map_err(backend)?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.db.write().await.map_err(backend)?;
        sqlx::query("DELETE FROM sessions WHERE id = $1").bind(digest(*id)).execute(&mut *tx).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
