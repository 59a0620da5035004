//! The SQL of phones and their timeline.
use super::model::{Phone, PhoneId, PhoneName, PhoneState};
use crate::{
    db::Db,
    error::{AppError, unexpected},
};
use sqlx::{Row, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, name, number, lid, state, since, cause";

/// A phone with what only this room needs.
#[derive(Clone, Debug)]
pub(super) struct StoredPhone {
    pub(super) phone: Phone,
    /// In E.164, where [`Phone::number`] is spaced for reading.
    pub(super) number: Option<String>,
}

pub(super) async fn all(db: &Db) -> Result<Vec<StoredPhone>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM phones ORDER BY created_at DESC, id DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn one(db: &Db, id: PhoneId) -> Result<StoredPhone, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM phones WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(db.read()).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("phone".into()))?)
}

/// The name of the phone that has this number, other than `except`.
pub(super) async fn name_of_number(db: &Db, number: &str, except: PhoneId) -> Result<Option<String>, AppError> {
    Ok(sqlx::query_scalar("SELECT name FROM phones WHERE number = $1 AND id <> $2")
        .bind(number)
        .bind(except.to_string())
        .fetch_optional(db.read())
        .await?)
}

pub(super) async fn insert(db: &Db, name: &PhoneName, now_ms: i64) -> Result<PhoneId, AppError> {
    let id = PhoneId(Uuid::now_v7());
    let mut tx = db.write().await?;
    sqlx::query("INSERT INTO phones (id, name, state, since, created_at) VALUES ($1, $2, $3, $4, $4)")
        .bind(id.to_string())
        .bind(name.as_str())
        .bind(PhoneState::New.as_str())
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn rename(db: &Db, id: PhoneId, name: &PhoneName) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("UPDATE phones SET name = $2 WHERE id = $1").bind(id.to_string()).bind(name.as_str()).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// Stores the number that was linked.
pub(super) async fn set_address(db: &Db, id: PhoneId, number: Option<&str>, lid: Option<&str>) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("UPDATE phones SET number = COALESCE($2, number), lid = COALESCE($3, lid) WHERE id = $1")
        .bind(id.to_string())
        .bind(number)
        .bind(lid)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Stores a state with its cause, on the phone and in its timeline, in one transaction.
pub(super) async fn set_state(db: &Db, id: PhoneId, state: PhoneState, cause: Option<&str>, now_ms: i64) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("UPDATE phones SET state = $2, cause = $3, since = $4 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.as_str())
        .bind(cause)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    sqlx::query("INSERT INTO phone_changes (id, phone_id, state, cause, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(Uuid::now_v7().to_string())
        .bind(id.to_string())
        .bind(state.as_str())
        .bind(cause)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

fn from_row(row: &AnyRow) -> Result<StoredPhone, AppError> {
    let id: String = row.try_get("id")?;
    let state: String = row.try_get("state")?;
    let number: Option<String> = row.try_get("number")?;
    Ok(StoredPhone {
        phone: Phone {
            id: PhoneId(Uuid::parse_str(&id).map_err(|error| unexpected(&error))?),
            name: row.try_get("name")?,
            number: number.as_deref().map(super::numbers::international),
            state: state.parse().map_err(|error: String| unexpected(&error))?,
            since: row.try_get("since")?,
            cause: row.try_get("cause")?,
        },
        number,
    })
}
