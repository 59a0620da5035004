//! The SQL of sequences as they are written.
use super::model::{Sequence, SequenceId};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, owner_id, name, steps";

/// The team's and this person's, by name.
pub(super) async fn of(db: &Db, person: PersonId) -> Result<Vec<Sequence>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM sequences WHERE owner_id IS NULL OR owner_id = $1 ORDER BY name, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person.0.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn one(db: &Db, id: SequenceId) -> Result<Option<Sequence>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM sequences WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.as_ref().map(from_row).transpose()
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: SequenceId) -> Result<Option<Sequence>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM sequences WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// How many this owner has.
pub(super) async fn count(tx: &mut Transaction<'static, Any>, owner: Option<PersonId>) -> Result<i64, AppError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM sequences WHERE COALESCE(owner_id, '') = $1");
    Ok(count.bind(owner.map(|owner| owner.0.to_string()).unwrap_or_default()).fetch_one(&mut **tx).await?)
}

/// Writes it as it is now.
pub(super) async fn put(tx: &mut Transaction<'static, Any>, sequence: &Sequence, now_ms: i64) -> Result<(), AppError> {
    sqlx::query(
        "INSERT INTO sequences (id, owner_id, name, steps, changed_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET owner_id = $2, name = $3, steps = $4, changed_at = $5",
    )
    .bind(sequence.id.0.to_string())
    .bind(sequence.owner.map(|owner| owner.0.to_string()))
    .bind(&sequence.name)
    .bind(serde_json::to_string(&sequence.steps).map_err(|error| unexpected(&error))?)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Transaction<'static, Any>, id: SequenceId) -> Result<(), AppError> {
    sqlx::query("DELETE FROM sequences WHERE id = $1").bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(())
}

fn from_row(row: &AnyRow) -> Result<Sequence, AppError> {
    let uuid = |text: String| Uuid::parse_str(&text).map_err(|error| unexpected(&error));
    let owner: Option<String> = row.try_get("owner_id")?;
    let steps: String = row.try_get("steps")?;
    Ok(Sequence {
        id: SequenceId(uuid(row.try_get("id")?)?),
        owner: owner.map(uuid).transpose()?.map(PersonId),
        name: row.try_get("name")?,
        steps: serde_json::from_str(&steps).map_err(|error| unexpected(&error))?,
    })
}
