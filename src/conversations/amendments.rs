//! What was said about other messages: reactions, edits, deletes. Each is kept and the message made anew from all of them, so it
//! does not matter which comes first, or how often.
use super::{files, store::Key};
use crate::{error::AppError, leads::LeadId};
use sqlx::{Any, Row, Transaction};

/// What is done to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amendment {
    /// The text is the reaction; none takes back the one before.
    Reaction,
    /// The text takes the place of the message's.
    Edit,
    /// Nothing of the message stays.
    Delete,
}

impl Amendment {
    fn name(self) -> &'static str {
        match self {
            Self::Reaction => "reaction",
            Self::Edit => "edit",
            Self::Delete => "delete",
        }
    }
}

/// An amendment to be kept: its own key, and that of the message.
pub(super) struct NewAmendment<'a> {
    pub(super) key: Key<'a>,
    pub(super) of: Key<'a>,
    pub(super) what: Amendment,
    pub(super) text: &'a str,
    pub(super) at: i64,
}

/// Keeps an amendment unless it is there already; answers whether it was new.
pub(super) async fn insert(tx: &mut Transaction<'static, Any>, new: &NewAmendment<'_>) -> Result<bool, AppError> {
    let done = sqlx::query(
        "INSERT INTO message_amendments (phone_id, lead_id, ours, stanza_id, of_ours, of_stanza, what, text, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(new.key.phone.to_string())
    .bind(new.key.lead.to_string())
    .bind(i64::from(new.key.ours))
    .bind(new.key.stanza_id)
    .bind(i64::from(new.of.ours))
    .bind(new.of.stanza_id)
    .bind(new.what.name())
    .bind(new.text)
    .bind(new.at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes a message what was said about it; one that is not here yet is made so when it comes.
pub(super) async fn apply(tx: &mut Transaction<'static, Any>, of: &Key<'_>) -> Result<(), AppError> {
    let rows = sqlx::query(
        "SELECT ours, what, text FROM message_amendments \
         WHERE phone_id = $1 AND lead_id = $2 AND of_ours = $3 AND of_stanza = $4 ORDER BY at, stanza_id",
    )
    .bind(of.phone.to_string())
    .bind(of.lead.to_string())
    .bind(i64::from(of.ours))
    .bind(of.stanza_id)
    .fetch_all(&mut **tx)
    .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let (mut theirs, mut ours, mut edited) = (String::new(), String::new(), None::<String>);
    for row in &rows {
        let what: String = row.try_get("what")?;
        let text = row.try_get("text")?;
        match what.as_str() {
            "delete" => return empty(tx, of).await,
            "edit" => edited = Some(text),
            _ if row.try_get::<i64, _>("ours")? == 1 => ours = text,
            _ => theirs = text,
        }
    }
    let amend = sqlx::query(
        "UPDATE messages SET text = COALESCE(CAST($5 AS TEXT), text), \
         first_text = CASE WHEN CAST($5 AS TEXT) IS NULL THEN first_text ELSE COALESCE(first_text, text) END, \
         reaction_theirs = $6, reaction_ours = $7 \
         WHERE phone_id = $1 AND lead_id = $2 AND ours = $3 AND stanza_id = $4 AND kind NOT IN ('deleted', 'waiting')",
    );
    let amend = amend.bind(of.phone.to_string()).bind(of.lead.to_string()).bind(i64::from(of.ours)).bind(of.stanza_id);
    amend.bind(edited).bind(theirs).bind(ours).execute(&mut **tx).await?;
    Ok(())
}

/// Of a message that was taken back nothing is kept, nor of what it was edited to.
async fn empty(tx: &mut Transaction<'static, Any>, of: &Key<'_>) -> Result<(), AppError> {
    files::take_back(tx, of).await?;
    for sql in [
        "UPDATE messages SET kind = 'deleted', text = '', first_text = NULL, place = NULL, quoted_stanza = NULL, quoted_ours = NULL, \
         quoted_text = NULL, reaction_theirs = '', reaction_ours = '' \
         WHERE phone_id = $1 AND lead_id = $2 AND ours = $3 AND stanza_id = $4",
        "UPDATE message_amendments SET text = '' WHERE phone_id = $1 AND lead_id = $2 AND of_ours = $3 AND of_stanza = $4",
        "UPDATE messages SET quoted_text = '' WHERE phone_id = $1 AND lead_id = $2 AND quoted_ours = $3 AND quoted_stanza = $4",
    ] {
        let empty = sqlx::query(sql).bind(of.phone.to_string()).bind(of.lead.to_string());
        empty.bind(i64::from(of.ours)).bind(of.stanza_id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Gives the amendments of a merged lead to the one that stays, and makes its messages what they say.
pub(super) async fn move_to_lead(tx: &mut Transaction<'static, Any>, from: LeadId, to: LeadId) -> Result<(), AppError> {
    for sql in [
        "DELETE FROM message_amendments WHERE lead_id = $1 AND EXISTS (SELECT 1 FROM message_amendments kept WHERE kept.lead_id = $2 \
         AND kept.phone_id = message_amendments.phone_id AND kept.ours = message_amendments.ours \
         AND kept.stanza_id = message_amendments.stanza_id)",
        "UPDATE message_amendments SET lead_id = $2 WHERE lead_id = $1",
    ] {
        sqlx::query(sql).bind(from.to_string()).bind(to.to_string()).execute(&mut **tx).await?;
    }
    let amended = sqlx::query("SELECT DISTINCT phone_id, of_ours, of_stanza FROM message_amendments WHERE lead_id = $1");
    for row in amended.bind(to.to_string()).fetch_all(&mut **tx).await? {
        let stanza_id: String = row.try_get("of_stanza")?;
        let of = Key { phone: super::store::phone(&row)?, lead: to, ours: row.try_get::<i64, _>("of_ours")? == 1, stanza_id: &stanza_id };
        apply(tx, &of).await?;
    }
    Ok(())
}
