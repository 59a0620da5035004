//! The SQL of templates.
use super::model::{Template, TemplateId, Wording};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, owner_id, name, shortcut, body";

/// The team's and this person's, by shortcut.
pub(super) async fn of(db: &Db, person: PersonId) -> Result<Vec<Template>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM templates WHERE owner_id IS NULL OR owner_id = $1 ORDER BY shortcut, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person.0.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: TemplateId) -> Result<Option<Template>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM templates WHERE id = $1");
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
        "INSERT INTO templates (id, owner_id, name, shortcut, body, changed_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO UPDATE SET owner_id = $2, name = $3, shortcut = $4, body = $5, changed_at = $6",
    )
    .bind(template.id.0.to_string())
    .bind(template.owner.map(|owner| owner.0.to_string()))
    .bind(name)
    .bind(shortcut)
    .bind(body)
    .bind(now_ms)
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

fn from_row(row: &AnyRow) -> Result<Template, AppError> {
    let (id, owner): (String, Option<String>) = (row.try_get("id")?, row.try_get("owner_id")?);
    let uuid = |text: &str| Uuid::parse_str(text).map_err(|error| unexpected(&error));
    Ok(Template {
        id: TemplateId(uuid(&id)?),
        owner: owner.as_deref().map(uuid).transpose()?.map(PersonId),
        wording: Wording { name: row.try_get("name")?, shortcut: row.try_get("shortcut")?, body: row.try_get("body")? },
    })
}
