//! The SQL of parts of history, and of what was recalled from them.
use crate::{
    conversations::store::uuid,
    db::Db,
    error::AppError,
    phones::PhoneId,
    whatsapp::{Address, HistoryPart},
};
use sqlx::{Any, Row, Transaction};
use uuid::Uuid;

/// A part that waits to be imported.
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) phone: PhoneId,
    pub(super) part: HistoryPart,
    /// Its conversations that are imported.
    pub(super) done: usize,
}

/// Keeps a part; it is durable when this returns.
pub(in crate::conversations) async fn keep(db: &Db, phone: PhoneId, part: &HistoryPart) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("INSERT INTO history_parts (id, phone_id, packed, size, percent) VALUES ($1, $2, $3, $4, $5)")
        .bind(Uuid::now_v7().to_string())
        .bind(phone.to_string())
        .bind(part.packed.to_vec())
        .bind(i64::try_from(part.size).unwrap_or(i64::MAX))
        .bind(part.percent.map(i64::from))
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// The part that the handset handed over first: they come in any order.
pub(super) async fn first(db: &Db) -> Result<Option<Kept>, AppError> {
    let row =
        sqlx::query("SELECT id, phone_id, packed, size, percent, talks_done FROM history_parts ORDER BY COALESCE(percent, 0), id LIMIT 1");
    let Some(row) = row.fetch_optional(db.read()).await? else { return Ok(None) };
    let percent: Option<i64> = row.try_get("percent")?;
    let part = HistoryPart {
        packed: row.try_get::<Vec<u8>, _>("packed")?.into(),
        size: u64::try_from(row.try_get::<i64, _>("size")?).unwrap_or(0),
        percent: percent.and_then(|percent| u8::try_from(percent).ok()),
    };
    let done = usize::try_from(row.try_get::<i64, _>("talks_done")?).unwrap_or(0);
    Ok(Some(Kept { id: uuid(&row, "id")?, phone: PhoneId(uuid(&row, "phone_id")?), part, done }))
}

/// How many conversations of a part are imported.
#[derive(Clone, Copy, Debug)]
pub(in crate::conversations) struct SoFar {
    pub(super) part: Uuid,
    pub(super) done: usize,
}

/// Notes it.
pub(in crate::conversations) async fn went_on(tx: &mut Transaction<'static, Any>, SoFar { part, done }: SoFar) -> Result<(), AppError> {
    let went_on = sqlx::query("UPDATE history_parts SET talks_done = $2 WHERE id = $1");
    went_on.bind(part.to_string()).bind(i64::try_from(done).unwrap_or(i64::MAX)).execute(&mut **tx).await?;
    Ok(())
}

/// All of it is imported.
pub(super) async fn forget(db: &Db, part: Uuid) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("DELETE FROM history_parts WHERE id = $1").bind(part.to_string()).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// How many messages of how many people are known from history only.
pub(super) async fn recalled(db: &Db, phone: PhoneId) -> Result<(i64, i64), AppError> {
    let count =
        sqlx::query("SELECT COUNT(*) AS messages, COUNT(DISTINCT lead_id) AS people FROM messages WHERE phone_id = $1 AND recalled = 1");
    let row = count.bind(phone.to_string()).fetch_one(db.read()).await?;
    Ok((row.try_get("messages")?, row.try_get("people")?))
}

/// Keeps how somebody calls themselves of whom no conversation is here yet.
pub(in crate::conversations) async fn remember_name(
    tx: &mut Transaction<'static, Any>,
    phone: PhoneId,
    person: &Address,
    name: &str,
) -> Result<(), AppError> {
    for address in [&person.number, &person.lid].into_iter().flatten() {
        let remember = sqlx::query(
            "INSERT INTO history_names (phone_id, address, name) VALUES ($1, $2, $3) ON CONFLICT (phone_id, address) DO UPDATE SET name = $3",
        );
        remember.bind(phone.to_string()).bind(address.as_str()).bind(name.replace('\0', "")).execute(&mut **tx).await?;
    }
    Ok(())
}

/// How somebody calls themselves whose conversation comes after their name; empty when that is not known. It is told once.
pub(in crate::conversations) async fn remembered_name(
    tx: &mut Transaction<'static, Any>,
    phone: PhoneId,
    person: &Address,
) -> Result<String, AppError> {
    let known = sqlx::query_scalar("DELETE FROM history_names WHERE phone_id = $1 AND (address = $2 OR address = $3) RETURNING name");
    let known = known.bind(phone.to_string()).bind(person.number.as_deref().unwrap_or("")).bind(person.lid.as_deref().unwrap_or(""));
    let names: Vec<String> = known.fetch_all(&mut **tx).await?;
    Ok(names.into_iter().next().unwrap_or_default())
}
