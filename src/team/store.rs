//! The SQL of people.
use super::model::{Actor, PersonId};
use crate::{db::Db, error::AppError};
use sqlx::{Any, Row, Transaction};
use uuid::Uuid;

/// A person with the secret that signs them in; never leaves this room.
pub(super) struct Credentials {
    pub(super) actor: Actor,
    pub(super) password_hash: String,
}

const COLUMNS: &str = "id, name, email, role, password_hash";

pub(super) async fn by_email(db: &Db, email: &str) -> Result<Option<Credentials>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM people WHERE email = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(email).fetch_optional(db.read()).await?;
    row.map(|row| credentials(&row)).transpose()
}

pub(super) async fn by_id(db: &Db, id: PersonId) -> Result<Option<Actor>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM people WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.map(|row| credentials(&row).map(|found| found.actor)).transpose()
}

pub(super) async fn all(db: &Db) -> Result<Vec<Actor>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM people ORDER BY name, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    rows.iter().map(|row| credentials(row).map(|found| found.actor)).collect()
}

pub(super) async fn all_in(tx: &mut Transaction<'static, Any>) -> Result<Vec<Actor>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM people ORDER BY name, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut **tx).await?;
    rows.iter().map(|row| credentials(row).map(|found| found.actor)).collect()
}

pub(super) async fn count(db: &Db) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM people").fetch_one(db.read()).await?)
}

/// Adds a person; with `only_as_first`, only while nobody is there. Answers whether they were added.
pub(super) async fn insert(db: &Db, person: &Credentials, now_ms: i64, only_as_first: bool) -> Result<bool, AppError> {
    let mut tx = db.write().await?;
    if only_as_first && sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM people").fetch_one(&mut *tx).await? > 0 {
        return Ok(false);
    }
    let done = sqlx::query(
        "INSERT INTO people (id, name, email, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(person.actor.id.0.to_string())
    .bind(&person.actor.name)
    .bind(&person.actor.email)
    .bind(person.actor.role.as_str())
    .bind(&person.password_hash)
    .bind(now_ms)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(done.rows_affected() == 1)
}

fn credentials(row: &sqlx::any::AnyRow) -> Result<Credentials, AppError> {
    let id: String = row.try_get("id")?;
    let role: String = row.try_get("role")?;
    Ok(Credentials {
        actor: Actor {
            id: PersonId(Uuid::parse_str(&id).map_err(|error| crate::error::unexpected(&error))?),
            name: row.try_get("name")?,
            email: row.try_get("email")?,
            role: role.parse().map_err(|error: String| crate::error::unexpected(&error))?,
        },
        password_hash: row.try_get("password_hash")?,
    })
}
