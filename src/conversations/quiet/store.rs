//! The SQL of quiet hours.
use super::model::QuietHours;
use crate::{db::Db, error::AppError};
use sqlx::Row;

pub(super) async fn read(db: &Db) -> Result<QuietHours, AppError> {
    let row = sqlx::query("SELECT is_on, from_minute, to_minute, zone FROM quiet_hours WHERE id = 1").fetch_optional(db.read()).await?;
    let Some(row) = row else { return Ok(QuietHours::default()) };
    let minute = |column: &str| Ok::<_, AppError>(u16::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0));
    Ok(QuietHours {
        is_on: row.try_get::<i64, _>("is_on")? != 0,
        from: minute("from_minute")?,
        to: minute("to_minute")?,
        zone: row.try_get("zone")?,
    })
}

pub(super) async fn put(db: &Db, hours: &QuietHours) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    sqlx::query(
        "INSERT INTO quiet_hours (id, is_on, from_minute, to_minute, zone) VALUES (1, $1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET is_on = $1, from_minute = $2, to_minute = $3, zone = $4",
    )
    .bind(i64::from(hours.is_on))
    .bind(i64::from(hours.from))
    .bind(i64::from(hours.to))
    .bind(hours.zone.as_deref())
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
