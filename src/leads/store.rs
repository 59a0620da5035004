//! The SQL of leads.
use super::{
    filter::{LeadFilter, LeadState, Whose},
    model::{Lead, LeadChange, LeadEvent, LeadId, Need, Reach},
    stages::StageId,
    tags,
};
use crate::{
    db::{Db, Dialect, placeholders, write_rows},
    error::{AppError, unexpected},
    phones::international,
    team::PersonId,
};
use serde::{Deserialize, Serialize};
use sqlx::{Any, Executor, Row, Transaction, any::AnyRow};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) const COLUMNS: &str = "id, name, number, lid, last_message, last_message_is_ours, last_message_at, unread, owner_id, \
     waiting_since, due_at, due_note, planned_at, done_at, stage_id, staged_at, lost_reason, called, source, worth, tags, goes_on, \
     CASE WHEN last_message_is_ours = 1 THEN (SELECT m.status FROM messages m WHERE m.lead_id = leads.id AND m.at = leads.last_message_at \
     AND m.ours = 1 AND m.is_automatic = 0 ORDER BY m.id DESC LIMIT 1) END AS reach";

/// Where the list goes on: below this activity and id.
pub(super) struct Cursor {
    pub(super) at: i64,
    pub(super) id: String,
}

/// A lead with how WhatsApp addresses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredLead {
    pub(super) lead: Lead,
    pub(super) number: Option<String>,
    pub(super) lid: Option<String>,
    /// When the follow-up was planned, Unix milliseconds.
    pub(super) planned_at: Option<i64>,
    /// Since when nothing is left to do.
    pub(super) done_at: Option<i64>,
    /// When somebody chose the stage; nobody did when absent.
    pub(super) staged_at: Option<i64>,
    /// What the team calls the person; may be empty.
    pub(super) called: String,
}

/// The moment for which needs are asked, Unix milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: i64,
    /// What is due before this is due today.
    pub(super) day_ends: i64,
    /// Whoever we wrote to before this, and who was not heard of since, has gone silent.
    pub(super) silent_before: i64,
}

/// Leads with this need, the most urgent first; with `owner`, only theirs and nobody's.
pub(super) async fn in_need(db: &Db, need: Need, owner: Option<PersonId>, at: Moment, limit: i64) -> Result<Vec<Lead>, AppError> {
    let (condition, order) = condition_of(need);
    // The tick is looked up for those that are shown only, not for all that are sorted.
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT * FROM leads WHERE done_at IS NULL AND {condition} \
         AND ($4 = '' OR owner_id IS NULL OR owner_id = $4) AND $1 >= 0 AND $2 >= 0 AND $3 <= $1 ORDER BY {order} LIMIT $5) leads \
         ORDER BY {order}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(at.now)
        .bind(at.day_ends)
        .bind(at.silent_before)
        .bind(owner.map(|owner| owner.0.to_string()).unwrap_or_default())
        .bind(limit)
        .fetch_all(db.read())
        .await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect()
}

/// How many leads have this need; no more than `most` are counted.
pub(super) async fn count_in_need(db: &Db, need: Need, owner: Option<PersonId>, at: Moment, most: i64) -> Result<i64, AppError> {
    let (condition, _) = condition_of(need);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM leads WHERE done_at IS NULL AND {condition} AND ($4 = '' OR owner_id IS NULL OR owner_id = $4) \
         AND $1 >= 0 AND $2 >= 0 AND $3 <= $1 LIMIT $5) counted"
    );
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(at.now).bind(at.day_ends).bind(at.silent_before);
    Ok(count.bind(owner.map(|owner| owner.0.to_string()).unwrap_or_default()).bind(most).fetch_one(db.read()).await?)
}

/// What leads with a need have in common, and which of them is the most urgent.
fn condition_of(need: Need) -> (&'static str, &'static str) {
    // Each is the twin of an arm of `Lead::need`. Every statement takes the same values, in the same order, so that both
    // databases know their types.
    match need {
        Need::Answer => ("waiting_since IS NOT NULL AND (due_at IS NULL OR due_at <= $1)", "waiting_since, id"),
        // Not also `due_at IS NOT NULL`: Postgres would count those without a date twice, expect next to nobody, and read all that is planned.
        Need::FollowUp => ("due_at < $2 AND (waiting_since IS NULL OR due_at > $1)", "due_at, id"),
        Need::Silent => (
            "waiting_since IS NULL AND due_at IS NULL AND goes_on = 0 AND last_message_is_ours = 1 AND last_message_at <= $3",
            "last_message_at DESC, id DESC",
        ),
        Need::NextStep => (
            "waiting_since IS NULL AND due_at IS NULL AND goes_on = 0 AND (last_message_is_ours = 0 OR last_message_at > $3)",
            "last_message_at DESC, id DESC",
        ),
    }
}

/// Writes down what happened to a lead.
pub(super) async fn record(tx: &mut Transaction<'static, Any>, lead: LeadId, change: &LeadChange) -> Result<(), AppError> {
    let record = sqlx::query("INSERT INTO lead_changes (id, lead_id, at, person_id, what) VALUES ($1, $2, $3, $4, $5)");
    let what = serde_json::to_string(&change.what).map_err(|error| unexpected(&error))?;
    record
        .bind(Uuid::now_v7().to_string())
        .bind(lead.to_string())
        .bind(change.at)
        .bind(change.by.map(|person| person.0.to_string()))
        .bind(what)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What happened to a lead, the newest first.
pub(super) async fn changes(db: &Db, lead: LeadId, limit: i64) -> Result<Vec<LeadChange>, AppError> {
    let rows = sqlx::query("SELECT at, person_id, what FROM lead_changes WHERE lead_id = $1 ORDER BY at DESC, id DESC LIMIT $2")
        .bind(lead.to_string())
        .bind(limit)
        .fetch_all(db.read())
        .await?;
    rows.iter()
        .map(|row| {
            let what: String = row.try_get("what")?;
            let what: LeadEvent = serde_json::from_str(&what).map_err(|error| unexpected(&error))?;
            Ok(LeadChange { at: row.try_get("at")?, by: person(row, "person_id")?, what })
        })
        .collect()
}

/// Gives the history of a merged lead to the one that stays.
pub(super) async fn move_changes(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    let change = sqlx::query("UPDATE lead_changes SET lead_id = $2 WHERE lead_id = $1");
    change.bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// One page of the leads that fit, the most recently active first. "Mine" must have become somebody's.
pub(super) async fn page(db: &Db, filter: &LeadFilter, after: Option<&Cursor>, limit: i64) -> Result<Vec<Lead>, AppError> {
    let (at, id) = after.map_or((i64::MAX, ""), |cursor| (cursor.at, cursor.id.as_str()));
    let since = filter.state.is_of_messages().then_some(filter.since.max(0));
    // Before them stand the cursor, the limit and the moment.
    let before = if since.is_some() { 4 } else { 3 };
    let mut values = Vec::new();
    let mut next = |value: String| {
        values.push(value);
        format!("${}", values.len() + before)
    };
    // A tag keeps the activity of its leads, so that whichever is read is read in the order of an index.
    let (from, activity) = match filter.tag.as_str() {
        "" => ("leads".to_owned(), "last_message_at, id"),
        tag => (
            format!(
                "(SELECT lead_id, last_message_at AS tagged_at FROM lead_tags WHERE tag = {}) tagged JOIN leads ON id = lead_id",
                next(tag.to_owned())
            ),
            "tagged_at, lead_id",
        ),
    };
    let mut wanted = Vec::new();
    match filter.owner {
        Whose::Of(owner) => wanted.push(format!("owner_id = {}", next(owner.0.to_string()))),
        Whose::Nobodys => wanted.push("owner_id IS NULL".to_owned()),
        Whose::Anybodys | Whose::Mine => {}
    }
    // What is the same for all stands first in the order: that is the order of the index, which Postgres does not see for a null.
    let mut order = String::new();
    if filter.tag.is_empty() && filter.owner == Whose::Nobodys {
        order += "owner_id, ";
    }
    if let Some(stage) = filter.stage {
        wanted.push(format!("stage_id = {}", next(stage.0.to_string())));
        if !order.is_empty() {
            order += "stage_id, ";
        }
    }
    // The offset keeps Postgres from joining: it would expect few to fit, and look at all since then for the first page.
    let has = |messages: &str| {
        format!("EXISTS (SELECT 1 FROM messages m WHERE m.lead_id = leads.id AND m.at >= $4 AND {messages} LIMIT 1 OFFSET 0)")
    };
    wanted.extend(match filter.state {
        LeadState::Any => None,
        LeadState::Open => Some("done_at IS NULL".to_owned()),
        LeadState::Waiting => Some("done_at IS NULL AND waiting_since IS NOT NULL".to_owned()),
        LeadState::Planned => Some("done_at IS NULL AND due_at IS NOT NULL".to_owned()),
        LeadState::Done => Some("done_at IS NOT NULL".to_owned()),
        LeadState::Wrote => Some(has("m.ours = 0")),
        LeadState::Sent => Some(has("m.ours = 1 AND m.status IN ('sent', 'delivered', 'read')")),
    });
    // Below 0 stands what is left of deleted leads. Who has no message since a moment is left out here, before any message is looked at.
    let earliest = if since.is_some() { "$4" } else { "0" };
    wanted.push(format!("{} >= {earliest}", activity.split(',').next().unwrap_or(activity)));
    wanted.push(format!("({activity}) < ($1, $2)"));
    let newest = activity.replace(',', " DESC,");
    let sql = format!("SELECT {COLUMNS} FROM {from} WHERE {} ORDER BY {order}{newest} DESC LIMIT $3", wanted.join(" AND "));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(at).bind(id).bind(limit);
    if let Some(since) = since {
        query = query.bind(since);
    }
    let rows = values.into_iter().fold(query, sqlx::query::Query::bind).fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect()
}

/// What a row must be that is a lead, and not what is left of a deleted one.
pub(super) const IS_HERE: &str = "last_message_at >= 0";

pub(super) async fn one(db: &Db, id: LeadId) -> Result<StoredLead, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE id = $1 AND {IS_HERE}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(db.read()).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("lead".into()))?)
}

/// Makes whoever changes leads wait for each other until the transaction ends: they are read, then written whole. SQLite
/// has one writer anyway; on Postgres this is the lock that nobody else uses.
pub(super) async fn lock(db_kind: Dialect, tx: &mut Transaction<'static, Any>) -> Result<(), AppError> {
    if db_kind == Dialect::Postgres {
        sqlx::query("SELECT pg_advisory_xact_lock(76273)").execute(&mut **tx).await?;
    }
    Ok(())
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<StoredLead, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE id = $1 AND {IS_HERE}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    from_row(&row.ok_or_else(|| AppError::NotFound("lead".into()))?)
}

/// Those of these leads that are here.
pub(super) async fn all_in(tx: &mut Transaction<'static, Any>, ids: &[LeadId]) -> Result<Vec<StoredLead>, AppError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(100) {
        found.extend(part_of(&mut **tx, chunk).await?);
    }
    Ok(found)
}

/// Those of these leads that are here, in this order, as they are shown.
pub(super) async fn all_of(db: &Db, ids: &[LeadId]) -> Result<Vec<Lead>, AppError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(100) {
        found.extend(part_of(db.read(), chunk).await?.into_iter().map(|stored| (stored.lead.id, stored.lead)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

async fn part_of<'e>(executor: impl Executor<'e, Database = Any>, ids: &[LeadId]) -> Result<Vec<StoredLead>, AppError> {
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE id IN ({}) AND {IS_HERE}", placeholders(ids.len()));
    let query = ids.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
    query.fetch_all(executor).await?.iter().map(from_row).collect()
}

/// When a lead was stored first, Unix milliseconds.
pub(super) async fn created_at(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<i64, AppError> {
    Ok(sqlx::query_scalar("SELECT created_at FROM leads WHERE id = $1").bind(id.to_string()).fetch_one(&mut **tx).await?)
}

/// The lead that has this number or this LID.
pub(super) async fn known_by(db: &Db, number: Option<&str>, lid: Option<&str>) -> Result<Option<LeadId>, AppError> {
    let found = sqlx::query_scalar::<_, String>("SELECT id FROM leads WHERE number = $1 OR lid = $2 ORDER BY created_at, id LIMIT 1");
    let id = found.bind(number.unwrap_or("")).bind(lid.unwrap_or("")).fetch_optional(db.read()).await?;
    id.map(|id| Uuid::parse_str(&id).map(LeadId).map_err(|error| unexpected(&error))).transpose()
}

/// The leads that have this number or this LID: none, one, or two that are one person.
pub(super) async fn by_address(
    tx: &mut Transaction<'static, Any>,
    number: Option<&str>,
    lid: Option<&str>,
) -> Result<Vec<StoredLead>, AppError> {
    // An empty text stands for an unknown address: no lead has it, and every parameter keeps its type.
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE number = $1 OR lid = $2 ORDER BY created_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(number.unwrap_or("")).bind(lid.unwrap_or("")).fetch_all(&mut **tx).await?;
    rows.iter().map(from_row).collect()
}

pub(super) async fn save(tx: &mut Transaction<'static, Any>, stored: &StoredLead, now_ms: i64) -> Result<(), AppError> {
    let lead = &stored.lead;
    sqlx::query(
        "INSERT INTO leads (id, name, number, lid, last_message, last_message_is_ours, last_message_at, unread, created_at, owner_id, \
         waiting_since, due_at, due_note, planned_at, done_at, stage_id, staged_at, lost_reason, called, source, worth, tags) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) \
         ON CONFLICT (id) DO UPDATE SET name = $2, number = $3, lid = $4, last_message = $5, last_message_is_ours = $6, \
         last_message_at = $7, unread = $8, owner_id = $10, waiting_since = $11, due_at = $12, due_note = $13, planned_at = $14, \
         done_at = $15, stage_id = $16, staged_at = $17, lost_reason = $18, called = $19, source = $20, worth = $21, tags = $22",
    )
    .bind(lead.id.to_string())
    .bind(&lead.own_name)
    .bind(stored.number.as_deref())
    .bind(stored.lid.as_deref())
    .bind(&lead.last_message)
    .bind(i64::from(lead.last_message_is_ours))
    .bind(lead.last_message_at)
    .bind(i64::from(lead.unread))
    .bind(now_ms)
    .bind(lead.owner.map(|owner| owner.0.to_string()))
    .bind(lead.waiting_since)
    .bind(lead.due_at)
    .bind(&lead.due_note)
    .bind(stored.planned_at)
    .bind(stored.done_at)
    .bind(lead.stage.0.to_string())
    .bind(stored.staged_at)
    .bind(&lead.lost_reason)
    .bind(&stored.called)
    .bind(&lead.source)
    .bind(lead.worth)
    .bind(lead.tags.join("\n"))
    .execute(&mut **tx)
    .await?;
    tags::keep_activity(tx, lead).await
}

/// Writes what a message changes of a lead that is there. SQLite writes every index of a column that is named, changed or not.
pub(super) async fn save_touched(tx: &mut Transaction<'static, Any>, stored: &StoredLead) -> Result<(), AppError> {
    let lead = &stored.lead;
    sqlx::query(
        "UPDATE leads SET last_message = $2, last_message_is_ours = $3, last_message_at = $4, unread = $5, owner_id = $6, \
         waiting_since = $7, due_at = $8, due_note = $9, planned_at = $10, done_at = $11 WHERE id = $1",
    )
    .bind(lead.id.to_string())
    .bind(&lead.last_message)
    .bind(i64::from(lead.last_message_is_ours))
    .bind(lead.last_message_at)
    .bind(i64::from(lead.unread))
    .bind(lead.owner.map(|owner| owner.0.to_string()))
    .bind(lead.waiting_since)
    .bind(lead.due_at)
    .bind(&lead.due_note)
    .bind(stored.planned_at)
    .bind(stored.done_at)
    .execute(&mut **tx)
    .await?;
    tags::keep_activity(tx, lead).await
}

/// Writes many leads at once, none of them twice.
pub(super) async fn save_all(tx: &mut Transaction<'static, Any>, leads: &[&StoredLead], now_ms: i64) -> Result<(), AppError> {
    let head = "INSERT INTO leads (id, name, number, lid, last_message, last_message_is_ours, last_message_at, unread, created_at, owner_id, \
         waiting_since, due_at, due_note, planned_at, done_at, stage_id, staged_at, lost_reason, called, source, worth, tags)";
    // What an import cannot change is left out.
    let tail = "ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, waiting_since = excluded.waiting_since, due_at = excluded.due_at, \
         due_note = excluded.due_note, planned_at = excluded.planned_at, done_at = excluded.done_at, stage_id = excluded.stage_id, \
         staged_at = excluded.staged_at, lost_reason = excluded.lost_reason, called = excluded.called, source = excluded.source, \
         worth = excluded.worth, tags = excluded.tags";
    write_rows(tx, (head, 22, tail), leads, |statement, stored| {
        let lead = &stored.lead;
        statement
            .bind(lead.id.to_string())
            .bind(lead.own_name.clone())
            .bind(stored.number.clone())
            .bind(stored.lid.clone())
            .bind(lead.last_message.clone())
            .bind(i64::from(lead.last_message_is_ours))
            .bind(lead.last_message_at)
            .bind(i64::from(lead.unread))
            .bind(now_ms)
            .bind(lead.owner.map(|owner| owner.0.to_string()))
            .bind(lead.waiting_since)
            .bind(lead.due_at)
            .bind(lead.due_note.clone())
            .bind(stored.planned_at)
            .bind(stored.done_at)
            .bind(lead.stage.0.to_string())
            .bind(stored.staged_at)
            .bind(lead.lost_reason.clone())
            .bind(stored.called.clone())
            .bind(lead.source.clone())
            .bind(lead.worth)
            .bind(lead.tags.join("\n"))
    })
    .await?;
    Ok(())
}

/// The leads that have one of these numbers.
pub(super) async fn by_numbers(tx: &mut Transaction<'static, Any>, numbers: &[&str]) -> Result<Vec<StoredLead>, AppError> {
    let mut found = Vec::new();
    for chunk in numbers.chunks(100) {
        let sql = format!("SELECT {COLUMNS} FROM leads WHERE number IN ({})", placeholders(chunk.len()));
        let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, number| query.bind(*number));
        for row in query.fetch_all(&mut **tx).await? {
            found.push(from_row(&row)?);
        }
    }
    Ok(found)
}

/// Writes down the same of many leads.
pub(super) async fn record_all(tx: &mut Transaction<'static, Any>, changes: &[(LeadId, LeadChange)]) -> Result<(), AppError> {
    let rows = changes
        .iter()
        .map(|(lead, change)| Ok((lead, change, serde_json::to_string(&change.what).map_err(|error| unexpected(&error))?)))
        .collect::<Result<Vec<_>, AppError>>()?;
    let head = "INSERT INTO lead_changes (id, lead_id, at, person_id, what)";
    write_rows(tx, (head, 5, ""), &rows, |statement, (lead, change, what)| {
        statement
            .bind(Uuid::now_v7().to_string())
            .bind(lead.to_string())
            .bind(change.at)
            .bind(change.by.map(|person| person.0.to_string()))
            .bind(what.clone())
    })
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    sqlx::query("DELETE FROM leads WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Frees the addresses of a lead that is about to become part of another.
pub(super) async fn release_addresses(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    sqlx::query("UPDATE leads SET number = NULL, lid = NULL WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// One is unread, whatever was before.
pub(super) async fn set_unread(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    sqlx::query("UPDATE leads SET unread = 1 WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Answers how many were unread.
pub(super) async fn clear_unread(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<u32, AppError> {
    let unread = sqlx::query_scalar("SELECT unread FROM leads WHERE id = $1 AND unread > 0");
    let Some(unread): Option<i64> = unread.bind(id.to_string()).fetch_optional(&mut **tx).await? else { return Ok(0) };
    sqlx::query("UPDATE leads SET unread = 0 WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(u32::try_from(unread).unwrap_or(u32::MAX))
}

pub(super) fn from_row(row: &AnyRow) -> Result<StoredLead, AppError> {
    let id: String = row.try_get("id")?;
    let number: Option<String> = row.try_get("number")?;
    let done_at: Option<i64> = row.try_get("done_at")?;
    let (own_name, called): (String, String) = (row.try_get("name")?, row.try_get("called")?);
    let (stage, tags): (String, String) = (row.try_get("stage_id")?, row.try_get("tags")?);
    Ok(StoredLead {
        lead: Lead {
            id: LeadId(Uuid::parse_str(&id).map_err(|error| unexpected(&error))?),
            name: if called.is_empty() { own_name.clone() } else { called.clone() },
            own_name,
            number: number.as_deref().map(international),
            last_message: row.try_get("last_message")?,
            last_message_is_ours: row.try_get::<i64, _>("last_message_is_ours")? != 0,
            last_message_at: row.try_get("last_message_at")?,
            last_message_reach: row.try_get::<Option<String>, _>("reach")?.as_deref().and_then(reach),
            unread: u32::try_from(row.try_get::<i64, _>("unread")?).unwrap_or(0),
            owner: person(row, "owner_id")?,
            waiting_since: row.try_get("waiting_since")?,
            due_at: row.try_get("due_at")?,
            due_note: row.try_get("due_note")?,
            is_done: done_at.is_some(),
            stage: StageId(Uuid::parse_str(&stage).map_err(|error| unexpected(&error))?),
            lost_reason: row.try_get("lost_reason")?,
            tags: tags.lines().map(str::to_owned).collect(),
            source: row.try_get("source")?,
            worth: row.try_get("worth")?,
            goes_on: row.try_get::<i64, _>("goes_on")? > 0,
        },
        number,
        lid: row.try_get("lid")?,
        planned_at: row.try_get("planned_at")?,
        done_at,
        staged_at: row.try_get("staged_at")?,
        called,
    })
}

/// As the table of messages names it.
fn reach(status: &str) -> Option<Reach> {
    Some(match status {
        "queued" => Reach::Queued,
        "sent" => Reach::Sent,
        "delivered" => Reach::Delivered,
        "read" => Reach::Read,
        "failed" => Reach::Failed,
        _ => return None,
    })
}

fn person(row: &AnyRow, column: &str) -> Result<Option<PersonId>, AppError> {
    let id: Option<String> = row.try_get(column)?;
    id.map(|id| Uuid::parse_str(&id).map(PersonId).map_err(|error| unexpected(&error))).transpose()
}
