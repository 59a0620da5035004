//! The SQL of phones and their timeline.
use super::{
    model::{Cause, Phone, PhoneChange, PhoneId, PhoneName, PhoneState},
    words,
};
use crate::{
    db::Db,
    error::{AppError, unexpected},
};
use sqlx::{AnyConnection, Row, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, name, number, lid, state, since, cause, cause_code, next_step, until_at, restricted_until, sending_paused, \
     handset_seen_at, heard_at, history_messages, history_people, history_percent";
/// The newest changes that a timeline shows.
const TIMELINE: i64 = 200;

/// A phone with what only this room needs.
#[derive(Clone, Debug)]
pub(super) struct StoredPhone {
    pub(super) phone: Phone,
    /// In E.164, where [`Phone::number`] is spaced for reading.
    pub(super) number: Option<String>,
    /// When the handset itself last did something, Unix milliseconds.
    pub(super) handset_seen_at: Option<i64>,
    /// When WhatsApp was last heard, Unix milliseconds, as of the last connection that ended.
    pub(super) heard_at: Option<i64>,
}

pub(super) async fn all(db: &Db) -> Result<Vec<StoredPhone>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM phones WHERE removed_at IS NULL ORDER BY created_at DESC, id DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn one(db: &Db, id: PhoneId) -> Result<StoredPhone, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM phones WHERE id = $1 AND removed_at IS NULL");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(db.read()).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("phone".into()))?)
}

/// The phone that has this number, other than `except`.
pub(super) async fn of_number(db: &Db, number: &str, except: PhoneId) -> Result<Option<StoredPhone>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM phones WHERE number = $1 AND id <> $2 AND removed_at IS NULL");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(number).bind(except.to_string()).fetch_optional(db.read()).await?;
    row.as_ref().map(from_row).transpose()
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
pub(super) async fn set_state(db: &Db, phone: &Phone, now_ms: i64) -> Result<(), AppError> {
    set_states(db, std::slice::from_ref(phone), now_ms).await
}

/// The same for many phones, in one transaction.
pub(super) async fn set_states(db: &Db, phones: &[Phone], now_ms: i64) -> Result<(), AppError> {
    if phones.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    for phone in phones {
        write_state(&mut tx, phone, now_ms).await?;
    }
    Ok(tx.commit().await?)
}

async fn write_state(tx: &mut AnyConnection, phone: &Phone, now_ms: i64) -> Result<(), AppError> {
    let cause = phone.cause.as_ref();
    let (sentence, code) = (cause.map(|cause| cause.sentence.as_str()), cause.map(|cause| cause.code.as_str()));
    let (next_step, until) = (cause.and_then(|cause| cause.next_step.as_deref()), cause.and_then(|cause| cause.until));
    sqlx::query("UPDATE phones SET state = $2, cause = $3, cause_code = $4, next_step = $5, until_at = $6, since = $7 WHERE id = $1")
        .bind(phone.id.to_string())
        .bind(phone.state.as_str())
        .bind(sentence)
        .bind(code)
        .bind(next_step)
        .bind(until)
        .bind(phone.since)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO phone_changes (id, phone_id, state, cause, cause_code, next_step, until_at, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(phone.id.to_string())
    .bind(phone.state.as_str())
    .bind(sentence)
    .bind(code)
    .bind(next_step)
    .bind(until)
    .bind(now_ms)
    .execute(&mut *tx)
    .await?;
    Ok(())
}

/// Notes something in the timeline that changes no state.
pub(super) async fn note(db: &Db, phone: PhoneId, state: PhoneState, sentence: &str, now_ms: i64) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query("INSERT INTO phone_changes (id, phone_id, state, cause, cause_code, at) VALUES ($1, $2, $3, $4, 'note', $5)")
        .bind(Uuid::now_v7().to_string())
        .bind(phone.to_string())
        .bind(state.as_str())
        .bind(sentence)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// The newest changes, the newest first.
pub(super) async fn timeline(db: &Db, phone: PhoneId) -> Result<Vec<PhoneChange>, AppError> {
    let rows = sqlx::query(
        "SELECT state, cause, cause_code, next_step, until_at, at FROM phone_changes WHERE phone_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
    )
    .bind(phone.to_string())
    .bind(TIMELINE)
    .fetch_all(db.read())
    .await?;
    rows.iter().map(|row| Ok(PhoneChange { state: state(row)?, cause: cause(row)?, at: row.try_get("at")? })).collect()
}

/// Stores until when the account may start no new chats; none when it may.
pub(super) async fn set_restricted(db: &Db, id: PhoneId, until: Option<i64>) -> Result<(), AppError> {
    set(db, id, "UPDATE phones SET restricted_until = $2 WHERE id = $1", until).await
}

/// Stores whether sending is paused by a person.
pub(super) async fn set_sending_paused(db: &Db, id: PhoneId, paused: bool) -> Result<(), AppError> {
    set(db, id, "UPDATE phones SET sending_paused = $2 WHERE id = $1", Some(i64::from(paused))).await
}

/// Stores when the handset was last seen.
pub(super) async fn set_handset_seen(db: &Db, id: PhoneId, at: i64) -> Result<(), AppError> {
    set(db, id, "UPDATE phones SET handset_seen_at = $2 WHERE id = $1", Some(at)).await
}

/// Stores what is known from before the link. Parts come in any order, so the highest percentage stands.
pub(super) async fn set_history(db: &Db, id: PhoneId, messages: i64, people: i64, percent: Option<u8>) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query(
        "UPDATE phones SET history_messages = $2, history_people = $3, history_percent = \
         CASE WHEN CAST($4 AS BIGINT) > COALESCE(history_percent, -1) THEN CAST($4 AS BIGINT) ELSE history_percent END WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(messages)
    .bind(people)
    .bind(percent.map(i64::from))
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Stores when WhatsApp was last heard.
pub(super) async fn set_heard(db: &Db, id: PhoneId, at: i64) -> Result<(), AppError> {
    set(db, id, "UPDATE phones SET heard_at = $2 WHERE id = $1", Some(at)).await
}

/// Takes a phone off the list; its number can be linked anew, its conversations keep its name.
pub(super) async fn remove(db: &Db, id: PhoneId, now_ms: i64) -> Result<(), AppError> {
    set(db, id, "UPDATE phones SET removed_at = $2, number = NULL, lid = NULL WHERE id = $1", Some(now_ms)).await
}

async fn set(db: &Db, id: PhoneId, sql: &'static str, value: Option<i64>) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query(sql).bind(id.to_string()).bind(value).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

fn state(row: &AnyRow) -> Result<PhoneState, AppError> {
    row.try_get::<String, _>("state")?.parse().map_err(|error: String| unexpected(&error))
}

fn cause(row: &AnyRow) -> Result<Option<Cause>, AppError> {
    let Some(sentence) = row.try_get("cause")? else { return Ok(None) };
    let code: Option<String> = row.try_get("cause_code")?;
    Ok(Some(Cause { code: code.unwrap_or_default(), sentence, next_step: row.try_get("next_step")?, until: row.try_get("until_at")? }))
}

fn from_row(row: &AnyRow) -> Result<StoredPhone, AppError> {
    let id: String = row.try_get("id")?;
    let number: Option<String> = row.try_get("number")?;
    Ok(StoredPhone {
        phone: Phone {
            id: PhoneId(Uuid::parse_str(&id).map_err(|error| unexpected(&error))?),
            name: row.try_get("name")?,
            number: number.as_deref().map(super::numbers::international),
            state: state(row)?,
            since: row.try_get("since")?,
            cause: cause(row)?,
            restricted_until: row.try_get("restricted_until")?,
            sending_paused: row.try_get::<i64, _>("sending_paused")? != 0,
            history: words::history(row.try_get("history_messages")?, row.try_get("history_people")?, row.try_get("history_percent")?),
        },
        number,
        handset_seen_at: row.try_get("handset_seen_at")?,
        heard_at: row.try_get("heard_at")?,
    })
}
