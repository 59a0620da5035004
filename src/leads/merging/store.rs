//! The SQL of merged people.
use super::model::MergedPerson;
use crate::{
    db::{Db, placeholders},
    error::{AppError, unexpected},
    leads::{LeadId, store::StoredLead},
    phones::international,
    team::PersonId,
    whatsapp::Address,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

/// What is kept of a merge.
pub(super) struct Merge {
    pub(super) id: LeadId,
    pub(super) into: LeadId,
    pub(super) number: Option<String>,
    pub(super) lid: Option<String>,
    /// As it was.
    pub(super) lead: StoredLead,
    /// The other one as it was, and as it became.
    pub(super) before: StoredLead,
    pub(super) after: StoredLead,
}

pub(super) async fn insert(tx: &mut Transaction<'static, Any>, merge: &Merge, by: Option<PersonId>, now: i64) -> Result<(), AppError> {
    let json = |lead: &StoredLead| serde_json::to_string(lead).map_err(|error| unexpected(&error));
    sqlx::query(
        "INSERT INTO merged_leads (id, into_id, number, lid, at, person_id, lead, into_before, into_after) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(merge.id.to_string())
    .bind(merge.into.to_string())
    .bind(merge.number.as_deref())
    .bind(merge.lid.as_deref())
    .bind(now)
    .bind(by.map(|by| by.0.to_string()))
    .bind(json(&merge.lead)?)
    .bind(json(&merge.before)?)
    .bind(json(&merge.after)?)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn take(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<Merge, AppError> {
    let take = sqlx::query("DELETE FROM merged_leads WHERE id = $1 RETURNING id, into_id, number, lid, lead, into_before, into_after");
    let row = take.bind(id.to_string()).fetch_optional(&mut **tx).await?;
    let row = row.ok_or_else(|| AppError::NotFound("merged lead".into()))?;
    let stored = |column: &str| -> Result<StoredLead, AppError> {
        let text: String = row.try_get(column)?;
        serde_json::from_str(&text).map_err(|error| unexpected(&error))
    };
    Ok(Merge {
        id: lead_id(&row, "id")?,
        into: lead_id(&row, "into_id")?,
        number: row.try_get("number")?,
        lid: row.try_get("lid")?,
        lead: stored("lead")?,
        before: stored("into_before")?,
        after: stored("into_after")?,
    })
}

pub(super) async fn of_lead(db: &Db, lead: LeadId) -> Result<Vec<MergedPerson>, AppError> {
    let rows = sqlx::query("SELECT id, number, at, lead FROM merged_leads WHERE into_id = $1 ORDER BY at, id");
    let rows = rows.bind(lead.to_string()).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            let (number, lead): (Option<String>, String) = (row.try_get("number")?, row.try_get("lead")?);
            let lead: StoredLead = serde_json::from_str(&lead).map_err(|error| unexpected(&error))?;
            Ok(MergedPerson {
                id: lead_id(row, "id")?,
                name: lead.lead.name,
                number: number.as_deref().map(international),
                at: row.try_get("at")?,
            })
        })
        .collect()
}

/// The merged lead that an address belongs to, and the lead that it is part of. The LID decides; a number alone does when its LID does
/// not contradict.
pub(in crate::leads) async fn known_by(tx: &mut Transaction<'static, Any>, person: &Address) -> Result<Option<(LeadId, LeadId)>, AppError> {
    let rows = sqlx::query("SELECT id, into_id, number, lid FROM merged_leads WHERE number = $1 OR lid = $2");
    let rows = rows.bind(person.number.as_deref().unwrap_or("")).bind(person.lid.as_deref().unwrap_or("")).fetch_all(&mut **tx).await?;
    let mut by_number = None;
    for row in &rows {
        let found = (lead_id(row, "id")?, lead_id(row, "into_id")?);
        let lid: Option<String> = row.try_get("lid")?;
        if lid.is_some() && lid == person.lid {
            return Ok(Some(found));
        }
        if lid.is_none() || person.lid.is_none() {
            by_number = Some(found);
        }
    }
    Ok(by_number)
}

/// Of these numbers, those of merged leads and those that leads had before, each with the lead that it belongs to.
pub(in crate::leads) async fn by_numbers(tx: &mut Transaction<'static, Any>, numbers: &[&str]) -> Result<Vec<(String, LeadId)>, AppError> {
    let mut found = Vec::new();
    for chunk in numbers.chunks(100) {
        let places = placeholders(chunk.len());
        let sql = format!(
            "SELECT number, lead_id AS into_id FROM former_numbers WHERE number IN ({places}) \
             UNION ALL SELECT number, into_id FROM merged_leads WHERE number IN ({places})"
        );
        let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, number| query.bind(*number));
        for row in query.fetch_all(&mut **tx).await? {
            found.push((row.try_get("number")?, lead_id(&row, "into_id")?));
        }
    }
    Ok(found)
}

/// What an address says about a merged lead that was not known of it, unless somebody else has it.
pub(in crate::leads) async fn meet(tx: &mut Transaction<'static, Any>, id: LeadId, person: &Address) -> Result<(), AppError> {
    for (column, value) in [("number", &person.number), ("lid", &person.lid)] {
        let Some(value) = value else { continue };
        let sql = format!(
            "UPDATE merged_leads SET {column} = $2 WHERE id = $1 AND {column} IS NULL AND NOT EXISTS (SELECT 1 FROM leads WHERE {column} = $2) \
             AND NOT EXISTS (SELECT 1 FROM merged_leads other WHERE other.{column} = $2)"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).bind(value).execute(&mut **tx).await?;
    }
    Ok(())
}

/// How WhatsApp addresses a merged lead; nothing when it was taken apart, or is not addressed so any more.
pub(in crate::leads) async fn address(db: &Db, id: LeadId) -> Result<Option<Address>, AppError> {
    let row = sqlx::query("SELECT number, lid FROM merged_leads WHERE id = $1 AND is_former = 0")
        .bind(id.to_string())
        .fetch_optional(db.read())
        .await?;
    row.map(|row| Ok(Address { number: row.try_get("number")?, lid: row.try_get("lid")? })).transpose()
}

/// How WhatsApp addresses those that became part of a lead.
pub(in crate::leads) async fn addresses(db: &Db, into: LeadId) -> Result<Vec<Address>, AppError> {
    let rows = sqlx::query("SELECT number, lid FROM merged_leads WHERE into_id = $1").bind(into.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(|row| Ok(Address { number: row.try_get("number")?, lid: row.try_get("lid")? })).collect()
}

/// The lead that a merged lead of this address is part of.
pub(in crate::leads) async fn of_address(db: &Db, person: &Address) -> Result<Option<LeadId>, AppError> {
    let row = sqlx::query("SELECT into_id FROM merged_leads WHERE number = $1 OR lid = $2 LIMIT 1");
    let row = row.bind(person.number.as_deref().unwrap_or("")).bind(person.lid.as_deref().unwrap_or("")).fetch_optional(db.read()).await?;
    row.map(|row| lead_id(&row, "into_id")).transpose()
}

/// Where a lead is that became part of another.
pub(in crate::leads) async fn follow(db: &Db, id: LeadId) -> Result<Option<LeadId>, AppError> {
    let row = sqlx::query("SELECT into_id FROM merged_leads WHERE id = $1").bind(id.to_string()).fetch_optional(db.read()).await?;
    row.map(|row| lead_id(&row, "into_id")).transpose()
}

/// What was part of a lead that becomes part of another is part of that one.
pub(in crate::leads) async fn hand_on(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    for sql in [
        "UPDATE merged_leads SET into_id = $2 WHERE into_id = $1",
        "UPDATE former_numbers SET lead_id = $2, merged_id = COALESCE(merged_id, $1) WHERE lead_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM former_numbers other WHERE other.lead_id = $2 AND other.number = former_numbers.number)",
    ] {
        sqlx::query(sql).bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Gives the history and notes of one to the other, so that they can be given back.
pub(super) async fn lend(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    for sql in [
        "UPDATE lead_changes SET lead_id = $2, merged_id = COALESCE(merged_id, $1) WHERE lead_id = $1",
        "UPDATE lead_notes SET lead_id = $2, merged_id = COALESCE(merged_id, $1) WHERE lead_id = $1",
    ] {
        sqlx::query(sql).bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Gives them back.
pub(super) async fn give_back(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    for sql in [
        "UPDATE lead_changes SET lead_id = $1, merged_id = NULL WHERE merged_id = $1",
        "UPDATE lead_notes SET lead_id = $1, merged_id = NULL WHERE merged_id = $1",
        "UPDATE former_numbers SET lead_id = $1, merged_id = NULL WHERE merged_id = $1",
    ] {
        sqlx::query(sql).bind(id.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Keeps a number that a lead does not have any more.
pub(in crate::leads) async fn remember(tx: &mut Transaction<'static, Any>, lead: LeadId, number: &str, now: i64) -> Result<(), AppError> {
    let remember = sqlx::query("INSERT INTO former_numbers (number, lead_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
    remember.bind(number).bind(lead.to_string()).bind(now).execute(&mut **tx).await?;
    Ok(())
}

/// From now on nothing is sent to the addresses of a merged lead.
///
/// # Errors
/// When the database cannot be written.
pub async fn retire(tx: &mut Transaction<'static, Any>, merged: LeadId) -> Result<(), AppError> {
    let retire = sqlx::query("UPDATE merged_leads SET is_former = 1 WHERE id = $1").bind(merged.to_string());
    retire.execute(&mut **tx).await?;
    Ok(())
}

fn lead_id(row: &AnyRow, column: &str) -> Result<LeadId, AppError> {
    let text: String = row.try_get(column)?;
    Uuid::parse_str(&text).map(LeadId).map_err(|error| unexpected(&error))
}
