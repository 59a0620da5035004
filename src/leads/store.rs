//! The SQL of leads.
use super::model::{Lead, LeadId};
use crate::{
    db::{Db, Dialect},
    error::{AppError, unexpected},
    phones::international,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, name, number, lid, last_message, last_message_is_ours, last_message_at, unread";

/// Where the list goes on: below this activity and id.
pub(super) struct Cursor {
    pub(super) at: i64,
    pub(super) id: String,
}

/// A lead with how WhatsApp addresses it.
#[derive(Clone, Debug)]
pub(super) struct StoredLead {
    pub(super) lead: Lead,
    pub(super) number: Option<String>,
    pub(super) lid: Option<String>,
}

pub(super) async fn page(db: &Db, after: Option<&Cursor>, limit: i64) -> Result<Vec<Lead>, AppError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM leads WHERE last_message_at < $1 OR (last_message_at = $1 AND id < $2) \
         ORDER BY last_message_at DESC, id DESC LIMIT $3"
    );
    let (at, id) = after.map_or((i64::MAX, ""), |cursor| (cursor.at, cursor.id.as_str()));
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(at).bind(id).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect()
}

pub(super) async fn one(db: &Db, id: LeadId) -> Result<StoredLead, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(db.read()).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("lead".into()))?)
}

/// Makes whoever changes leads wait for each other until the transaction ends: they are read, then written whole. SQLite
/// has one writer anyway; on Postgres this is the lock that nobody else uses.
pub(super) async fn lock(db_kind: Dialect, tx: &mut Transaction<'static, Any>) -> Result<(), AppError> {
    if db_kind == Dialect::Postgres {
        sqlx::query("SELECT pg_advisory_xact_lock(76273)").execute(&mut **tx).await?;
    }
    Ok(())
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<StoredLead, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("lead".into()))?)
}

/// The leads that have this number or this LID: none, one, or two that are one person.
pub(super) async fn by_address(
    tx: &mut Transaction<'static, Any>,
    number: Option<&str>,
    lid: Option<&str>,
) -> Result<Vec<StoredLead>, AppError> {
    // An empty text stands for an unknown address: no lead has it, and every parameter keeps its type.
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE number = $1 OR lid = $2 ORDER BY created_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(number.unwrap_or("")).bind(lid.unwrap_or("")).fetch_all(&mut **tx).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn save(tx: &mut Transaction<'static, Any>, stored: &StoredLead, now_ms: i64) -> Result<(), AppError> {
    let lead = &stored.lead;
    sqlx::query(
        "INSERT INTO leads (id, name, number, lid, last_message, last_message_is_ours, last_message_at, unread, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (id) DO UPDATE SET name = $2, number = $3, lid = $4, last_message = $5, last_message_is_ours = $6, \
         last_message_at = $7, unread = $8",
    )
    .bind(lead.id.to_string())
    .bind(&lead.name)
    .bind(stored.number.as_deref())
    .bind(stored.lid.as_deref())
    .bind(&lead.last_message)
    .bind(i64::from(lead.last_message_is_ours))
    .bind(lead.last_message_at)
    .bind(i64::from(lead.unread))
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    sqlx::query("DELETE FROM leads WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Frees the addresses of a lead that is about to become part of another.
pub(super) async fn release_addresses(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    sqlx::query("UPDATE leads SET number = NULL, lid = NULL WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn clear_unread(db: &Db, id: LeadId) -> Result<bool, AppError> {
    let mut tx = db.write().await?;
    lock(db.dialect(), &mut tx).await?;
    let done = sqlx::query("UPDATE leads SET unread = 0 WHERE id = $1 AND unread > 0")
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?
        .rows_affected();
    tx.commit().await?;
    Ok(done > 0)
}

fn from_row(row: &AnyRow) -> Result<StoredLead, AppError> {
    let id: String = row.try_get("id")?;
    let number: Option<String> = row.try_get("number")?;
    Ok(StoredLead {
        lead: Lead {
            id: LeadId(Uuid::parse_str(&id).map_err(|error| unexpected(&error))?),
            name: row.try_get("name")?,
            number: number.as_deref().map(international),
            last_message: row.try_get("last_message")?,
            last_message_is_ours: row.try_get::<i64, _>("last_message_is_ours")? != 0,
            last_message_at: row.try_get("last_message_at")?,
            unread: u32::try_from(row.try_get::<i64, _>("unread")?).unwrap_or(0),
        },
        number,
        lid: row.try_get("lid")?,
    })
}
