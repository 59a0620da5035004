//! The SQL of tags. A lead has them as text, to be shown; the rows here are the same, to be found by.
use crate::{
    db::{Db, placeholders, write_rows},
    error::AppError,
    leads::model::Lead,
};
use sqlx::{Any, Row, Transaction};

/// Writes the tags of a lead as they are now.
pub(in crate::leads) async fn replace(tx: &mut Transaction<'static, Any>, lead: &Lead) -> Result<(), AppError> {
    let id = lead.id.to_string();
    sqlx::query("DELETE FROM lead_tags WHERE lead_id = $1").bind(&id).execute(&mut **tx).await?;
    for tag in &lead.tags {
        let put = sqlx::query("INSERT INTO lead_tags (lead_id, tag, last_message_at) VALUES ($1, $2, $3)");
        put.bind(&id).bind(tag).bind(lead.last_message_at).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Writes the tags of many leads as they are now.
pub(in crate::leads) async fn replace_all(tx: &mut Transaction<'static, Any>, leads: &[&Lead]) -> Result<(), AppError> {
    for chunk in leads.chunks(100) {
        let sql = format!("DELETE FROM lead_tags WHERE lead_id IN ({})", placeholders(chunk.len()));
        let query = chunk.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, lead| query.bind(lead.id.to_string()));
        query.execute(&mut **tx).await?;
    }
    let rows: Vec<_> = leads.iter().flat_map(|lead| lead.tags.iter().map(|tag| (lead.id.to_string(), tag, lead.last_message_at))).collect();
    write_rows(tx, ("INSERT INTO lead_tags (lead_id, tag, last_message_at)", 3, ""), &rows, |statement, (id, tag, at)| {
        statement.bind(id.clone()).bind((*tag).clone()).bind(*at)
    })
    .await?;
    Ok(())
}

/// The lead was written: its tags stand where it stands.
pub(in crate::leads) async fn keep_activity(tx: &mut Transaction<'static, Any>, lead: &Lead) -> Result<(), AppError> {
    if lead.tags.is_empty() {
        return Ok(());
    }
    let keep = sqlx::query("UPDATE lead_tags SET last_message_at = $2 WHERE lead_id = $1 AND last_message_at <> $2");
    keep.bind(lead.id.to_string()).bind(lead.last_message_at).execute(&mut **tx).await?;
    Ok(())
}

/// The tags in use, in the order of the alphabet. Each step goes to the next tag of the index, however many leads have one.
pub(in crate::leads) async fn used(db: &Db, limit: i64) -> Result<Vec<String>, AppError> {
    let rows = sqlx::query(
        "WITH RECURSIVE used (tag, nth) AS (\
           SELECT * FROM (SELECT tag, 1 FROM lead_tags ORDER BY tag LIMIT 1) first \
           UNION ALL SELECT (SELECT MIN(tag) FROM lead_tags WHERE tag > used.tag), nth + 1 FROM used WHERE tag IS NOT NULL AND nth <= $1\
         ) SELECT tag FROM used WHERE tag IS NOT NULL ORDER BY tag LIMIT $1",
    )
    .bind(limit)
    .fetch_all(db.read())
    .await?;
    rows.iter().map(|row| Ok(row.try_get("tag")?)).collect()
}
