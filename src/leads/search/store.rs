//! The SQL of finding leads. The migration `search` made what it reads.
use super::query::NumberQuery;
use crate::{
    db::{Db, Dialect},
    error::{AppError, unexpected},
    leads::{
        model::{Lead, LeadId},
        store::{COLUMNS, from_row},
    },
};
use sqlx::Row;
use std::collections::HashMap;
use uuid::Uuid;

/// What follows any number that begins so, and comes before every other.
const LAST: &str = "999999999999999";

/// Leads whose number begins or ends so, the most recently active first. An empty text is how no number begins.
pub(super) async fn with_number(db: &Db, number: &NumberQuery, limit: i64) -> Result<Vec<Lead>, AppError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM leads WHERE id IN (\
         SELECT id FROM (SELECT id FROM leads WHERE number BETWEEN $1 AND $2 LIMIT $7) a \
         UNION SELECT id FROM (SELECT id FROM leads WHERE national BETWEEN $3 AND $4 LIMIT $7) b \
         UNION SELECT id FROM (SELECT id FROM leads WHERE backwards BETWEEN $5 AND $6 LIMIT $7) c) \
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

/// Of the leads added last whose name has these words, the most recently active first.
pub(super) async fn with_name(db: &Db, words: &str, limit: i64) -> Result<Vec<Lead>, AppError> {
    let keys = match db.dialect() {
        Dialect::Sqlite => "SELECT rowid FROM lead_words WHERE lead_words MATCH $1 ORDER BY rowid DESC LIMIT $2",
        Dialect::Postgres => {
            "SELECT search_key FROM leads WHERE words @@ to_tsquery('simple', folded($1)) ORDER BY search_key DESC LIMIT $2"
        }
    };
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE search_key IN ({keys}) ORDER BY last_message_at DESC, id DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(words).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(|row| from_row(row).map(|stored| stored.lead)).collect()
}

pub(super) async fn names(db: &Db, leads: &[LeadId]) -> Result<HashMap<LeadId, String>, AppError> {
    let places: Vec<_> = (1..=leads.len()).map(|place| format!("${place}")).collect();
    let sql = format!("SELECT id, CASE WHEN called = '' THEN name ELSE called END AS name FROM leads WHERE id IN ({})", places.join(", "));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for lead in leads {
        query = query.bind(lead.to_string());
    }
    let rows = query.fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            Ok((LeadId(Uuid::parse_str(&id).map_err(|error| unexpected(&error))?), row.try_get("name")?))
        })
        .collect()
}
