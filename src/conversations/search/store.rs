//! The SQL of finding messages. The migration `search` made what it reads.
use crate::{
    conversations::model::MessageId,
    db::{Db, Dialect},
    error::{AppError, unexpected},
    leads::{LeadId, search::window},
};
use sqlx::{Row, any::AnyRow};
use uuid::Uuid;

/// A message that has the words.
pub(super) struct FoundMessage {
    pub(super) id: MessageId,
    pub(super) lead_id: LeadId,
    pub(super) is_ours: bool,
    pub(super) text: String,
    pub(super) at: i64,
    pub(super) search_key: i64,
}

const SQLITE: &str = "SELECT id, lead_id, ours, text, at, search_key FROM messages WHERE search_key IN \
     (SELECT rowid FROM message_words WHERE message_words MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3) ORDER BY search_key DESC";

/// Postgres has no index that gives what has a word in an order. What is frequent is found among those stored last; what is rare may be
/// collected before it is sorted.
const POSTGRES_LAST: &str = "SELECT id, lead_id, ours, text, at, search_key FROM \
     (SELECT * FROM messages WHERE search_key < $2 ORDER BY search_key DESC LIMIT $4) newest \
     WHERE words @@ to_tsquery('simple', folded($1)) ORDER BY search_key DESC LIMIT $3";
const POSTGRES_ALL: &str = "WITH found AS MATERIALIZED (SELECT search_key FROM messages WHERE words @@ to_tsquery('simple', folded($1))) \
     SELECT id, lead_id, ours, text, at, search_key FROM messages WHERE search_key IN \
     (SELECT search_key FROM found WHERE search_key < $2 ORDER BY search_key DESC LIMIT $3) ORDER BY search_key DESC";

/// Messages with these words that were stored before this key, those stored last first. A word of every second message is as quick
/// as a rare one.
pub(super) async fn with_words(db: &Db, words: &str, before: i64, limit: i64) -> Result<Vec<FoundMessage>, AppError> {
    let ask = async |sql: &'static str, newest: Option<i64>| {
        // Not prepared for later: Postgres chooses the way by how frequent the words are.
        let query = sqlx::query(sql).bind(words).bind(before).bind(limit).persistent(false);
        let rows = newest.into_iter().fold(query, sqlx::query::Query::bind).fetch_all(db.read()).await?;
        rows.iter().map(from_row).collect::<Result<Vec<_>, AppError>>()
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

fn from_row(row: &AnyRow) -> Result<FoundMessage, AppError> {
    let uuid = |column: &str| -> Result<Uuid, AppError> {
        let text: String = row.try_get(column)?;
        Uuid::parse_str(&text).map_err(|error| unexpected(&error))
    };
    Ok(FoundMessage {
        id: MessageId(uuid("id")?),
        lead_id: LeadId(uuid("lead_id")?),
        is_ours: row.try_get::<i64, _>("ours")? != 0,
        text: row.try_get("text")?,
        at: row.try_get("at")?,
        search_key: row.try_get("search_key")?,
    })
}
