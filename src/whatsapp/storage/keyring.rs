//! Making, finding and deleting keyrings.
use super::statement::{explain, read_optional};
use crate::db::Db;
use std::{error::Error, fmt};
use wacore::store::error::{Result, StoreError};

/// Names one set of keys of one linked phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyringId(i64);

impl KeyringId {
    /// The id as the database holds it.
    pub fn get(self) -> i64 {
        self.0
    }

    fn random() -> Self {
        Self(i64::from_ne_bytes(rand::random()) & i64::MAX)
    }
}

impl From<i64> for KeyringId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl fmt::Display for KeyringId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The keyring was deleted (unlinked, or replaced by a new link): whoever still writes to it must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyringGone(pub KeyringId);

impl fmt::Display for KeyringGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "keyring {} has been deleted, nothing can be written to it", self.0)
    }
}

impl Error for KeyringGone {}

/// Whether a write failed because its keyring has been deleted.
pub fn is_keyring_gone(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(source) if source.is::<KeyringGone>())
}

/// Makes an empty keyring for a phone. Earlier keyrings of the phone stay until they are deleted.
///
/// # Errors
/// When the database cannot be written.
pub async fn create_keyring(db: &Db, phone_id: &str, now_ms: i64) -> Result<KeyringId> {
    let keyring = KeyringId::random();
    let insert = sqlx::query("INSERT INTO keyrings (id, phone_id, created_at) VALUES ($1, $2, $3)");
    let insert = insert.bind(keyring.0).bind(phone_id).bind(now_ms);
    let mut transaction = db.write().await.map_err(explain)?;
    insert.execute(&mut *transaction).await.map_err(explain)?;
    transaction.commit().await.map_err(explain)?;
    Ok(keyring)
}

/// Deletes a keyring with everything in it. Deleting one that is gone already is no error.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_keyring(db: &Db, keyring: KeyringId) -> Result<()> {
    let mut transaction = db.write().await.map_err(explain)?;
    sqlx::query("DELETE FROM keyrings WHERE id = $1").bind(keyring.0).execute(&mut *transaction).await.map_err(explain)?;
    transaction.commit().await.map_err(explain)
}

/// Deletes every keyring of a phone and answers how many there were.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_keyrings_of_phone(db: &Db, phone_id: &str) -> Result<u64> {
    let delete = sqlx::query("DELETE FROM keyrings WHERE phone_id = $1").bind(phone_id);
    let mut transaction = db.write().await.map_err(explain)?;
    let deleted = delete.execute(&mut *transaction).await.map_err(explain)?.rows_affected();
    transaction.commit().await.map_err(explain)?;
    Ok(deleted)
}

/// Puts a keyring out of use without deleting it.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_keyring_aside(db: &Db, keyring: KeyringId, now_ms: i64) -> Result<()> {
    let update = sqlx::query("UPDATE keyrings SET set_aside_at = $2 WHERE id = $1").bind(keyring.0).bind(now_ms);
    let mut transaction = db.write().await.map_err(explain)?;
    update.execute(&mut *transaction).await.map_err(explain)?;
    transaction.commit().await.map_err(explain)
}

/// Deletes the keyrings that were set aside before a time, Unix milliseconds, and answers how many there were.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_keyrings_set_aside_before(db: &Db, before_ms: i64) -> Result<u64> {
    let delete = sqlx::query("DELETE FROM keyrings WHERE set_aside_at < $1").bind(before_ms);
    let mut transaction = db.write().await.map_err(explain)?;
    let deleted = delete.execute(&mut *transaction).await.map_err(explain)?.rows_affected();
    transaction.commit().await.map_err(explain)?;
    Ok(deleted)
}

/// The newest keyring of a phone that is in use.
///
/// # Errors
/// When the database cannot be read.
pub async fn keyring_of_phone(db: &Db, phone_id: &str) -> Result<Option<KeyringId>> {
    let newest =
        sqlx::query("SELECT id FROM keyrings WHERE phone_id = $1 AND set_aside_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1");
    let newest = newest.bind(phone_id);
    Ok(read_optional::<i64>(db, newest).await?.map(KeyringId))
}
