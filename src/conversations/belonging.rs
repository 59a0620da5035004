//! The SQL of whose messages are whose, when two leads turn out to be one person, or are taken apart again.
use super::model::MessageId;
use crate::{error::AppError, leads::LeadId};
use sqlx::{Any, Transaction};

/// Gives the messages of a merged lead to the one that stays; one that both have stays once.
pub(super) async fn move_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    sqlx::query(
        "DELETE FROM messages WHERE lead_id = $2 AND kind = 'waiting' AND EXISTS (SELECT 1 FROM messages healed WHERE healed.lead_id = $1 \
         AND healed.phone_id = messages.phone_id AND healed.ours = messages.ours AND healed.stanza_id = messages.stanza_id)",
    )
    .bind(from.to_string())
    .bind(to.to_string())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM messages WHERE lead_id = $1 AND EXISTS (SELECT 1 FROM messages kept WHERE kept.lead_id = $2 \
         AND kept.phone_id = messages.phone_id AND kept.ours = messages.ours AND kept.stanza_id = messages.stanza_id)",
    )
    .bind(from.to_string())
    .bind(to.to_string())
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE messages SET lead_id = $2 WHERE lead_id = $1")
        .bind(from.to_string())
        .bind(to.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Gives the messages of a lead to the one that it becomes part of, so that they can be given back.
pub(super) async fn lend_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    for sql in [
        "UPDATE messages SET lead_id = $2, merged_id = COALESCE(merged_id, $1) WHERE lead_id = $1",
        "UPDATE message_amendments SET lead_id = $2 WHERE lead_id = $1",
    ] {
        sqlx::query(sql).bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Gives a lead that is taken apart what was its own, also what came since.
pub(super) async fn give_back(tx: &mut Transaction<'static, Any>, merged: LeadId, from: LeadId) -> Result<(), AppError> {
    for sql in [
        "UPDATE messages SET lead_id = $1, merged_id = NULL WHERE lead_id = $2 AND merged_id = $1",
        "UPDATE message_amendments SET lead_id = $1 WHERE lead_id = $2 AND EXISTS (SELECT 1 FROM messages m WHERE m.lead_id = $1 \
         AND m.phone_id = message_amendments.phone_id AND m.ours = message_amendments.of_ours AND m.stanza_id = message_amendments.of_stanza)",
    ] {
        sqlx::query(sql).bind(merged.to_string()).bind(from.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Notes by the address of which merged lead a new message came; without one, ours goes by the address of the newest before it.
pub(super) async fn note_address(
    tx: &mut Transaction<'static, Any>,
    id: MessageId,
    lead: LeadId,
    by: Option<LeadId>,
) -> Result<(), AppError> {
    let note = match by {
        Some(merged) => sqlx::query("UPDATE messages SET merged_id = $2 WHERE id = $1").bind(id.0.to_string()).bind(merged.to_string()),
        None => sqlx::query(
            "UPDATE messages SET merged_id = (SELECT before.merged_id FROM messages before WHERE before.lead_id = $2 AND before.id <> $1 \
             ORDER BY before.at DESC, before.id DESC LIMIT 1) WHERE id = $1 AND EXISTS (SELECT 1 FROM merged_leads WHERE into_id = $2)",
        )
        .bind(id.0.to_string())
        .bind(lead.to_string()),
    };
    note.execute(&mut **tx).await?;
    Ok(())
}
