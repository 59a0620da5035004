//! The SQL of the settings of phones.
use super::model::{Hours, PhoneSettings};
use crate::{db::Db, error::AppError, phones::PhoneId};
use sqlx::{Any, Row, Transaction, any::AnyRow};

const COLUMNS: &str = "s.replies, s.reply, s.days, s.from_minute, s.to_minute, s.zone, s.marks_read, s.fetches_media";

pub(super) async fn of(db: &Db, phone: PhoneId) -> Result<PhoneSettings, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM phone_settings s WHERE s.phone_id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(phone.to_string()).fetch_optional(db.read()).await?;
    row.map_or_else(|| Ok(PhoneSettings::default()), |row| from_row(&row))
}

/// The settings, and whether sending is paused; those of a phone that was never set are the defaults.
pub(super) async fn in_force(tx: &mut Transaction<'static, Any>, phone: PhoneId) -> Result<(PhoneSettings, bool), AppError> {
    let sql = format!("SELECT {COLUMNS}, p.sending_paused FROM phone_settings s JOIN phones p ON p.id = s.phone_id WHERE s.phone_id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(phone.to_string()).fetch_optional(&mut **tx).await?;
    row.map_or_else(|| Ok((PhoneSettings::default(), false)), |row| Ok((from_row(&row)?, row.try_get::<i64, _>("sending_paused")? != 0)))
}

pub(super) async fn put(db: &Db, phone: PhoneId, settings: &PhoneSettings) -> Result<(), AppError> {
    let hours = settings.hours.as_ref();
    let mut tx = db.write().await?;
    sqlx::query(
        "INSERT INTO phone_settings (phone_id, replies, reply, days, from_minute, to_minute, zone, marks_read, fetches_media) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (phone_id) DO UPDATE SET replies = $2, reply = $3, days = $4, \
         from_minute = $5, to_minute = $6, zone = $7, marks_read = $8, fetches_media = $9",
    )
    .bind(phone.to_string())
    .bind(i64::from(settings.replies))
    .bind(&settings.reply)
    .bind(hours.map_or(0, |hours| i64::from(hours.days)))
    .bind(hours.map_or(0, |hours| i64::from(hours.from)))
    .bind(hours.map_or(0, |hours| i64::from(hours.to)))
    .bind(hours.map(|hours| hours.zone.as_str()))
    .bind(i64::from(settings.marks_read))
    .bind(i64::from(settings.fetches_media))
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

fn from_row(row: &AnyRow) -> Result<PhoneSettings, AppError> {
    let is = |column: &str| Ok::<_, AppError>(row.try_get::<i64, _>(column)? != 0);
    let minute = |column: &str| Ok::<_, AppError>(u16::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0));
    let zone: Option<String> = row.try_get("zone")?;
    let hours = match zone {
        Some(zone) => Some(Hours {
            days: u8::try_from(row.try_get::<i64, _>("days")?).unwrap_or(0),
            from: minute("from_minute")?,
            to: minute("to_minute")?,
            zone,
        }),
        None => None,
    };
    Ok(PhoneSettings {
        replies: is("replies")?,
        reply: row.try_get("reply")?,
        hours,
        marks_read: is("marks_read")?,
        fetches_media: is("fetches_media")?,
    })
}
