//! The SQL of files that a colleague brought and that belong to nothing yet.
use super::{model::FileId, sorting, uploading::Upload};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

/// Whether a file may come in.
pub(super) enum Place {
    /// It may.
    Free,
    /// It is here already.
    Here(Upload),
    /// Somebody else brings something under this id.
    Taken,
    /// This person has more files here than anybody uses at once.
    TooMany,
}

/// Files of one person that are here and not used.
const MOST: i64 = 100;

/// Notes that a file begins to come in.
pub(super) async fn begin(db: &Db, id: FileId, person: PersonId, now: i64) -> Result<Place, AppError> {
    let mut tx = db.write().await?;
    let known = sqlx::query("SELECT person_id, kind, size, width, height FROM uploads WHERE id = $1");
    if let Some(row) = known.bind(id.0.to_string()).fetch_optional(&mut *tx).await? {
        let by: String = row.try_get("person_id")?;
        return Ok(match upload(&row)? {
            _ if by != person.0.to_string() => Place::Taken,
            Some(here) => Place::Here(here),
            None => Place::Free,
        });
    }
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM uploads WHERE person_id = $1");
    let count: i64 = count.bind(person.0.to_string()).fetch_one(&mut *tx).await?;
    if count >= MOST {
        return Ok(Place::TooMany);
    }
    let begin = sqlx::query("INSERT INTO uploads (id, person_id, at) VALUES ($1, $2, $3)");
    begin.bind(id.0.to_string()).bind(person.0.to_string()).bind(now).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(Place::Free)
}

/// The file is here, whole, perhaps with its small picture. Answers whether its place was still kept.
pub(super) async fn finish(db: &Db, id: FileId, here: &Upload, thumbnail: Option<&[u8]>) -> Result<bool, AppError> {
    let mut tx = db.write().await?;
    let finish = sqlx::query("UPDATE uploads SET kind = $2, size = $3, width = $4, height = $5, thumbnail = $6 WHERE id = $1");
    let finish = finish.bind(id.0.to_string()).bind(&here.content).bind(here.size);
    let finish = finish.bind(i64::from(here.width)).bind(i64::from(here.height)).bind(thumbnail.map(<[u8]>::to_vec));
    let finished = finish.execute(&mut *tx).await?.rows_affected() == 1;
    tx.commit().await?;
    Ok(finished)
}

/// Keeps that of a file which this person is about to send, with the width and height at which the file is shown, 0 when not known. A
/// photo may stand on its side, which only whoever opens it sees. Answers whether the file is here.
pub(super) async fn note_thumbnail(
    db: &Db,
    id: FileId,
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

/// The file that this person has here under this id.
pub(super) async fn here(db: &Db, id: FileId, person: PersonId) -> Result<Option<Upload>, AppError> {
    let known = sqlx::query("SELECT kind, size, width, height FROM uploads WHERE id = $1 AND person_id = $2");
    let row = known.bind(id.0.to_string()).bind(person.0.to_string()).fetch_optional(db.read()).await?;
    row.as_ref().map_or(Ok(None), upload)
}

/// The file belongs to something from now on: answers what it is, with its small picture, if this person still has it here.
pub(super) async fn take(
    tx: &mut Transaction<'static, Any>,
    id: FileId,
    person: PersonId,
) -> Result<Option<(Upload, Option<Vec<u8>>)>, AppError> {
    let take = sqlx::query(
        "DELETE FROM uploads WHERE id = $1 AND person_id = $2 AND kind IS NOT NULL RETURNING kind, size, width, height, thumbnail",
    );
    let Some(row) = take.bind(id.0.to_string()).bind(person.0.to_string()).fetch_optional(&mut **tx).await? else { return Ok(None) };
    let thumbnail = row.try_get("thumbnail")?;
    Ok(upload(&row)?.map(|here| (here, thumbnail)))
}

fn upload(row: &AnyRow) -> Result<Option<Upload>, AppError> {
    let Some(content) = row.try_get("kind")? else { return Ok(None) };
    let side = |name| Ok::<_, AppError>(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or(0));
    Ok(Some(Upload { content, size: row.try_get("size")?, width: side("width")?, height: side("height")? }))
}

/// Files that came before this and that nobody used; from now on nobody can.
pub(super) async fn abandoned(db: &Db, before: i64) -> Result<Vec<FileId>, AppError> {
    let old = sqlx::query("SELECT id FROM uploads WHERE at < $1 LIMIT 100").bind(before).fetch_all(db.read()).await?;
    if old.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = db.write().await?;
    let close = sqlx::query("UPDATE uploads SET kind = NULL WHERE at < $1");
    close.bind(before).execute(&mut *tx).await?;
    let old = sqlx::query("SELECT id FROM uploads WHERE at < $1 LIMIT 100").bind(before).fetch_all(&mut *tx).await?;
    tx.commit().await?;
    old.iter().map(|row| Uuid::parse_str(row.try_get("id")?).map(FileId).map_err(|error| unexpected(&error))).collect()
}

/// The file is gone from the disk, or never came.
pub(super) async fn forget(db: &Db, id: FileId) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    let forget = sqlx::query("DELETE FROM uploads WHERE id = $1 AND kind IS NULL");
    forget.bind(id.0.to_string()).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}
