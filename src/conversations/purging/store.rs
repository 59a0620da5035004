//! The SQL of removing messages for good.
use crate::{
    conversations::model::MessageId,
    db::{Db, placeholders},
    error::{AppError, unexpected},
    leads::LeadId,
};
use sqlx::{Any, Row, Transaction};
use uuid::Uuid;

/// Some messages of a lead, and whether each has a file.
pub(super) async fn some_of_lead(db: &Db, lead: LeadId, limit: i64) -> Result<Vec<(MessageId, bool)>, AppError> {
    let some = sqlx::query(
        "SELECT m.id, CASE WHEN f.message_id IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS has_file \
         FROM messages m LEFT JOIN message_files f ON f.message_id = m.id WHERE m.lead_id = $1 LIMIT $2",
    );
    let rows = some.bind(lead.to_string()).bind(limit).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            let id = Uuid::parse_str(&id).map(MessageId).map_err(|error| unexpected(&error))?;
            Ok((id, row.try_get::<i64, _>("has_file")? != 0))
        })
        .collect()
}

/// Removes these messages of a lead with what hangs on them, and some of what was said about others. Answers whether there was any of that.
pub(super) async fn purge(tx: &mut Transaction<'static, Any>, lead: LeadId, messages: &[MessageId], limit: i64) -> Result<bool, AppError> {
    if !messages.is_empty() {
        let places = placeholders(messages.len());
        let of_messages = format!("(phone_id, stanza_id) IN (SELECT phone_id, stanza_id FROM messages WHERE id IN ({places}))");
        for sql in [
            format!("DELETE FROM unreadable_messages WHERE {of_messages}"),
            format!("DELETE FROM retry_requests WHERE {of_messages}"),
            format!("DELETE FROM messages WHERE id IN ({places})"),
        ] {
            let query = messages.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, id| query.bind(id.0.to_string()));
            query.execute(&mut **tx).await?;
        }
    }
    let amendments = sqlx::query(
        "DELETE FROM message_amendments WHERE (phone_id, lead_id, ours, stanza_id) IN \
         (SELECT phone_id, lead_id, ours, stanza_id FROM message_amendments WHERE lead_id = $1 LIMIT $2)",
    );
    Ok(amendments.bind(lead.to_string()).bind(limit).execute(&mut **tx).await?.rows_affected() > 0)
}
