//! Small pictures of files. They come inside messages and after uploads, and go out with messages; the files themselves are never
//! decoded here. They are a few KB, so they stand in the database, in a table of their own: lists only read whether there is one.
use super::{model::MessageId, sorting};
use crate::{db::Db, error::AppError, team::PersonId};
use sqlx::{Any, Row, Transaction};

/// The largest that is kept, in bytes.
pub(super) const LARGEST: usize = 64 << 10;
/// The widest and highest that is kept, in pixels: whoever shows it has to decode it.
const LARGEST_SIDE: usize = 1024;
/// Its type: there is no other.
pub(super) const MIME: &str = "image/jpeg";

/// Whether it is one, whatever it claims to be.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let fits = |side: usize| (1..=LARGEST_SIDE).contains(&side);
    bytes.len() <= LARGEST
        && matches!(imagesize::image_type(bytes), Ok(imagesize::ImageType::Jpeg))
        && imagesize::blob_size(bytes).is_ok_and(|size| fits(size.width) && fits(size.height))
}

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

/// Keeps that of a file which this person is about to send, with the width and height at which the file is shown, 0 when not known. A
/// photo may stand on its side, which only whoever opens it sees. Answers whether the file is here.
pub(super) async fn note_upload(
    db: &Db,
    id: MessageId,
    person: PersonId,
    bytes: &[u8],
    (width, height): (u32, u32),
) -> Result<bool, AppError> {
    let (width, height) = if sorting::is_believed(width) && sorting::is_believed(height) { (width, height) } else { (0, 0) };
    let mut tx = db.write().await?;
    let noted = sqlx::query(
        "UPDATE uploads SET thumbnail = $3, width = CASE WHEN width = 0 OR (width = $5 AND height = $4) THEN $4 ELSE width END, \
         height = CASE WHEN height = 0 OR (width = $5 AND height = $4) THEN $5 ELSE height END \
         WHERE id = $1 AND person_id = $2 AND kind IS NOT NULL",
    )
    .bind(id.0.to_string())
    .bind(person.0.to_string())
    .bind(bytes.to_vec())
    .bind(i64::from(width))
    .bind(i64::from(height))
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(noted.rows_affected() == 1)
}

/// That of an uploaded file becomes that of its message. Answers whether there is one.
pub(super) async fn give_to_message(tx: &mut Transaction<'static, Any>, id: MessageId) -> Result<bool, AppError> {
    let give = sqlx::query(
        "INSERT INTO message_thumbnails (message_id, jpeg) SELECT id, thumbnail FROM uploads WHERE id = $1 AND thumbnail IS NOT NULL",
    );
    Ok(give.bind(id.0.to_string()).execute(&mut **tx).await?.rows_affected() == 1)
}

/// That of a message.
pub(super) async fn of(db: &Db, id: MessageId) -> Result<Option<Vec<u8>>, AppError> {
    let found = sqlx::query("SELECT jpeg FROM message_thumbnails WHERE message_id = $1");
    let row = found.bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.map(|row| Ok(row.try_get("jpeg")?)).transpose()
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, is_one};

    /// A JPEG of these sides, as far as anybody looks.
    fn jpeg(width: u16, height: u16, size: usize) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend(b"\x03\x01\x11\0\x02\x11\0\x03\x11\0");
        bytes.resize(size, 0);
        bytes
    }

    #[test]
    fn only_a_small_jpeg_is_a_thumbnail() {
        assert!(is_one(&jpeg(100, 75, 3_000)));
        assert!(is_one(&jpeg(1024, 1, LARGEST)));
        assert!(!is_one(&jpeg(100, 75, LARGEST + 1)), "too many bytes");
        assert!(!is_one(&jpeg(1025, 75, 3_000)), "few bytes, and many pixels");
        assert!(!is_one(&jpeg(0, 75, 3_000)));
        for lying in [&b"\xff\xd8\xff\xe0"[..], b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\n", b""] {
            assert!(!is_one(lying), "{lying:?}");
        }
    }
}
