//! The SQL of finding messages. The migration `search` made what it reads.
use crate::{
    conversations::model::MessageId,
    db::{Db, Dialect},
    error::{AppError, unexpected},
    leads::LeadId,
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

/// Messages with these words that were stored before this key, those stored last first. Nothing is counted or sorted, so
/// that a word of every second message is as quick as a rare one.
pub(super) async fn with_words(db: &Db, words: &str, before: i64, limit: i64) -> Result<Vec<FoundMessage>, AppError> {
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT id, lead_id, ours, text, at, search_key FROM messages WHERE search_key IN \
             (SELECT rowid FROM message_words WHERE message_words MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3) \
             ORDER BY search_key DESC"
        }
        Dialect::Postgres => {
            "SELECT id, lead_id, ours, text, at, search_key FROM messages \
             WHERE words @@ to_tsquery('simple', folded($1)) AND search_key < $2 ORDER BY search_key DESC LIMIT $3"
        }
    };
    // Not prepared for later: Postgres chooses the way by how frequent the words are.
    let rows = sqlx::query(sql).bind(words).bind(before).bind(limit).persistent(false).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
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
