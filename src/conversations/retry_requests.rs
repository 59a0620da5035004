//! Messages of ours that a device could not open and asked for again, until WhatsApp's server has taken them once more.
//!
//! The engine library answers such a request by itself, but it confirms it first, answers it on the same connection only, and
//! knows a message for two hours. What it did not get done is done from here.
use super::{
    model::MessageId,
    outgoing::{self, Draft},
    store,
};
use crate::{db::Db, error::AppError, phones::PhoneId, whatsapp::RetryRequest};
use sqlx::Row;

/// The library has this long to give the message again by itself, milliseconds.
const LIBRARY_MS: i64 = 5_000;
/// After this side has given it, WhatsApp's server has this long to confirm it, milliseconds.
const CONFIRM_MS: i64 = 60_000;
/// A request is answered from here no more often than this.
const MOST: i64 = 12;

/// A request that waits, with the message that it is about.
pub(super) struct Waiting {
    pub(super) request: RetryRequest,
    pub(super) id: MessageId,
    pub(super) draft: Draft,
}

/// Remembers a request; one for a message that is not ours is nobody's.
pub(super) async fn note(db: &Db, phone: PhoneId, request: &RetryRequest, now_ms: i64) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query(
        "INSERT INTO retry_requests (phone_id, stanza_id, asked_by, recipient, count, again_at) \
         SELECT phone_id, stanza_id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS BIGINT) \
         FROM messages WHERE phone_id = $1 AND stanza_id = $2 AND ours = 1 \
         ON CONFLICT (phone_id, stanza_id, asked_by) DO UPDATE SET count = excluded.count, again_at = excluded.again_at",
    )
    .bind(phone.to_string())
    .bind(&request.stanza_id)
    .bind(&request.asked_by)
    .bind(request.recipient.as_deref())
    .bind(i64::from(request.count))
    .bind(now_ms + LIBRARY_MS)
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// WhatsApp's server has the message once more: the request that waited longest is answered, of as many devices as asked.
pub(super) async fn settle(db: &Db, phone: PhoneId, stanza_id: &str) -> Result<(), AppError> {
    if waiting(db, phone).await? == 0 {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let settle = sqlx::query(
        "DELETE FROM retry_requests WHERE phone_id = $1 AND stanza_id = $2 AND asked_by = \
         (SELECT asked_by FROM retry_requests WHERE phone_id = $1 AND stanza_id = $2 ORDER BY again_at, asked_by LIMIT 1)",
    );
    settle.bind(phone.to_string()).bind(stanza_id).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// How many requests wait.
pub(super) async fn waiting(db: &Db, phone: PhoneId) -> Result<i64, AppError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM retry_requests WHERE phone_id = $1");
    Ok(count.bind(phone.to_string()).fetch_one(db.read()).await?)
}

/// A new connection is there: the library does nothing of its own accord about what another one was asked.
pub(super) async fn hasten(db: &Db, phone: PhoneId, now_ms: i64) -> Result<(), AppError> {
    if waiting(db, phone).await? == 0 {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let hasten = sqlx::query("UPDATE retry_requests SET again_at = $2 WHERE phone_id = $1 AND again_at > $2");
    hasten.bind(phone.to_string()).bind(now_ms + LIBRARY_MS).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// What is to be given again by now.
pub(super) async fn due(db: &Db, phone: PhoneId, now_ms: i64) -> Result<Vec<Waiting>, AppError> {
    let sql = format!(
        "SELECT r.stanza_id, r.asked_by, r.recipient, r.count, m.id, {} FROM retry_requests r \
         JOIN messages m ON m.phone_id = r.phone_id AND m.stanza_id = r.stanza_id AND m.ours = 1 {} \
         WHERE r.phone_id = $1 AND r.again_at <= $2 ORDER BY r.again_at LIMIT 100",
        outgoing::COLUMNS,
        outgoing::FILE
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(phone.to_string()).bind(now_ms).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            let count: i64 = row.try_get("count")?;
            let request = RetryRequest {
                stanza_id: row.try_get("stanza_id")?,
                asked_by: row.try_get("asked_by")?,
                recipient: row.try_get("recipient")?,
                count: u8::try_from(count).unwrap_or(u8::MAX),
            };
            Ok(Waiting { request, id: MessageId(store::uuid(row, "id")?), draft: Draft::of(row)? })
        })
        .collect()
}

/// It was given again; it waits for the server's confirmation, or is given up.
pub(super) async fn given(db: &Db, phone: PhoneId, request: &RetryRequest, now_ms: i64) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    for (sql, value) in [
        (
            "UPDATE retry_requests SET given = given + 1, again_at = $4 WHERE phone_id = $1 AND stanza_id = $2 AND asked_by = $3",
            now_ms + CONFIRM_MS,
        ),
        ("DELETE FROM retry_requests WHERE phone_id = $1 AND stanza_id = $2 AND asked_by = $3 AND given >= $4", MOST),
    ] {
        let change = sqlx::query(sql).bind(phone.to_string()).bind(&request.stanza_id).bind(&request.asked_by);
        change.bind(value).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

/// It cannot be given again.
pub(super) async fn give_up(db: &Db, phone: PhoneId, request: &RetryRequest) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    let end = sqlx::query("DELETE FROM retry_requests WHERE phone_id = $1 AND stanza_id = $2 AND asked_by = $3");
    end.bind(phone.to_string()).bind(&request.stanza_id).bind(&request.asked_by).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
