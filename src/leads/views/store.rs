//! The SQL of saved views.
use super::model::{Layout, View, ViewId};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    leads::LeadFilter,
    team::PersonId,
};
use serde::{Deserialize, Serialize};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

/// What the column `query` holds, as JSON.
#[derive(Serialize, Deserialize)]
struct Query {
    filter: LeadFilter,
    #[serde(default)]
    layout: Layout,
    /// What views said that were saved before there was a table.
    #[serde(default, skip_serializing)]
    is_board: bool,
}

/// The team's views and the person's own, in the order of their making.
pub(in crate::leads) async fn of(db: &Db, person: PersonId) -> Result<Vec<View>, AppError> {
    let rows = sqlx::query("SELECT id, person_id, name, query FROM saved_views WHERE person_id IS NULL OR person_id = $1 ORDER BY at, id");
    let rows = rows.bind(person.0.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|(view, _)| view)).collect()
}

/// A view, and whose it is.
pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: ViewId) -> Result<Option<(View, Option<PersonId>)>, AppError> {
    let row = sqlx::query("SELECT id, person_id, name, query FROM saved_views WHERE id = $1");
    row.bind(id.0.to_string()).fetch_optional(&mut **tx).await?.as_ref().map(from_row).transpose()
}

pub(super) async fn count(tx: &mut Transaction<'static, Any>, owner: Option<PersonId>) -> Result<i64, AppError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM saved_views WHERE COALESCE(person_id, '') = $1");
    Ok(count.bind(owner.map(|owner| owner.0.to_string()).unwrap_or_default()).fetch_one(&mut **tx).await?)
}

pub(super) async fn put(tx: &mut Transaction<'static, Any>, view: &View, owner: Option<PersonId>, now: i64) -> Result<(), AppError> {
    let query = Query { filter: view.filter.clone(), layout: view.layout, is_board: false };
    sqlx::query(
        "INSERT INTO saved_views (id, person_id, name, query, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET person_id = $2, name = $3, query = $4",
    )
    .bind(view.id.0.to_string())
    .bind(owner.map(|owner| owner.0.to_string()))
    .bind(&view.name)
    .bind(serde_json::to_string(&query).map_err(|error| unexpected(&error))?)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Transaction<'static, Any>, id: ViewId) -> Result<(), AppError> {
    sqlx::query("DELETE FROM saved_views WHERE id = $1").bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(())
}

fn from_row(row: &AnyRow) -> Result<(View, Option<PersonId>), AppError> {
    let uuid = |text: &str| Uuid::parse_str(text).map_err(|error| unexpected(&error));
    let (id, owner, query): (String, Option<String>, String) = (row.try_get("id")?, row.try_get("person_id")?, row.try_get("query")?);
    let Query { filter, layout, is_board } = serde_json::from_str(&query).map_err(|error| unexpected(&error))?;
    let layout = if is_board { Layout::Board } else { layout };
    let owner = owner.map(|owner| uuid(&owner).map(PersonId)).transpose()?;
    Ok((View { id: ViewId(uuid(&id)?), name: row.try_get("name")?, filter, layout, for_team: owner.is_none() }, owner))
}
