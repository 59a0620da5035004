//! Small pictures of the files of messages. They are a few KB, so they stand in the database, in a table of their own: lists only read
//! whether there is one.
use super::model::MessageId;
use crate::{db::Db, error::AppError, media::thumbnails::is_one};
use sqlx::{Any, Row, Transaction};

/// Keeps that of a message that was stored just now, with its file; what is none is dropped.
pub(super) async fn note(tx: &mut Transaction<'static, Any>, id: MessageId, bytes: &[u8]) -> Result<(), AppError> {
    if !is_one(bytes) {
        return Ok(());
    }
    let note = sqlx::query("INSERT INTO message_thumbnails (message_id, jpeg) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    note.bind(id.0.to_string()).bind(bytes.to_vec()).execute(&mut **tx).await?;
    let mark = sqlx::query("UPDATE message_files SET has_thumbnail = 1 WHERE message_id = $1");
    mark.bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// That of a message.
pub(super) async fn of(db: &Db, id: MessageId) -> Result<Option<Vec<u8>>, AppError> {
    let found = sqlx::query("SELECT jpeg FROM message_thumbnails WHERE message_id = $1");
    let row = found.bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.map(|row| Ok(row.try_get("jpeg")?)).transpose()
}
