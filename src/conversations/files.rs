//! The SQL of the files of messages.
use super::{model::MessageId, store, thumbnails};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    media::{
        file_name,
        uploading::{self, Upload},
    },
    phones::PhoneId,
    team::PersonId,
    whatsapp::{MediaFile, MediaReference},
};
use sqlx::{Any, Row, Transaction};

/// What became of a file that was to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileState {
    /// Here, and what it is by its content.
    Stored(&'static str, i64),
    /// It will not come by itself; the sentence says why.
    Failed(&'static str),
    /// Larger than is kept here.
    TooLarge,
}

/// A file that is to be fetched.
pub(super) struct Wanted {
    pub(super) id: MessageId,
    pub(super) phone: PhoneId,
    pub(super) size: i64,
    pub(super) reference: MediaReference,
}

/// A file that is here.
pub(super) struct Stored {
    pub(super) name: String,
    pub(super) kind: String,
}

/// A file that this person brought becomes that of a message of theirs. Answers whether it was still here.
pub(super) async fn give_to_message(
    tx: &mut Transaction<'static, Any>,
    (id, person): (MessageId, PersonId),
    here: &Upload,
    name: &str,
    seconds: u32,
) -> Result<bool, AppError> {
    let Some((_, thumbnail)) = uploading::take(tx, id.file(), person).await? else { return Ok(false) };
    sqlx::query(
        "INSERT INTO message_files (message_id, name, size, width, height, seconds, reference, state, kind) \
         VALUES ($1, $2, $3, $4, $5, $6, '', 'stored', $7)",
    )
    .bind(id.0.to_string())
    .bind(name)
    .bind(here.size)
    .bind(i64::from(here.width))
    .bind(i64::from(here.height))
    .bind(i64::from(seconds))
    .bind(&here.content)
    .execute(&mut **tx)
    .await?;
    if let Some(jpeg) = thumbnail {
        thumbnails::note(tx, id, &jpeg).await?;
    }
    Ok(true)
}

/// WhatsApp has the file of a message of ours.
pub(super) async fn given_to_whatsapp(db: &Db, id: MessageId, reference: &MediaReference) -> Result<(), AppError> {
    let reference = serde_json::to_string(reference).map_err(|error| unexpected(&error))?;
    let mut tx = db.write().await?;
    let note = sqlx::query("UPDATE message_files SET reference = $2 WHERE message_id = $1 AND state = 'stored'");
    note.bind(id.0.to_string()).bind(reference).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// Notes the file of a message that was stored just now, and whether it is to be fetched.
pub(super) async fn note(tx: &mut Transaction<'static, Any>, id: MessageId, file: &MediaFile, is_wanted: bool) -> Result<(), AppError> {
    let reference = serde_json::to_string(&file.reference).map_err(|error| unexpected(&error))?;
    sqlx::query(
        "INSERT INTO message_files (message_id, name, size, width, height, seconds, reference, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(id.0.to_string())
    .bind(file_name::harmless(&file.name))
    .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
    .bind(i64::from(file.width))
    .bind(i64::from(file.height))
    .bind(i64::from(file.seconds))
    .bind(reference)
    .bind(if is_wanted { "pending" } else { "not_fetched" })
    .execute(&mut **tx)
    .await?;
    thumbnails::note(tx, id, &file.thumbnail).await
}

/// Notes the file of an old message, which is not fetched by itself; the sentence says so.
pub(super) async fn note_old(tx: &mut Transaction<'static, Any>, id: MessageId, file: &MediaFile, why: &str) -> Result<(), AppError> {
    note(tx, id, file, false).await?;
    let old = sqlx::query("UPDATE message_files SET state = 'failed', failure = $2 WHERE message_id = $1");
    old.bind(id.0.to_string()).bind(why).execute(&mut **tx).await?;
    Ok(())
}

/// What is to be fetched, the newest messages first.
pub(super) async fn wanted(db: &Db) -> Result<Vec<Wanted>, AppError> {
    let rows = sqlx::query(
        "SELECT f.message_id, m.phone_id, f.size, f.reference FROM message_files f JOIN messages m ON m.id = f.message_id \
         WHERE f.state = 'pending' ORDER BY f.message_id DESC LIMIT 100",
    )
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            let reference: String = row.try_get("reference")?;
            Ok(Wanted {
                id: MessageId(store::uuid(row, "message_id")?),
                phone: store::phone(row)?,
                size: row.try_get("size")?,
                reference: serde_json::from_str(&reference).map_err(|error| unexpected(&error))?,
            })
        })
        .collect()
}

/// Stores what became of a file that was to be fetched; answers whether anybody still wants it.
pub(super) async fn settle(tx: &mut Transaction<'static, Any>, id: MessageId, state: &FileState) -> Result<bool, AppError> {
    let (name, kind, size, failure) = match state {
        FileState::Stored(kind, size) => ("stored", Some(*kind), Some(*size), None),
        FileState::Failed(why) => ("failed", None, None, Some(*why)),
        FileState::TooLarge => ("too_large", None, None, None),
    };
    let done = sqlx::query(
        "UPDATE message_files SET state = $2, kind = COALESCE(CAST($3 AS TEXT), kind), size = COALESCE(CAST($4 AS BIGINT), size), failure = $5 \
         WHERE message_id = $1 AND state = 'pending'",
    )
    .bind(id.0.to_string())
    .bind(name)
    .bind(kind)
    .bind(size)
    .bind(failure)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Wants a file that did not come, or was not fetched by itself.
pub(super) async fn want_again(tx: &mut Transaction<'static, Any>, id: MessageId) -> Result<bool, AppError> {
    let again = sqlx::query(
        "UPDATE message_files SET state = 'pending', failure = NULL WHERE message_id = $1 AND state IN ('failed', 'not_fetched')",
    );
    let done = again.bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// The file of a message, when it is here.
pub(super) async fn stored(db: &Db, id: MessageId) -> Result<Option<Stored>, AppError> {
    let row = sqlx::query("SELECT name, kind FROM message_files WHERE message_id = $1 AND state = 'stored'");
    let row = row.bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.map(|row| Ok(Stored { name: row.try_get("name")?, kind: row.try_get("kind")? })).transpose()
}

/// The message was taken back: nothing of its file is kept.
pub(super) async fn take_back(tx: &mut Transaction<'static, Any>, of: &store::Key<'_>) -> Result<(), AppError> {
    for sql in [
        "UPDATE message_files SET state = 'removed', name = '', reference = '', has_thumbnail = 0 WHERE message_id IN \
         (SELECT id FROM messages WHERE phone_id = $1 AND lead_id = $2 AND ours = $3 AND stanza_id = $4)",
        "DELETE FROM message_thumbnails WHERE message_id IN \
         (SELECT id FROM messages WHERE phone_id = $1 AND lead_id = $2 AND ours = $3 AND stanza_id = $4)",
    ] {
        let take = sqlx::query(sql).bind(of.phone.to_string()).bind(of.lead.to_string());
        take.bind(i64::from(of.ours)).bind(of.stanza_id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Files of messages that were taken back.
pub(super) async fn removed(db: &Db) -> Result<Vec<MessageId>, AppError> {
    let rows = sqlx::query("SELECT message_id FROM message_files WHERE state = 'removed' LIMIT 100").fetch_all(db.read()).await?;
    rows.iter().map(|row| store::uuid(row, "message_id").map(MessageId)).collect()
}

/// The file is gone from the disk.
pub(super) async fn forget(db: &Db, id: MessageId) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    let forget = sqlx::query("DELETE FROM message_files WHERE message_id = $1 AND state = 'removed'");
    forget.bind(id.0.to_string()).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
