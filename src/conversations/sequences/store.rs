//! The SQL of sequences that run.
use super::model::RunId;
use crate::{
    conversations::later::ScheduledId,
    db::Db,
    error::{AppError, unexpected},
    leads::LeadId,
    team::PersonId,
    templates::Step,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, lead_id, person_id, sender, name, steps, zone, started_at, was_done, next_step, next_at, ended_at, ended_by";

/// One as it is stored.
#[derive(Clone, Debug)]
pub(in crate::conversations) struct Run {
    pub(in crate::conversations) id: RunId,
    pub(in crate::conversations) lead: LeadId,
    pub(in crate::conversations) person: PersonId,
    pub(in crate::conversations) sender: String,
    pub(in crate::conversations) name: String,
    pub(in crate::conversations) steps: Vec<Step>,
    pub(in crate::conversations) zone: String,
    pub(in crate::conversations) started_at: i64,
    /// Whether the lead was done then.
    pub(in crate::conversations) was_done: bool,
    /// Counted from 0.
    pub(in crate::conversations) next_step: usize,
    pub(in crate::conversations) next_at: i64,
    pub(in crate::conversations) ended_at: Option<i64>,
    /// Whether a person ended it.
    pub(in crate::conversations) was_ended: bool,
}

pub(super) async fn one(db: &Db, id: RunId) -> Result<Option<Run>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM sequence_runs WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.as_ref().map(from_row).transpose()
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: RunId) -> Result<Option<Run>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM sequence_runs WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// The one that runs for a lead.
pub(super) async fn running_in(tx: &mut Transaction<'static, Any>, lead: LeadId) -> Result<Option<Run>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM sequence_runs WHERE lead_id = $1 AND ended_at IS NULL");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lead.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// The one that runs for a lead, with its next step as what waits for its time, and why that is held.
pub(super) async fn running(db: &Db, lead: LeadId) -> Result<Option<(Run, ScheduledId, Option<String>)>, AppError> {
    let columns: Vec<_> = COLUMNS.split(", ").map(|column| format!("r.{column}")).collect();
    let sql = format!(
        "SELECT {}, s.id AS next_id, s.held FROM sequence_runs r JOIN scheduled_messages s ON s.run_id = r.id \
         WHERE r.lead_id = $1 AND r.ended_at IS NULL",
        columns.join(", ")
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lead.to_string()).fetch_optional(db.read()).await?;
    let with_next = |row: AnyRow| {
        let next: String = row.try_get("next_id")?;
        let next = Uuid::parse_str(&next).map_err(|error| unexpected(&error))?;
        Ok((from_row(&row)?, ScheduledId(next), row.try_get("held")?))
    };
    row.map(with_next).transpose()
}

/// Writes one that begins.
pub(super) async fn insert(tx: &mut Transaction<'static, Any>, run: &Run) -> Result<(), AppError> {
    sqlx::query(
        "INSERT INTO sequence_runs (id, lead_id, person_id, sender, name, steps, zone, started_at, was_done, next_step, next_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(run.id.0.to_string())
    .bind(run.lead.to_string())
    .bind(run.person.0.to_string())
    .bind(&run.sender)
    .bind(&run.name)
    .bind(serde_json::to_string(&run.steps).map_err(|error| unexpected(&error))?)
    .bind(&run.zone)
    .bind(run.started_at)
    .bind(i64::from(run.was_done))
    .bind(i64::try_from(run.next_step).unwrap_or_default())
    .bind(run.next_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes which step is the next one, and when; it runs then, also when it was ended.
pub(super) async fn go_on(tx: &mut Transaction<'static, Any>, run: &Run) -> Result<(), AppError> {
    sqlx::query("UPDATE sequence_runs SET next_step = $2, next_at = $3, ended_at = NULL, ended_by = NULL WHERE id = $1")
        .bind(run.id.0.to_string())
        .bind(i64::try_from(run.next_step).unwrap_or_default())
        .bind(run.next_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Makes the next step one that waits for its time. What was written since the start overtakes it.
pub(super) async fn plan_next(tx: &mut Transaction<'static, Any>, run: &Run) -> Result<(), AppError> {
    sqlx::query(
        "INSERT INTO scheduled_messages (id, lead_id, person_id, sender, text, send_at, planned_at, run_id, merged_id) \
         VALUES ($1, $2, $3, $4, '', $5, $6, $7, (SELECT merged_id FROM sequence_runs WHERE id = $7))",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(run.lead.to_string())
    .bind(run.person.0.to_string())
    .bind(&run.sender)
    .bind(run.next_at)
    .bind(run.started_at)
    .bind(run.id.0.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves the next step, unless it is not the next one any more, or held.
pub(super) async fn postpone(tx: &mut Transaction<'static, Any>, run: RunId, next: ScheduledId, at: i64) -> Result<(), AppError> {
    let moved = sqlx::query("UPDATE scheduled_messages SET send_at = $2 WHERE id = $1 AND held IS NULL");
    if moved.bind(next.0.to_string()).bind(at).execute(&mut **tx).await?.rows_affected() == 1 {
        sqlx::query("UPDATE sequence_runs SET next_at = $2 WHERE id = $1").bind(run.0.to_string()).bind(at).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Ends one, with its next step; answers whether it ran. `by` is who ended it, if anybody did.
pub(super) async fn end(tx: &mut Transaction<'static, Any>, id: RunId, by: Option<PersonId>, now_ms: i64) -> Result<bool, AppError> {
    sqlx::query("DELETE FROM scheduled_messages WHERE run_id = $1").bind(id.0.to_string()).execute(&mut **tx).await?;
    let end = sqlx::query("UPDATE sequence_runs SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL");
    let end = end.bind(id.0.to_string()).bind(now_ms).bind(by.map(|person| person.0.to_string()));
    Ok(end.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Whether the lead, or somebody on a handset, wrote since this moment.
pub(super) async fn wrote_since(tx: &mut Transaction<'static, Any>, lead: LeadId, since: i64) -> Result<bool, AppError> {
    let wrote = sqlx::query("SELECT id FROM messages WHERE lead_id = $1 AND at >= $2 AND person_id IS NULL AND is_automatic = 0 LIMIT 1");
    Ok(wrote.bind(lead.to_string()).bind(since).fetch_optional(&mut **tx).await?.is_some())
}

/// Gives what ran for a merged lead to the one that stays. A lead has one that runs at most: end the second first.
pub(super) async fn move_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    let give = sqlx::query("UPDATE sequence_runs SET lead_id = $2 WHERE lead_id = $1");
    give.bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// The same, so that it can be given back.
pub(super) async fn lend_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    let lend = sqlx::query("UPDATE sequence_runs SET lead_id = $2, merged_id = COALESCE(merged_id, $1) WHERE lead_id = $1");
    lend.bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Gives it back.
pub(super) async fn give_back(tx: &mut Transaction<'static, Any>, merged: LeadId) -> Result<(), AppError> {
    let give_back = sqlx::query("UPDATE sequence_runs SET lead_id = $1, merged_id = NULL WHERE merged_id = $1");
    give_back.bind(merged.to_string()).execute(&mut **tx).await?;
    Ok(())
}

fn from_row(row: &AnyRow) -> Result<Run, AppError> {
    let uuid = |column: &str| -> Result<Uuid, AppError> {
        let text: String = row.try_get(column)?;
        Uuid::parse_str(&text).map_err(|error| unexpected(&error))
    };
    let (steps, ended_by): (String, Option<String>) = (row.try_get("steps")?, row.try_get("ended_by")?);
    Ok(Run {
        id: RunId(uuid("id")?),
        lead: LeadId(uuid("lead_id")?),
        person: PersonId(uuid("person_id")?),
        sender: row.try_get("sender")?,
        name: row.try_get("name")?,
        steps: serde_json::from_str(&steps).map_err(|error| unexpected(&error))?,
        zone: row.try_get("zone")?,
        started_at: row.try_get("started_at")?,
        was_done: row.try_get::<i64, _>("was_done")? != 0,
        next_step: usize::try_from(row.try_get::<i64, _>("next_step")?).unwrap_or_default(),
        next_at: row.try_get("next_at")?,
        ended_at: row.try_get("ended_at")?,
        was_ended: ended_by.is_some(),
    })
}
