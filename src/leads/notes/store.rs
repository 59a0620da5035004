//! The SQL of notes.
use super::model::{Note, NoteId};
use crate::{
    db::{Db, write_rows},
    error::{AppError, unexpected},
    leads::LeadId,
    team::PersonId,
};
use sqlx::{Any, Row, Transaction};
use uuid::Uuid;

/// The notes of a lead, the newest first.
pub(in crate::leads) async fn of_lead(db: &Db, lead: LeadId, limit: i64) -> Result<Vec<Note>, AppError> {
    let rows = sqlx::query("SELECT id, at, person_id, text FROM lead_notes WHERE lead_id = $1 ORDER BY at DESC, id DESC LIMIT $2")
        .bind(lead.to_string())
        .bind(limit)
        .fetch_all(db.read())
        .await?;
    rows.iter()
        .map(|row| {
            let (id, by): (String, String) = (row.try_get("id")?, row.try_get("person_id")?);
            let [id, by] = [id, by].map(|id| Uuid::parse_str(&id).map_err(|error| unexpected(&error)));
            Ok(Note { id: NoteId(id?), at: row.try_get("at")?, by: PersonId(by?), text: row.try_get("text")? })
        })
        .collect()
}

/// Answers whether it was new.
pub(in crate::leads) async fn insert(tx: &mut Transaction<'static, Any>, lead: LeadId, note: &Note) -> Result<bool, AppError> {
    let insert =
        sqlx::query("INSERT INTO lead_notes (id, lead_id, at, person_id, text) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING");
    let insert = insert.bind(note.id.0.to_string()).bind(lead.to_string()).bind(note.at).bind(note.by.0.to_string()).bind(&note.text);
    Ok(insert.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Writes the notes of many leads.
pub(in crate::leads) async fn insert_all(tx: &mut Transaction<'static, Any>, notes: &[(LeadId, Note)]) -> Result<(), AppError> {
    let head = "INSERT INTO lead_notes (id, lead_id, at, person_id, text)";
    write_rows(tx, (head, 5, ""), notes, |statement, (lead, note)| {
        statement.bind(note.id.0.to_string()).bind(lead.to_string()).bind(note.at).bind(note.by.0.to_string()).bind(note.text.clone())
    })
    .await?;
    Ok(())
}

/// Deletes what this person wrote; answers whether there was such a note.
pub(super) async fn delete(tx: &mut Transaction<'static, Any>, lead: LeadId, id: NoteId, by: PersonId) -> Result<bool, AppError> {
    let delete = sqlx::query("DELETE FROM lead_notes WHERE id = $1 AND lead_id = $2 AND person_id = $3");
    let deleted = delete.bind(id.0.to_string()).bind(lead.to_string()).bind(by.0.to_string()).execute(&mut **tx).await?;
    Ok(deleted.rows_affected() > 0)
}

/// Gives the notes of a merged lead to the one that stays.
pub(in crate::leads) async fn move_to(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    let change = sqlx::query("UPDATE lead_notes SET lead_id = $2 WHERE lead_id = $1");
    change.bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    Ok(())
}
