//! The SQL of stages.
use super::model::{Stage, StageId, StageKind};
use crate::{
    db::Db,
    error::{AppError, unexpected},
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const ALL: &str = "SELECT id, name, kind FROM stages ORDER BY position, id";

/// Every stage, in the team's order.
pub(in crate::leads) async fn all(db: &Db) -> Result<Vec<Stage>, AppError> {
    sqlx::query(ALL).fetch_all(db.read()).await?.iter().map(from_row).collect()
}

/// The same, within a transaction.
pub(in crate::leads) async fn all_in(tx: &mut Transaction<'static, Any>) -> Result<Vec<Stage>, AppError> {
    sqlx::query(ALL).fetch_all(&mut **tx).await?.iter().map(from_row).collect()
}

/// Where new leads begin.
pub(in crate::leads) async fn first_in(tx: &mut Transaction<'static, Any>) -> Result<StageId, AppError> {
    let stages = all_in(tx).await?;
    let first = stages.iter().find(|stage| stage.kind == StageKind::Open);
    first.map(|stage| stage.id).ok_or_else(|| unexpected(&"there is no open stage"))
}

/// Writes the stages as they are now, in this order; those that are not among them go.
pub(super) async fn replace(tx: &mut Transaction<'static, Any>, stages: &[Stage]) -> Result<(), AppError> {
    for (position, stage) in (1_i64..).zip(stages) {
        let put = sqlx::query(
            "INSERT INTO stages (id, name, kind, position) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET name = $2, kind = $3, position = $4",
        );
        put.bind(stage.id.0.to_string()).bind(&stage.name).bind(stage.kind.as_str()).bind(position).execute(&mut **tx).await?;
    }
    for gone in all_in(tx).await?.iter().filter(|old| stages.iter().all(|stage| stage.id != old.id)) {
        sqlx::query("DELETE FROM stages WHERE id = $1").bind(gone.id.0.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Whether any lead stands there.
pub(super) async fn is_used(tx: &mut Transaction<'static, Any>, stage: StageId) -> Result<bool, AppError> {
    let used = sqlx::query("SELECT id FROM leads WHERE stage_id = $1 LIMIT 1").bind(stage.0.to_string());
    Ok(used.fetch_optional(&mut **tx).await?.is_some())
}

fn from_row(row: &AnyRow) -> Result<Stage, AppError> {
    let (id, kind): (String, String) = (row.try_get("id")?, row.try_get("kind")?);
    let kind = StageKind::ALL.into_iter().find(|one| one.as_str() == kind);
    Ok(Stage {
        id: StageId(Uuid::parse_str(&id).map_err(|error| unexpected(&error))?),
        name: row.try_get("name")?,
        kind: kind.ok_or_else(|| unexpected(&"a stage of an unknown kind"))?,
    })
}
