//! The SQL of finding leads. The migration `search` made what it reads.
use super::{query::NumberQuery, window};
use crate::{
    db::{Db, Dialect},
    error::{AppError, unexpected},
    leads::{
        model::{Lead, LeadId},
        store::{COLUMNS, IS_HERE, from_row},
    },
};
use sqlx::{Row, any::AnyRow};
use std::collections::HashMap;
use uuid::Uuid;

/// What follows any number that begins so, and comes before every other.
const LAST: &str = "999999999999999";

/// Leads whose number begins or ends so, or a number that they had, or that of somebody who became part of them, the most recently active
/// first. An empty text is how no number begins.
pub(super) async fn with_number(db: &Db, number: &NumberQuery, limit: i64) -> Result<Vec<Lead>, AppError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM leads WHERE id IN (\
         SELECT id FROM (SELECT id FROM leads WHERE number BETWEEN $1 AND $2 LIMIT $7) a \
         UNION SELECT id FROM (SELECT id FROM leads WHERE national BETWEEN $3 AND $4 LIMIT $7) b \
         UNION SELECT id FROM (SELECT id FROM leads WHERE backwards BETWEEN $5 AND $6 LIMIT $7) c \
         UNION SELECT id FROM (SELECT into_id AS id FROM merged_leads WHERE number BETWEEN $1 AND $2 LIMIT $7) d \
         UNION SELECT id FROM (SELECT into_id AS id FROM merged_leads WHERE national BETWEEN $3 AND $4 LIMIT $7) e \
         UNION SELECT id FROM (SELECT into_id AS id FROM merged_leads WHERE backwards BETWEEN $5 AND $6 LIMIT $7) f \
         UNION SELECT id FROM (SELECT lead_id AS id FROM former_numbers WHERE number BETWEEN $1 AND $2 LIMIT $7) g \
         UNION SELECT id FROM (SELECT lead_id AS id FROM former_numbers WHERE national BETWEEN $3 AND $4 LIMIT $7) h \
         UNION SELECT id FROM (SELECT lead_id AS id FROM former_numbers WHERE backwards BETWEEN $5 AND $6 LIMIT $7) i) AND {IS_HERE} \
         ORDER BY last_message_at DESC, id DESC LIMIT $7"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for part in [&number.international, &number.national, &number.backwards] {
        let end = if part.is_empty() { String::new() } else { format!("{part}{LAST}") };
        query = query.bind(part.clone()).bind(end);
    }
    let rows = query.bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect()
}

const SQLITE: &str = "SELECT rowid FROM lead_words WHERE lead_words MATCH $1 ORDER BY rowid DESC LIMIT $2";
/// What is frequent is found among those added last, see [`window`]; what is rare may be collected before it is sorted.
const POSTGRES_LAST: &str = "SELECT search_key FROM (SELECT search_key, words FROM leads ORDER BY search_key DESC LIMIT $3) newest \
     WHERE words @@ to_tsquery('simple', folded($1)) ORDER BY search_key DESC LIMIT $2";
const POSTGRES_ALL: &str = "SELECT search_key FROM (WITH found AS MATERIALIZED \
     (SELECT search_key FROM leads WHERE words @@ to_tsquery('simple', folded($1))) \
     SELECT search_key FROM found ORDER BY search_key DESC LIMIT $2) rare";

/// Of the leads added last whose name has these words, the most recently active first.
pub(super) async fn with_name(db: &Db, words: &str, limit: i64) -> Result<Vec<Lead>, AppError> {
    let ask = async |keys: &'static str, newest: Option<i64>| {
        let sql = format!("SELECT {COLUMNS} FROM leads WHERE search_key IN ({keys}) ORDER BY last_message_at DESC, id DESC");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(words.to_owned()).bind(limit).persistent(false);
        let rows = newest.into_iter().fold(query, sqlx::query::Query::bind).fetch_all(db.read()).await?;
        rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect::<Result<Vec<_>, AppError>>()
    };
    if db.dialect() == Dialect::Sqlite {
        return ask(SQLITE, None).await;
    }
    let mut rows = Some(window::FIRST);
    while let Some(looked_at) = rows {
        let last = ask(POSTGRES_LAST, rows).await?;
        if i64::try_from(last.len()) == Ok(limit) {
            return Ok(last);
        }
        rows = window::next(looked_at, last.len(), limit);
    }
    ask(POSTGRES_ALL, None).await
}

/// Of the notes with these words, those written last: whose, and what they say.
pub(super) async fn notes(db: &Db, words: &str, limit: i64) -> Result<Vec<(LeadId, String)>, AppError> {
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT lead_id, text FROM lead_notes WHERE search_key IN \
             (SELECT rowid FROM note_words WHERE note_words MATCH $1 ORDER BY rowid DESC LIMIT $2) ORDER BY search_key DESC"
        }
        Dialect::Postgres => {
            "SELECT lead_id, text FROM lead_notes WHERE words @@ to_tsquery('simple', folded($1)) ORDER BY search_key DESC LIMIT $2"
        }
    };
    let rows = sqlx::query(sql).bind(words).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(|row| Ok((id(row, "lead_id")?, row.try_get("text")?))).collect()
}

/// These leads, the most recently active first.
pub(super) async fn these(db: &Db, leads: &[LeadId]) -> Result<Vec<Lead>, AppError> {
    let sql =
        format!("SELECT {COLUMNS} FROM leads WHERE id IN ({}) AND {IS_HERE} ORDER BY last_message_at DESC, id DESC", places(leads.len()));
    let query = leads.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.to_string()));
    let rows = query.fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect()
}

pub(super) async fn names(db: &Db, leads: &[LeadId]) -> Result<HashMap<LeadId, String>, AppError> {
    let sql = format!(
        "SELECT id, CASE WHEN called = '' THEN name ELSE called END AS name FROM leads WHERE id IN ({}) AND {IS_HERE}",
        places(leads.len())
    );
    let query = leads.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.to_string()));
    let rows = query.fetch_all(db.read()).await?;
    rows.iter().map(|row| Ok((id(row, "id")?, row.try_get("name")?))).collect()
}

fn places(count: usize) -> String {
    (1..=count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

fn id(row: &AnyRow, column: &str) -> Result<LeadId, AppError> {
    let id: String = row.try_get(column)?;
    Uuid::parse_str(&id).map(LeadId).map_err(|error| unexpected(&error))
}
