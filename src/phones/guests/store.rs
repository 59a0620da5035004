//! The SQL of links for guests.
use crate::{
    db::Db,
    error::{AppError, unexpected},
    phones::model::PhoneId,
};
use sqlx::{Row, any::AnyRow};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;
/// Links that may be made for one phone within an hour.
pub(super) const MOST_AN_HOUR: usize = 10;
/// A link that stands, with its phone.
const STANDING: &str = "SELECT g.token_digest, g.phone_id, g.created_by, g.expires_at, g.opened_at, p.name \
     FROM guest_links g JOIN phones p ON p.id = g.phone_id \
     WHERE g.used_at IS NULL AND g.revoked_at IS NULL AND g.expires_at > $2 AND p.removed_at IS NULL";

/// A link that stands: neither used nor taken back, and not expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestPass {
    /// What the database knows the token by.
    pub(super) digest: String,
    /// The phone that it links.
    pub phone: PhoneId,
    /// What colleagues call that phone.
    pub phone_name: String,
    /// Who sent it.
    pub sent_by: String,
    /// Its end, Unix milliseconds.
    pub expires_at: i64,
    /// Whether somebody asked for a code with it.
    pub is_opened: bool,
}

/// How a link ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Used,
    Revoked,
}

/// Stores a new link and ends the one before.
pub(super) async fn insert(db: &Db, phone: PhoneId, digest: &str, by: &str, now_ms: i64, expires_at: i64) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    // Takes the phone's row, so that two who send at once follow each other.
    let taken =
        sqlx::query("UPDATE phones SET name = name WHERE id = $1 AND removed_at IS NULL").bind(phone.to_string()).execute(&mut *tx).await?;
    if taken.rows_affected() == 0 {
        return Err(AppError::NotFound("phone".into()));
    }
    let made: Vec<i64> =
        sqlx::query_scalar("SELECT created_at FROM guest_links WHERE phone_id = $1 AND created_at > $2 ORDER BY created_at DESC")
            .bind(phone.to_string())
            .bind(now_ms - HOUR_MS)
            .fetch_all(&mut *tx)
            .await?;
    if let Some(oldest) = made.get(MOST_AN_HOUR - 1) {
        let wait_ms = oldest + HOUR_MS - now_ms;
        return Err(AppError::TooManyAttempts { retry_after_s: u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000) });
    }
    sqlx::query("UPDATE guest_links SET revoked_at = $2 WHERE phone_id = $1 AND used_at IS NULL AND revoked_at IS NULL")
        .bind(phone.to_string())
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    sqlx::query("INSERT INTO guest_links (token_digest, phone_id, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(digest)
        .bind(phone.to_string())
        .bind(by)
        .bind(now_ms)
        .bind(expires_at)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// The link with this digest, if it stands.
pub(super) async fn by_digest(db: &Db, digest: &str, now_ms: i64) -> Result<Option<GuestPass>, AppError> {
    standing(db, "token_digest", digest, now_ms).await
}

/// The link of this phone, if one stands.
pub(super) async fn of_phone(db: &Db, phone: PhoneId, now_ms: i64) -> Result<Option<GuestPass>, AppError> {
    standing(db, "phone_id", &phone.to_string(), now_ms).await
}

async fn standing(db: &Db, column: &'static str, is: &str, now_ms: i64) -> Result<Option<GuestPass>, AppError> {
    let sql = format!("{STANDING} AND g.{column} = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(is).bind(now_ms).fetch_optional(db.read()).await?;
    row.as_ref().map(from_row).transpose()
}

/// Marks a link as opened; answers whether this was the first time.
pub(super) async fn open(db: &Db, digest: &str, now_ms: i64) -> Result<bool, AppError> {
    changed(db, "UPDATE guest_links SET opened_at = $2 WHERE token_digest = $1 AND opened_at IS NULL", digest, now_ms).await
}

/// Ends a link; answers whether it stood until now.
pub(super) async fn end(db: &Db, digest: &str, how: End, now_ms: i64) -> Result<bool, AppError> {
    let sql = match how {
        End::Used => "UPDATE guest_links SET used_at = $2 WHERE token_digest = $1 AND used_at IS NULL AND revoked_at IS NULL",
        End::Revoked => "UPDATE guest_links SET revoked_at = $2 WHERE token_digest = $1 AND used_at IS NULL AND revoked_at IS NULL",
    };
    changed(db, sql, digest, now_ms).await
}

async fn changed(db: &Db, sql: &'static str, digest: &str, now_ms: i64) -> Result<bool, AppError> {
    let mut tx = db.write().await?;
    let done = sqlx::query(sql).bind(digest).bind(now_ms).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done.rows_affected() > 0)
}

fn from_row(row: &AnyRow) -> Result<GuestPass, AppError> {
    let phone: String = row.try_get("phone_id")?;
    Ok(GuestPass {
        digest: row.try_get("token_digest")?,
        phone: PhoneId(Uuid::parse_str(&phone).map_err(|error| unexpected(&error))?),
        phone_name: row.try_get("name")?,
        sent_by: row.try_get("created_by")?,
        expires_at: row.try_get("expires_at")?,
        is_opened: row.try_get::<Option<i64>, _>("opened_at")?.is_some(),
    })
}
