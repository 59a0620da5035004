//! The SQL of deleted leads.
use super::model::DeletedLead;
use crate::{
    db::{Db, placeholders, write_rows},
    error::{AppError, unexpected},
    leads::{
        LeadId,
        store::{Cursor, StoredLead},
    },
    phones::international,
    team::PersonId,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

/// Leads of one statement.
const CHUNK: usize = 100;

/// Keeps what these leads are, with the words that each is found by.
pub(super) async fn keep(
    tx: &mut Transaction<'static, Any>,
    leads: &[(StoredLead, String)],
    by: PersonId,
    now: i64,
) -> Result<(), AppError> {
    let rows = leads
        .iter()
        .map(|(lead, sought)| Ok((lead, sought, serde_json::to_string(lead).map_err(|error| unexpected(&error))?)))
        .collect::<Result<Vec<_>, AppError>>()?;
    let head = "INSERT INTO deleted_leads (id, number, lid, sought, at, person_id, lead)";
    write_rows(tx, (head, 7, ""), &rows, |statement, (stored, sought, json)| {
        statement
            .bind(stored.lead.id.to_string())
            .bind(stored.number.clone())
            .bind(stored.lid.clone())
            .bind((*sought).clone())
            .bind(now)
            .bind(by.0.to_string())
            .bind(json.clone())
    })
    .await?;
    Ok(())
}

/// Leaves nothing of these leads but the place that messages, notes and history hang on: below every list, of no stage and nobody's.
pub(super) async fn empty(tx: &mut Transaction<'static, Any>, leads: &[LeadId], now: i64) -> Result<(), AppError> {
    for chunk in leads.chunks(CHUNK) {
        let (places, now) = (placeholders(chunk.len()), now);
        let husk = format!(
            "UPDATE leads SET name = '', called = '', number = NULL, lid = NULL, last_message = '', last_message_is_ours = 0, \
             last_message_at = -1, unread = 0, owner_id = NULL, waiting_since = NULL, due_at = NULL, due_note = '', planned_at = NULL, \
             done_at = {now}, stage_id = NULL, staged_at = NULL, lost_reason = '', source = '', worth = NULL, tags = '' WHERE id IN ({places})"
        );
        for sql in [husk, format!("DELETE FROM lead_tags WHERE lead_id IN ({places})")] {
            let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.to_string()));
            query.execute(&mut **tx).await?;
        }
    }
    Ok(())
}

/// Takes these out of the deleted ones, as they were; those that cannot be had back are not among them.
pub(super) async fn take(tx: &mut Transaction<'static, Any>, leads: &[LeadId]) -> Result<Vec<StoredLead>, AppError> {
    let mut taken = Vec::new();
    for chunk in leads.chunks(CHUNK) {
        let sql = format!("DELETE FROM deleted_leads WHERE is_gone = 0 AND id IN ({}) RETURNING lead", placeholders(chunk.len()));
        let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.to_string()));
        for row in query.fetch_all(&mut **tx).await? {
            let json: String = row.try_get("lead")?;
            taken.push(serde_json::from_str(&json).map_err(|error| unexpected(&error))?);
        }
    }
    Ok(taken)
}

/// What a deleted lead was.
pub(super) async fn stored(tx: &mut Transaction<'static, Any>, lead: LeadId) -> Result<StoredLead, AppError> {
    let json: String =
        sqlx::query_scalar("SELECT lead FROM deleted_leads WHERE id = $1").bind(lead.to_string()).fetch_one(&mut **tx).await?;
    serde_json::from_str(&json).map_err(|error| unexpected(&error))
}

/// It was something else.
pub(super) async fn rewrite(tx: &mut Transaction<'static, Any>, stored: &StoredLead, sought: &str) -> Result<(), AppError> {
    let json = serde_json::to_string(stored).map_err(|error| unexpected(&error))?;
    let rewrite = sqlx::query("UPDATE deleted_leads SET number = $2, lid = $3, sought = $4, lead = $5 WHERE id = $1");
    let rewrite = rewrite.bind(stored.lead.id.to_string()).bind(stored.number.as_deref()).bind(stored.lid.as_deref());
    rewrite.bind(sought).bind(json).execute(&mut **tx).await?;
    Ok(())
}

/// Deleted leads that have one of these numbers or this LID: which, and its LID.
pub(super) async fn by_address(
    tx: &mut Transaction<'static, Any>,
    numbers: &[String],
    lid: Option<&str>,
) -> Result<Vec<(LeadId, Option<String>)>, AppError> {
    let mut found = Vec::new();
    for number in numbers {
        let query = sqlx::query("SELECT id, lid FROM deleted_leads WHERE number = $1 AND is_gone = 0").bind(number);
        found.extend(query.fetch_all(&mut **tx).await?);
    }
    if let Some(lid) = lid {
        let query = sqlx::query("SELECT id, lid FROM deleted_leads WHERE lid = $1 AND is_gone = 0").bind(lid);
        found.extend(query.fetch_all(&mut **tx).await?);
    }
    found.iter().map(|row| Ok((id(row)?, row.try_get("lid")?))).collect()
}

/// The deleted leads that have one of these numbers.
pub(super) async fn by_numbers(tx: &mut Transaction<'static, Any>, numbers: &[&str]) -> Result<Vec<LeadId>, AppError> {
    let mut found = Vec::new();
    for chunk in numbers.chunks(CHUNK) {
        let sql = format!("SELECT id FROM deleted_leads WHERE is_gone = 0 AND number IN ({})", placeholders(chunk.len()));
        let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, number| query.bind(*number));
        for row in query.fetch_all(&mut **tx).await? {
            found.push(id(&row)?);
        }
    }
    Ok(found)
}

/// When a lead was deleted, if it is.
pub(super) async fn at(tx: &mut Transaction<'static, Any>, lead: LeadId) -> Result<Option<i64>, AppError> {
    let at = sqlx::query_scalar("SELECT at FROM deleted_leads WHERE id = $1 AND is_gone = 0");
    Ok(at.bind(lead.to_string()).fetch_optional(&mut **tx).await?)
}

/// One page of those that can be had back, those deleted last first; with words, of which each must be in the names or the number.
pub(super) async fn page(db: &Db, words: &[String], after: Option<&Cursor>, limit: i64) -> Result<Vec<DeletedLead>, AppError> {
    let (at, id_before) = after.map_or((i64::MAX, ""), |cursor| (cursor.at, cursor.id.as_str()));
    let fits: String = (4..words.len() + 4).map(|place| format!(" AND sought LIKE ${place}")).collect();
    let sql = format!(
        "SELECT d.id, d.number, d.at, d.lead, p.name AS person FROM deleted_leads d JOIN people p ON p.id = d.person_id \
         WHERE is_gone = 0 AND (d.at, d.id) < ($1, $2){fits} ORDER BY d.at DESC, d.id DESC LIMIT $3"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(at).bind(id_before).bind(limit);
    let query = words.iter().fold(query, |query, word| query.bind(format!("%{word}%")));
    query.fetch_all(db.read()).await?.iter().map(from_row).collect()
}

fn from_row(row: &AnyRow) -> Result<DeletedLead, AppError> {
    let (number, lead): (Option<String>, String) = (row.try_get("number")?, row.try_get("lead")?);
    let lead: StoredLead = serde_json::from_str(&lead).map_err(|error| unexpected(&error))?;
    Ok(DeletedLead {
        id: id(row)?,
        name: lead.lead.name,
        number: number.as_deref().map(international),
        at: row.try_get("at")?,
        by: row.try_get("person")?,
    })
}

/// From now on these cannot be had back, and nobody is met as one of them. Answers which they are.
pub(super) async fn give_up(tx: &mut Transaction<'static, Any>, leads: &[LeadId]) -> Result<Vec<LeadId>, AppError> {
    let mut given_up = Vec::new();
    for chunk in leads.chunks(CHUNK) {
        let places = placeholders(chunk.len());
        // Nobody is met as one of them by an address that they or theirs had.
        for sql in ["UPDATE merged_leads SET number = NULL, lid = NULL WHERE into_id IN", "DELETE FROM former_numbers WHERE lead_id IN"] {
            let sql = format!("{sql} (SELECT id FROM deleted_leads WHERE id IN ({places}))");
            let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.to_string()));
            query.execute(&mut **tx).await?;
        }
        let sql = format!(
            "UPDATE deleted_leads SET is_gone = 1, number = NULL, lid = NULL, sought = '', lead = '' \
             WHERE is_gone = 0 AND id IN ({places}) RETURNING id"
        );
        let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.to_string()));
        for row in query.fetch_all(&mut **tx).await? {
            given_up.push(id(&row)?);
        }
    }
    Ok(given_up)
}

/// Some of those that were deleted before this moment.
pub(super) async fn before(db: &Db, at: i64, limit: i64) -> Result<Vec<LeadId>, AppError> {
    let query = sqlx::query("SELECT id FROM deleted_leads WHERE is_gone = 0 AND at < $1 ORDER BY at, id LIMIT $2");
    query.bind(at).bind(limit).fetch_all(db.read()).await?.iter().map(id).collect()
}

/// One of those that cannot be had back.
pub(super) async fn next_gone(db: &Db) -> Result<Option<LeadId>, AppError> {
    let row = sqlx::query("SELECT id FROM deleted_leads WHERE is_gone = 1 LIMIT 1").fetch_optional(db.read()).await?;
    row.as_ref().map(id).transpose()
}

fn id(row: &AnyRow) -> Result<LeadId, AppError> {
    let text: String = row.try_get("id")?;
    Uuid::parse_str(&text).map(LeadId).map_err(|error| unexpected(&error))
}
