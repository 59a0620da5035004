//! The SQL of messages that wait for their time.
use super::model::{Scheduled, ScheduledId};
use crate::{
    conversations::sequences::RunId,
    db::Db,
    error::{AppError, unexpected},
    leads::LeadId,
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const COLUMNS: &str = "id, lead_id, person_id, sender, text, send_at, planned_at, held, run_id";

/// One with who wrote it.
#[derive(Clone, Debug)]
pub(in crate::conversations) struct Stored {
    pub(in crate::conversations) scheduled: Scheduled,
    pub(in crate::conversations) person: PersonId,
    /// Unix milliseconds.
    pub(in crate::conversations) planned_at: i64,
    /// The sequence that it is the next step of; its text is that of the step then.
    pub(in crate::conversations) run: Option<RunId>,
}

/// What waits for one lead, the earliest first; without the step of a sequence.
pub(in crate::conversations) async fn of_lead(db: &Db, lead: LeadId) -> Result<Vec<Scheduled>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM scheduled_messages WHERE lead_id = $1 AND run_id IS NULL ORDER BY send_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lead.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.scheduled)).collect()
}

/// Those whose time has come and that nothing holds, the earliest first; to a deleted lead nothing goes.
pub(in crate::conversations) async fn due(db: &Db, now_ms: i64, limit: i64) -> Result<Vec<Stored>, AppError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM scheduled_messages WHERE held IS NULL AND send_at <= $1 \
         AND NOT EXISTS (SELECT 1 FROM deleted_leads d WHERE d.id = lead_id) ORDER BY send_at, id LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now_ms).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

/// When the next one after this moment is to be sent.
pub(in crate::conversations) async fn next_after(db: &Db, now_ms: i64) -> Result<Option<i64>, AppError> {
    let next = sqlx::query_scalar("SELECT send_at FROM scheduled_messages WHERE held IS NULL AND send_at > $1 ORDER BY send_at LIMIT 1");
    Ok(next.bind(now_ms).fetch_optional(db.read()).await?)
}

pub(in crate::conversations) async fn one_in(tx: &mut Transaction<'static, Any>, id: ScheduledId) -> Result<Option<Stored>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM scheduled_messages WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// How many wait for one lead, without the step of a sequence.
pub(in crate::conversations) async fn count(tx: &mut Transaction<'static, Any>, lead: LeadId) -> Result<i64, AppError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM scheduled_messages WHERE lead_id = $1 AND run_id IS NULL");
    Ok(count.bind(lead.to_string()).fetch_one(&mut **tx).await?)
}

/// Writes it as it is now. What held it holds it no longer.
pub(in crate::conversations) async fn put(tx: &mut Transaction<'static, Any>, stored: &Stored, now_ms: i64) -> Result<(), AppError> {
    let Stored { scheduled, person, .. } = stored;
    sqlx::query(
        "INSERT INTO scheduled_messages (id, lead_id, person_id, sender, text, send_at, planned_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET person_id = $3, sender = $4, text = $5, send_at = $6, planned_at = $7, held = NULL",
    )
    .bind(scheduled.id.0.to_string())
    .bind(scheduled.lead_id.to_string())
    .bind(person.0.to_string())
    .bind(&scheduled.sender)
    .bind(&scheduled.text)
    .bind(scheduled.send_at)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes one away; answers whether it was there.
pub(in crate::conversations) async fn take(tx: &mut Transaction<'static, Any>, id: ScheduledId) -> Result<bool, AppError> {
    let done = sqlx::query("DELETE FROM scheduled_messages WHERE id = $1").bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Takes one away whose time has come and that nothing holds; answers whether it still was so.
pub(in crate::conversations) async fn claim(tx: &mut Transaction<'static, Any>, id: ScheduledId, now_ms: i64) -> Result<bool, AppError> {
    let claim = sqlx::query("DELETE FROM scheduled_messages WHERE id = $1 AND held IS NULL AND send_at <= $2");
    Ok(claim.bind(id.0.to_string()).bind(now_ms).execute(&mut **tx).await?.rows_affected() == 1)
}

/// Holds one; answers whether nothing held it before.
pub(in crate::conversations) async fn hold(tx: &mut Transaction<'static, Any>, id: ScheduledId, why: &str) -> Result<bool, AppError> {
    let hold = sqlx::query("UPDATE scheduled_messages SET held = $2 WHERE id = $1 AND held IS NULL");
    Ok(hold.bind(id.0.to_string()).bind(why).execute(&mut **tx).await?.rows_affected() == 1)
}

/// Holds all of a lead that were planned before this moment; answers the sequence of each that nothing held before, or that is a step.
pub(in crate::conversations) async fn hold_all(
    tx: &mut Transaction<'static, Any>,
    lead: LeadId,
    planned_before: i64,
    why: &str,
) -> Result<Vec<Option<RunId>>, AppError> {
    let hold = sqlx::query(
        "UPDATE scheduled_messages SET held = $3 WHERE lead_id = $1 AND planned_at <= $2 AND (held IS NULL OR run_id IS NOT NULL) \
         RETURNING run_id",
    );
    let rows = hold.bind(lead.to_string()).bind(planned_before).bind(why).fetch_all(&mut **tx).await?;
    rows.iter().map(run_of).collect()
}

/// Gives what waits for a merged lead to the one that stays.
pub(in crate::conversations) async fn move_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    let give = sqlx::query("UPDATE scheduled_messages SET lead_id = $2 WHERE lead_id = $1");
    give.bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Gives what waits for a lead to the one that it becomes part of, so that it can be given back.
pub(in crate::conversations) async fn lend_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    let lend = sqlx::query("UPDATE scheduled_messages SET lead_id = $2, merged_id = COALESCE(merged_id, $1) WHERE lead_id = $1");
    lend.bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Gives it back.
pub(in crate::conversations) async fn give_back(tx: &mut Transaction<'static, Any>, merged: LeadId) -> Result<(), AppError> {
    let give_back = sqlx::query("UPDATE scheduled_messages SET lead_id = $1, merged_id = NULL WHERE merged_id = $1");
    give_back.bind(merged.to_string()).execute(&mut **tx).await?;
    Ok(())
}

fn from_row(row: &AnyRow) -> Result<Stored, AppError> {
    let uuid = |column: &str| -> Result<Uuid, AppError> {
        let text: String = row.try_get(column)?;
        Uuid::parse_str(&text).map_err(|error| unexpected(&error))
    };
    Ok(Stored {
        scheduled: Scheduled {
            id: ScheduledId(uuid("id")?),
            lead_id: LeadId(uuid("lead_id")?),
            text: row.try_get("text")?,
            sender: row.try_get("sender")?,
            send_at: row.try_get("send_at")?,
            held: row.try_get("held")?,
        },
        person: PersonId(uuid("person_id")?),
        planned_at: row.try_get("planned_at")?,
        run: run_of(row)?,
    })
}

fn run_of(row: &AnyRow) -> Result<Option<RunId>, AppError> {
    let run: Option<String> = row.try_get("run_id")?;
    run.map(|run| Uuid::parse_str(&run).map(RunId).map_err(|error| unexpected(&error))).transpose()
}
