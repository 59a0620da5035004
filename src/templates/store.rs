//! The SQL of templates.
use super::{
    files::Kept,
    model::{Template, TemplateFile, TemplateId, Wording},
};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    media::{FileId, sorting},
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const TEMPLATES: &str = "SELECT t.id, t.owner_id, t.name, t.shortcut, t.body, t.file_id, f.name AS file_name, f.content, f.size, \
     CASE WHEN f.thumbnail IS NULL THEN 0 ELSE 1 END AS has_thumbnail \
     FROM templates t LEFT JOIN template_files f ON f.id = t.file_id";
/// The files that the person $2 may use. Their template may be gone: an answer with the file may be half written.
const FILES: &str = "FROM template_files f WHERE f.id = $1 AND f.template_id <> '' AND (f.owner_id IS NULL OR f.owner_id = $2)";

/// The team's and this person's, by shortcut.
pub(super) async fn of(db: &Db, person: PersonId) -> Result<Vec<Template>, AppError> {
    let sql = format!("{TEMPLATES} WHERE t.owner_id IS NULL OR t.owner_id = $1 ORDER BY t.shortcut, t.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person.0.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: TemplateId) -> Result<Option<Template>, AppError> {
    let sql = format!("{TEMPLATES} WHERE t.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// Whether another template of the same owner has this shortcut.
pub(super) async fn is_taken(tx: &mut Transaction<'static, Any>, template: &Template) -> Result<bool, AppError> {
    let taken = sqlx::query("SELECT id FROM templates WHERE shortcut = $1 AND id <> $2 AND COALESCE(owner_id, '') = $3 LIMIT 1")
        .bind(&template.wording.shortcut)
        .bind(template.id.0.to_string())
        .bind(template.owner.map(|owner| owner.0.to_string()).unwrap_or_default());
    Ok(taken.fetch_optional(&mut **tx).await?.is_some())
}

/// How many this owner has.
pub(super) async fn count(tx: &mut Transaction<'static, Any>, owner: Option<PersonId>) -> Result<i64, AppError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM templates WHERE COALESCE(owner_id, '') = $1");
    Ok(count.bind(owner.map(|owner| owner.0.to_string()).unwrap_or_default()).fetch_one(&mut **tx).await?)
}

/// Writes it as it is now; answers whether no other had its shortcut meanwhile.
pub(super) async fn put(tx: &mut Transaction<'static, Any>, template: &Template, now_ms: i64) -> Result<bool, AppError> {
    let Wording { name, shortcut, body } = &template.wording;
    let put = sqlx::query(
        "INSERT INTO templates (id, owner_id, name, shortcut, body, changed_at, file_id) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET owner_id = $2, name = $3, shortcut = $4, body = $5, changed_at = $6, file_id = $7",
    )
    .bind(template.id.0.to_string())
    .bind(template.owner.map(|owner| owner.0.to_string()))
    .bind(name)
    .bind(shortcut)
    .bind(body)
    .bind(now_ms)
    .bind(template.file.as_ref().map(|file| file.id.0.to_string()))
    .execute(&mut **tx)
    .await;
    match put {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(clash)) if clash.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn delete(tx: &mut Transaction<'static, Any>, id: TemplateId) -> Result<(), AppError> {
    sqlx::query("DELETE FROM templates WHERE id = $1").bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// A file that this template has, or had and this person can give it again.
pub(super) async fn file_of(
    tx: &mut Transaction<'static, Any>,
    template: TemplateId,
    id: FileId,
    person: PersonId,
) -> Result<Option<TemplateFile>, AppError> {
    let found = sqlx::query(
        "SELECT id, name AS file_name, content, size, CASE WHEN thumbnail IS NULL THEN 0 ELSE 1 END AS has_thumbnail \
         FROM template_files WHERE id = $1 AND template_id = $2 AND (owner_id IS NULL OR owner_id = $3)",
    );
    let found = found.bind(id.0.to_string()).bind(template.0.to_string()).bind(person.0.to_string());
    let row = found.fetch_optional(&mut **tx).await?;
    row.map(|row| file_from(&row, id)).transpose()
}

/// Keeps a file for a template.
pub(super) async fn put_file(
    tx: &mut Transaction<'static, Any>,
    template: TemplateId,
    Kept { file, content, width, height }: &Kept,
    thumbnail: Option<Vec<u8>>,
    now_ms: i64,
) -> Result<(), AppError> {
    sqlx::query(
        "INSERT INTO template_files (id, template_id, name, content, size, width, height, thumbnail, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(file.id.0.to_string())
    .bind(template.0.to_string())
    .bind(&file.name)
    .bind(content)
    .bind(file.size)
    .bind(i64::from(*width))
    .bind(i64::from(*height))
    .bind(thumbnail)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets this file be used by whoever may use the template.
pub(super) async fn give_file(tx: &mut Transaction<'static, Any>, id: FileId, owner: Option<PersonId>) -> Result<(), AppError> {
    let give = sqlx::query("UPDATE template_files SET owner_id = $2 WHERE id = $1");
    give.bind(id.0.to_string()).bind(owner.map(|owner| owner.0.to_string())).execute(&mut **tx).await?;
    Ok(())
}

/// Whether a template has, or had, a file of this id.
pub(super) async fn is_file(db: &Db, id: FileId) -> Result<bool, AppError> {
    let found = sqlx::query("SELECT id FROM template_files WHERE id = $1").bind(id.0.to_string());
    Ok(found.fetch_optional(db.read()).await?.is_some())
}

/// What files this template had is looked at again when they have not been used for a while.
pub(super) async fn touch_files(tx: &mut Transaction<'static, Any>, template: TemplateId, now_ms: i64) -> Result<(), AppError> {
    let touch = sqlx::query("UPDATE template_files SET at = $2 WHERE template_id = $1");
    touch.bind(template.0.to_string()).bind(now_ms).execute(&mut **tx).await?;
    Ok(())
}

/// A file of a template that this person may use.
pub(super) async fn file(db: &Db, id: FileId, person: PersonId) -> Result<Option<Kept>, AppError> {
    let sql = format!(
        "SELECT f.name AS file_name, f.content, f.size, f.width, f.height, \
         CASE WHEN f.thumbnail IS NULL THEN 0 ELSE 1 END AS has_thumbnail {FILES}"
    );
    let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).bind(person.0.to_string());
    let Some(row) = found.fetch_optional(db.read()).await? else { return Ok(None) };
    let side = |name| Ok::<_, AppError>(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or(0));
    Ok(Some(Kept { file: file_from(&row, id)?, content: row.try_get("content")?, width: side("width")?, height: side("height")? }))
}

/// Its small picture.
pub(super) async fn thumbnail(db: &Db, id: FileId, person: PersonId) -> Result<Option<Vec<u8>>, AppError> {
    let sql = format!("SELECT f.thumbnail {FILES} AND f.thumbnail IS NOT NULL");
    let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).bind(person.0.to_string());
    found.fetch_optional(db.read()).await?.map(|row| Ok(row.try_get("thumbnail")?)).transpose()
}

/// Files that no template has had since then; from now on none can.
pub(super) async fn unused_files(db: &Db, before: i64) -> Result<Vec<FileId>, AppError> {
    const UNUSED: &str = "at < $1 AND NOT EXISTS (SELECT 1 FROM templates t WHERE t.file_id = template_files.id)";
    let sql = format!("SELECT id FROM template_files WHERE {UNUSED} LIMIT 100");
    if sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).fetch_optional(db.read()).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut tx = db.write().await?;
    let sql = format!("UPDATE template_files SET template_id = '' WHERE {UNUSED}");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).execute(&mut *tx).await?;
    let unused = sqlx::query("SELECT id FROM template_files WHERE template_id = '' LIMIT 100").fetch_all(&mut *tx).await?;
    tx.commit().await?;
    unused.iter().map(|row| uuid(row.try_get("id")?).map(FileId)).collect()
}

/// The file is gone from the disk.
pub(super) async fn forget_file(db: &Db, id: FileId) -> Result<(), AppError> {
    let mut tx = db.write().await?;
    let forget = sqlx::query("DELETE FROM template_files WHERE id = $1 AND template_id = ''");
    forget.bind(id.0.to_string()).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

fn file_from(row: &AnyRow, id: FileId) -> Result<TemplateFile, AppError> {
    let (content, size): (String, i64) = (row.try_get("content")?, row.try_get("size")?);
    let kind = sorting::send_as(&content, size, false).0;
    Ok(TemplateFile { id, name: row.try_get("file_name")?, size, kind, has_thumbnail: row.try_get::<i64, _>("has_thumbnail")? == 1 })
}

fn uuid(text: &str) -> Result<Uuid, AppError> {
    Uuid::parse_str(text).map_err(|error| unexpected(&error))
}

fn from_row(row: &AnyRow) -> Result<Template, AppError> {
    let (id, owner, file): (String, Option<String>, Option<String>) =
        (row.try_get("id")?, row.try_get("owner_id")?, row.try_get("file_id")?);
    Ok(Template {
        id: TemplateId(uuid(&id)?),
        owner: owner.as_deref().map(uuid).transpose()?.map(PersonId),
        wording: Wording { name: row.try_get("name")?, shortcut: row.try_get("shortcut")?, body: row.try_get("body")? },
        file: file.map(|file| file_from(row, FileId(uuid(&file)?))).transpose()?,
    })
}
