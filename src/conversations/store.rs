//! The SQL of messages.
use super::{
    formatting, kinds,
    model::{Kind, Media, MediaState, Message, MessageId, MessageStatus, Quote, Shows},
    outgoing::{self, Draft},
    traffic::{Outcome, Traffic},
};
use crate::{
    db::Db,
    error::{AppError, unexpected},
    leads::LeadId,
    media::looks,
    phones::PhoneId,
    whatsapp::Reply,
};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::Uuid;

const SELECT: &str = "SELECT m.id, m.lead_id, m.phone_id, p.name AS phone_name, m.sender, m.text, m.at, m.status, m.failure, \
     m.kind, m.place, m.reaction_theirs, m.reaction_ours, m.quoted_ours, m.quoted_text, q.id AS quoted_id, q.kind AS quoted_kind, \
     q.text AS quoted_now, CASE WHEN m.first_text IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS edited, \
     f.name AS file_name, f.size, f.width, f.height, f.state AS file_state, f.kind AS file_kind, f.failure AS file_failure, \
     f.has_thumbnail, qf.has_thumbnail AS quoted_thumbnail \
     FROM messages m JOIN phones p ON p.id = m.phone_id LEFT JOIN messages q \
     ON q.phone_id = m.phone_id AND q.lead_id = m.lead_id AND q.ours = m.quoted_ours AND q.stanza_id = m.quoted_stanza \
     LEFT JOIN message_files f ON f.message_id = m.id LEFT JOIN message_files qf ON qf.message_id = q.id";

/// Characters of a quoted message that are shown.
const LONGEST_QUOTE: usize = 200;

/// How WhatsApp names a message.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) phone: PhoneId,
    pub(super) lead: LeadId,
    pub(super) ours: bool,
    pub(super) stanza_id: &'a str,
}

/// What a message is besides its words.
#[derive(Clone, Copy, Default)]
pub(super) struct Shape<'a> {
    pub(super) kind: Kind,
    pub(super) place: Option<&'a str>,
    pub(super) reply: Option<&'a Reply>,
}

impl Shape<'_> {
    /// Of what it replies to: the id, whose it is, and its words.
    fn quoted(&self) -> (Option<&str>, Option<i64>, Option<String>) {
        let quoted_text = |reply: &Reply| kinds::in_short(kinds::of_engine(reply.kind), &reply.text);
        let to = self.reply.map(|reply| &reply.to);
        (to.map(|to| to.stanza_id.as_str()), to.map(|to| i64::from(to.ours)), self.reply.map(quoted_text))
    }
}

/// A message to be stored.
pub(super) struct NewMessage<'a> {
    pub(super) id: MessageId,
    pub(super) lead_id: LeadId,
    pub(super) phone_id: PhoneId,
    pub(super) ours: bool,
    pub(super) stanza_id: &'a str,
    pub(super) person_id: Option<String>,
    pub(super) sender: &'a str,
    pub(super) text: &'a str,
    pub(super) shape: Shape<'a>,
    pub(super) at: i64,
    pub(super) status: &'a str,
}

impl<'a> NewMessage<'a> {
    pub(super) fn key(&self) -> Key<'a> {
        Key { phone: self.phone_id, lead: self.lead_id, ours: self.ours, stanza_id: self.stanza_id }
    }
}

/// A message that waits to be sent.
pub(super) struct Queued {
    pub(super) id: MessageId,
    pub(super) lead_id: LeadId,
    /// The merged lead whose address it goes to.
    pub(super) merged_id: Option<LeadId>,
    pub(super) stanza_id: String,
    pub(super) draft: Draft,
    /// Why it was held back when it was looked at last.
    pub(super) held: Option<String>,
    /// Whether Leadwire wrote it by itself.
    pub(super) is_automatic: bool,
    /// When it was written, Unix milliseconds.
    pub(super) at: i64,
}

impl Queued {
    pub(super) fn cursor(&self) -> Cursor {
        Cursor { at: self.at, id: self.id.0.to_string() }
    }
}

/// Where a thread goes on: before this time and id.
pub(super) struct Cursor {
    pub(super) at: i64,
    pub(super) id: String,
}

/// What is known of a message that was new.
pub(super) struct Inserted {
    phone_name: String,
    is_amended: bool,
    was_unreadable: bool,
    is_planned_for: bool,
    phone_replies: bool,
}

impl Inserted {
    /// The message as [`by_key`] reads it, when nothing is to be known of it but what was stored; none when it has to be read.
    pub(super) fn plain(&self, new: &NewMessage<'_>) -> Option<Message> {
        let status = match new.status {
            "received" => MessageStatus::Received,
            "sent" => MessageStatus::Sent,
            _ => return None,
        };
        if self.is_amended || new.shape.reply.is_some() {
            return None;
        }
        Some(Message {
            id: new.id,
            lead_id: new.lead_id,
            phone_id: new.phone_id,
            phone_name: self.phone_name.clone(),
            kind: new.shape.kind,
            text: new.text.to_owned(),
            formatted: formatting::html(new.text),
            place: new.shape.place.map(str::to_owned),
            media: None,
            quote: None,
            is_edited: false,
            their_reaction: String::new(),
            our_reaction: String::new(),
            sender: new.sender.to_owned(),
            at: new.at,
            status,
        })
    }

    /// Whether something waits to be sent to its lead later, held or not.
    pub(super) fn is_planned_for(&self) -> bool {
        self.is_planned_for
    }

    /// Whether its phone is set to reply by itself at any time.
    pub(super) fn phone_replies(&self) -> bool {
        self.phone_replies
    }

    /// Whether it came before and could not be read then.
    pub(super) fn was_unreadable(&self) -> bool {
        self.was_unreadable
    }
}

/// Stores a message unless it is there already; answers what is known of it if it was new. One statement for what comes a thousand times
/// a second: asking what else is known of it costs more than the rows.
pub(super) async fn insert(tx: &mut Transaction<'static, Any>, new: &NewMessage<'_>) -> Result<Option<Inserted>, AppError> {
    let (quoted_stanza, quoted_ours, quoted_text) = new.shape.quoted();
    let rows = sqlx::query(
        "INSERT INTO messages (id, lead_id, phone_id, ours, stanza_id, person_id, sender, text, at, status, kind, place, \
         quoted_stanza, quoted_ours, quoted_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT DO NOTHING RETURNING (SELECT p.name FROM phones p WHERE p.id = $3) AS phone_name, \
         (SELECT COUNT(*) FROM message_amendments a WHERE a.phone_id = $3 AND a.lead_id = $2 AND a.of_ours = $4 AND a.of_stanza = $5) \
         AS amended, (SELECT COUNT(*) FROM unreadable_messages u WHERE u.phone_id = $3 AND u.stanza_id = $5) AS unreadable, \
         (SELECT COUNT(*) FROM scheduled_messages s WHERE s.lead_id = $2) AS planned, \
         (SELECT COUNT(*) FROM phone_settings s WHERE s.phone_id = $3 AND s.replies <> 0) AS replies",
    )
    .bind(new.id.0.to_string())
    .bind(new.lead_id.to_string())
    .bind(new.phone_id.to_string())
    .bind(i64::from(new.ours))
    .bind(new.stanza_id)
    .bind(new.person_id.as_deref())
    .bind(new.sender)
    .bind(new.text)
    .bind(new.at)
    .bind(new.status)
    .bind(kinds::name(new.shape.kind))
    .bind(new.shape.place)
    .bind(quoted_stanza)
    .bind(quoted_ours)
    .bind(quoted_text)
    .fetch_all(&mut **tx)
    .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Inserted {
        phone_name: row.try_get("phone_name")?,
        is_amended: row.try_get::<i64, _>("amended")? > 0,
        was_unreadable: row.try_get::<i64, _>("unreadable")? > 0,
        is_planned_for: row.try_get::<i64, _>("planned")? > 0,
        phone_replies: row.try_get::<i64, _>("replies")? > 0,
    }))
}

/// Stores a message of before the link unless it is there already; answers whether it was new.
pub(super) async fn recall(tx: &mut Transaction<'static, Any>, new: &NewMessage<'_>) -> Result<bool, AppError> {
    if insert(tx, new).await?.is_none() {
        return Ok(false);
    }
    sqlx::query("UPDATE messages SET recalled = 1 WHERE id = $1").bind(new.id.0.to_string()).execute(&mut **tx).await?;
    Ok(true)
}

/// A message came by itself; answers whether it was known from before the link only.
pub(super) async fn came_itself(tx: &mut Transaction<'static, Any>, of: &Key<'_>) -> Result<bool, AppError> {
    let came = sqlx::query(
        "UPDATE messages SET recalled = 0 WHERE phone_id = $1 AND lead_id = $2 AND ours = $3 AND stanza_id = $4 AND recalled = 1",
    );
    let came = came.bind(of.phone.to_string()).bind(of.lead.to_string()).bind(i64::from(of.ours)).bind(of.stanza_id);
    Ok(came.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Puts a message into the place that was kept for it; answers whether there was one.
pub(super) async fn heal(tx: &mut Transaction<'static, Any>, new: &NewMessage<'_>) -> Result<bool, AppError> {
    let (quoted_stanza, quoted_ours, quoted_text) = new.shape.quoted();
    let done = sqlx::query(
        "UPDATE messages SET sender = $5, text = $6, at = $7, kind = $8, place = $9, quoted_stanza = $10, quoted_ours = $11, \
         quoted_text = $12 WHERE phone_id = $1 AND lead_id = $2 AND ours = $3 AND stanza_id = $4 AND kind = 'waiting'",
    )
    .bind(new.phone_id.to_string())
    .bind(new.lead_id.to_string())
    .bind(i64::from(new.ours))
    .bind(new.stanza_id)
    .bind(new.sender)
    .bind(new.text)
    .bind(new.at)
    .bind(kinds::name(new.shape.kind))
    .bind(new.shape.place)
    .bind(quoted_stanza)
    .bind(quoted_ours)
    .bind(quoted_text)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes off the places that were kept for what turned out to be no message, and answers what they were.
pub(super) async fn remove_waiting(tx: &mut Transaction<'static, Any>, phone: PhoneId, stanza_id: &str) -> Result<Vec<Message>, AppError> {
    let sql = format!("{SELECT} WHERE m.phone_id = $1 AND m.stanza_id = $2 AND m.kind = 'waiting'");
    let waiting = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(phone.to_string()).bind(stanza_id).fetch_all(&mut **tx).await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let remove = sqlx::query("DELETE FROM messages WHERE phone_id = $1 AND stanza_id = $2 AND kind = 'waiting'");
    remove.bind(phone.to_string()).bind(stanza_id).execute(&mut **tx).await?;
    waiting.iter().map(|row| Ok(Message { kind: Kind::Gone, ..from_row(row)? })).collect()
}

/// The message that WhatsApp names so.
pub(super) async fn by_key(tx: &mut Transaction<'static, Any>, key: &Key<'_>) -> Result<Option<Message>, AppError> {
    let sql = format!("{SELECT} WHERE m.phone_id = $1 AND m.lead_id = $2 AND m.ours = $3 AND m.stanza_id = $4");
    let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(key.phone.to_string()).bind(key.lead.to_string());
    let row = found.bind(i64::from(key.ours)).bind(key.stanza_id).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// Notes that Leadwire wrote this message by itself.
pub(super) async fn mark_automatic(tx: &mut Transaction<'static, Any>, id: MessageId) -> Result<(), AppError> {
    sqlx::query("UPDATE messages SET is_automatic = 1 WHERE id = $1").bind(id.0.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Whether Leadwire wrote to a lead by itself after this moment, by whatever phone.
pub(super) async fn has_automatic_since(tx: &mut Transaction<'static, Any>, lead: LeadId, at: i64) -> Result<bool, AppError> {
    let found = sqlx::query_scalar("SELECT CAST(1 AS BIGINT) FROM messages WHERE lead_id = $1 AND at > $2 AND is_automatic = 1 LIMIT 1");
    let found: Option<i64> = found.bind(lead.to_string()).bind(at).fetch_optional(&mut **tx).await?;
    Ok(found.is_some())
}

/// Whether a lead has a message but this one that can be read.
pub(super) async fn has_other_words(tx: &mut Transaction<'static, Any>, lead: LeadId, than: MessageId) -> Result<bool, AppError> {
    let found = sqlx::query_scalar("SELECT CAST(1 AS BIGINT) FROM messages WHERE lead_id = $1 AND id <> $2 AND kind <> 'waiting' LIMIT 1");
    let found: Option<i64> = found.bind(lead.to_string()).bind(than.0.to_string()).fetch_optional(&mut **tx).await?;
    Ok(found.is_some())
}

/// The newest messages of theirs, and by which phone and whose address each came.
pub(super) async fn newest_of_theirs(db: &Db, lead: LeadId, limit: u32) -> Result<Vec<(PhoneId, Option<LeadId>, String)>, AppError> {
    let newest = sqlx::query(
        "SELECT phone_id, merged_id, stanza_id FROM messages WHERE lead_id = $1 AND status = 'received' ORDER BY at DESC, id DESC LIMIT $2",
    );
    let rows = newest.bind(lead.to_string()).bind(i64::from(limit)).fetch_all(db.read()).await?;
    rows.iter().map(|row| Ok((phone(row)?, merged(row)?, row.try_get("stanza_id")?))).collect()
}

/// The newest message of a lead; what Leadwire wrote by itself is none.
pub(super) async fn newest(tx: &mut Transaction<'static, Any>, lead: LeadId) -> Result<Option<Message>, AppError> {
    let sql = format!("{SELECT} WHERE m.lead_id = $1 AND m.is_automatic = 0 ORDER BY m.at DESC, m.id DESC LIMIT 1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lead.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// Whether any message has this id.
pub(super) async fn is_there(db: &Db, id: MessageId) -> Result<bool, AppError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT CAST(1 AS BIGINT) FROM messages WHERE id = $1").bind(id.0.to_string()).fetch_optional(db.read()).await?;
    Ok(found.is_some())
}

pub(super) async fn one(db: &Db, id: MessageId) -> Result<Option<Message>, AppError> {
    let sql = format!("{SELECT} WHERE m.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(db.read()).await?;
    row.as_ref().map(from_row).transpose()
}

pub(super) async fn one_in(tx: &mut Transaction<'static, Any>, id: MessageId) -> Result<Option<Message>, AppError> {
    let sql = format!("{SELECT} WHERE m.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0.to_string()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(from_row).transpose()
}

/// At most `limit` messages before the cursor, the newest first.
pub(super) async fn before(db: &Db, lead: LeadId, cursor: Option<&Cursor>, limit: i64) -> Result<Vec<Message>, AppError> {
    let sql = format!("{SELECT} WHERE m.lead_id = $1 AND (m.at < $2 OR (m.at = $2 AND m.id < $3)) ORDER BY m.at DESC, m.id DESC LIMIT $4");
    let (at, id) = cursor.map_or((i64::MAX, ""), |cursor| (cursor.at, cursor.id.as_str()));
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(lead.to_string()).bind(at).bind(id).bind(limit).fetch_all(db.read()).await?;
    rows.iter().map(from_row).collect()
}

/// The phone that the newest message of this lead came or went by.
pub(super) async fn newest_phone(db: &Db, lead: LeadId) -> Result<Option<PhoneId>, AppError> {
    let id: Option<String> = sqlx::query_scalar("SELECT phone_id FROM messages WHERE lead_id = $1 ORDER BY at DESC, id DESC LIMIT 1")
        .bind(lead.to_string())
        .fetch_optional(db.read())
        .await?;
    id.map(|id| Uuid::parse_str(&id).map(PhoneId).map_err(|error| unexpected(&error))).transpose()
}

/// The phones that messages of this lead came or went by.
pub(super) async fn phones_of(db: &Db, lead: LeadId) -> Result<Vec<PhoneId>, AppError> {
    let rows = sqlx::query("SELECT DISTINCT phone_id FROM messages WHERE lead_id = $1").bind(lead.to_string()).fetch_all(db.read()).await?;
    rows.iter().map(phone).collect()
}

/// What waits to be sent by this phone after the cursor, in the order of writing.
pub(super) async fn queued(db: &Db, phone: PhoneId, after: Option<&Cursor>, limit: i64) -> Result<Vec<Queued>, AppError> {
    let (at, id) = after.map_or((i64::MIN, ""), |cursor| (cursor.at, cursor.id.as_str()));
    let sql = format!(
        "SELECT m.id, m.lead_id, m.merged_id, m.stanza_id, m.failure, m.is_automatic, m.at, {} FROM messages m {} WHERE m.phone_id = $1 AND m.status = 'queued' \
         AND (m.at > $2 OR (m.at = $2 AND m.id > $3)) ORDER BY m.at, m.id LIMIT $4",
        outgoing::COLUMNS,
        outgoing::FILE
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(phone.to_string()).bind(at).bind(id).bind(limit).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            Ok(Queued {
                id: MessageId(uuid(row, "id")?),
                lead_id: LeadId(uuid(row, "lead_id")?),
                merged_id: merged(row)?,
                stanza_id: row.try_get("stanza_id")?,
                draft: Draft::of(row)?,
                held: row.try_get("failure")?,
                is_automatic: row.try_get::<i64, _>("is_automatic")? != 0,
                at: row.try_get("at")?,
            })
        })
        .collect()
}

/// Notes why a queued message is held back, or that it is not any more. Answers it when that is news.
pub(super) async fn hold(tx: &mut Transaction<'static, Any>, id: MessageId, why: Option<&str>) -> Result<Option<Message>, AppError> {
    let note =
        sqlx::query("UPDATE messages SET failure = NULLIF($2, '') WHERE id = $1 AND status = 'queued' AND COALESCE(failure, '') <> $2");
    let noted = note.bind(id.0.to_string()).bind(why.unwrap_or("")).execute(&mut **tx).await?.rows_affected() > 0;
    if noted { one_in(tx, id).await } else { Ok(None) }
}

/// Moves one of our messages on, never back: `from` lists the states that may become `to`. Answers it when it changed.
pub(super) async fn advance(
    tx: &mut Transaction<'static, Any>,
    phone: PhoneId,
    stanza_id: &str,
    from: &[&str],
    to: &MessageStatus,
) -> Result<Option<Message>, AppError> {
    let (status, failure) = words(to);
    let row = sqlx::query("SELECT id, status FROM messages WHERE phone_id = $1 AND stanza_id = $2 AND ours = 1")
        .bind(phone.to_string())
        .bind(stanza_id)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let current: String = row.try_get("status")?;
    if !from.contains(&current.as_str()) {
        return Ok(None);
    }
    let id = MessageId(uuid(&row, "id")?);
    sqlx::query("UPDATE messages SET status = $2, failure = $3 WHERE id = $1")
        .bind(id.0.to_string())
        .bind(status)
        .bind(failure)
        .execute(&mut **tx)
        .await?;
    one_in(tx, id).await
}

/// Whether what has this id of WhatsApp's is stored for this phone; a place that is kept for it does not count.
const IS_KNOWN: &str = "SELECT CAST(1 AS BIGINT) FROM messages WHERE phone_id = $1 AND stanza_id = $2 AND kind <> 'waiting' \
     UNION ALL SELECT CAST(1 AS BIGINT) FROM message_amendments WHERE phone_id = $1 AND stanza_id = $2 LIMIT 1";

pub(super) async fn is_known(db: &Db, phone: PhoneId, stanza_id: &str) -> Result<bool, AppError> {
    let found: Option<i64> = sqlx::query_scalar(IS_KNOWN).bind(phone.to_string()).bind(stanza_id).fetch_optional(db.read()).await?;
    Ok(found.is_some())
}

pub(super) async fn is_known_in(tx: &mut Transaction<'static, Any>, phone: PhoneId, stanza_id: &str) -> Result<bool, AppError> {
    let found: Option<i64> = sqlx::query_scalar(IS_KNOWN).bind(phone.to_string()).bind(stanza_id).fetch_optional(&mut **tx).await?;
    Ok(found.is_some())
}

/// Whom a message of ours is for.
pub(super) async fn lead_of(db: &Db, phone: PhoneId, stanza_id: &str) -> Result<Option<LeadId>, AppError> {
    let row = sqlx::query("SELECT lead_id FROM messages WHERE phone_id = $1 AND stanza_id = $2 AND ours = 1")
        .bind(phone.to_string())
        .bind(stanza_id)
        .fetch_optional(db.read())
        .await?;
    row.map(|row| uuid(&row, "lead_id").map(LeadId)).transpose()
}

/// Gives up everything of ours that waits for one person on one phone, and answers it.
pub(super) async fn fail_queued(
    tx: &mut Transaction<'static, Any>,
    phone: PhoneId,
    lead: LeadId,
    to: &MessageStatus,
) -> Result<Vec<Message>, AppError> {
    let (status, failure) = words(to);
    let ids: Vec<String> = sqlx::query_scalar(
        "UPDATE messages SET status = $3, failure = $4 WHERE phone_id = $1 AND lead_id = $2 AND status = 'queued' RETURNING id",
    )
    .bind(phone.to_string())
    .bind(lead.to_string())
    .bind(status)
    .bind(failure)
    .fetch_all(&mut **tx)
    .await?;
    let mut failed = Vec::with_capacity(ids.len());
    for id in ids {
        let id = Uuid::parse_str(&id).map_err(|error| unexpected(&error))?;
        failed.extend(one_in(tx, MessageId(id)).await?);
    }
    Ok(failed)
}

/// Who sent a message that could not be read gives it again within this, milliseconds, or never.
const HEALS_WITHIN_MS: i64 = 14 * 86_400_000;

/// Remembers that a message came that cannot be read yet, and forgets those of long ago.
pub(super) async fn note_unreadable(
    tx: &mut Transaction<'static, Any>,
    phone: PhoneId,
    stanza_id: &str,
    now_ms: i64,
) -> Result<(), AppError> {
    let note = sqlx::query("INSERT INTO unreadable_messages (phone_id, stanza_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
    note.bind(phone.to_string()).bind(stanza_id).bind(now_ms).execute(&mut **tx).await?;
    let prune = sqlx::query("DELETE FROM unreadable_messages WHERE phone_id = $1 AND at < $2");
    prune.bind(phone.to_string()).bind(now_ms - HEALS_WITHIN_MS).execute(&mut **tx).await?;
    Ok(())
}

/// How many messages of this phone cannot be read yet.
pub(super) async fn unreadable(db: &Db, phone: PhoneId) -> Result<i64, AppError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM unreadable_messages WHERE phone_id = $1");
    Ok(count.bind(phone.to_string()).fetch_one(db.read()).await?)
}

/// Gives up everything that was to go out by a phone that is no more.
pub(super) async fn fail_all_queued(
    tx: &mut Transaction<'static, Any>,
    phone: PhoneId,
    to: &MessageStatus,
) -> Result<Vec<Message>, AppError> {
    let leads: Vec<String> = sqlx::query_scalar("SELECT DISTINCT lead_id FROM messages WHERE phone_id = $1 AND status = 'queued'")
        .bind(phone.to_string())
        .fetch_all(&mut **tx)
        .await?;
    let mut failed = Vec::new();
    for lead in leads {
        let lead = Uuid::parse_str(&lead).map_err(|error| unexpected(&error))?;
        failed.extend(fail_queued(tx, phone, LeadId(lead), to).await?);
    }
    Ok(failed)
}

/// The message can be read now.
pub(super) async fn forget_unreadable(tx: &mut Transaction<'static, Any>, phone: PhoneId, stanza_id: &str) -> Result<(), AppError> {
    let forget = sqlx::query("DELETE FROM unreadable_messages WHERE phone_id = $1 AND stanza_id = $2");
    forget.bind(phone.to_string()).bind(stanza_id).execute(&mut **tx).await?;
    Ok(())
}

/// Whether people wait for this phone: its messages were not read here, or messages are queued to go out by it.
pub(super) async fn has_people_waiting(db: &Db, phone: PhoneId) -> Result<bool, AppError> {
    let waiting: i64 = sqlx::query_scalar(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM messages WHERE phone_id = $1 AND status = 'queued') \
         OR EXISTS (SELECT 1 FROM leads l WHERE l.unread > 0 AND EXISTS (SELECT 1 FROM messages m WHERE m.lead_id = l.id AND m.phone_id = $1)) \
         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END",
    )
    .bind(phone.to_string())
    .fetch_one(db.read())
    .await?;
    Ok(waiting != 0)
}

/// What goes in and out by one phone; `since` is where counting begins.
pub(super) async fn traffic(db: &Db, phone: PhoneId, since: i64) -> Result<Traffic, AppError> {
    let row = sqlx::query(
        "SELECT (SELECT MAX(at) FROM messages WHERE phone_id = $1 AND ours = 0) AS last_in, \
         (SELECT at FROM messages WHERE phone_id = $1 AND ours = 1 AND status NOT IN ('queued', 'failed') ORDER BY at DESC LIMIT 1) AS last_out, \
         (SELECT COUNT(*) FROM messages WHERE phone_id = $1 AND status = 'queued') AS queued, \
         (SELECT COUNT(*) FROM unreadable_messages WHERE phone_id = $1) AS unreadable, \
         (SELECT COUNT(*) FROM messages WHERE phone_id = $1 AND ours = 0 AND at >= $2) AS day_in, \
         (SELECT COUNT(*) FROM messages WHERE phone_id = $1 AND ours = 1 AND at >= $2 AND status NOT IN ('queued', 'failed')) AS day_out",
    )
    .bind(phone.to_string())
    .bind(since)
    .fetch_one(db.read())
    .await?;
    Ok(Traffic {
        last_in: row.try_get("last_in")?,
        last_out: row.try_get("last_out")?,
        queued: row.try_get("queued")?,
        unreadable: row.try_get("unreadable")?,
        day_in: row.try_get("day_in")?,
        day_out: row.try_get("day_out")?,
    })
}

/// What became of what we wrote since. Each phone's messages stand in an index by whose they are and when.
pub(super) async fn outcomes(db: &Db, since: i64) -> Result<Vec<(Outcome, i64)>, AppError> {
    let rows = sqlx::query(
        "SELECT m.status, COUNT(*) AS number FROM phones p JOIN messages m ON m.phone_id = p.id AND m.ours = 1 AND m.at >= $1 \
         GROUP BY m.status",
    );
    let rows = rows.bind(since).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            let status: String = row.try_get("status")?;
            let outcome = match status.as_str() {
                "queued" => Outcome::Queued,
                "sent" => Outcome::Sent,
                "delivered" => Outcome::Delivered,
                "read" => Outcome::Read,
                "failed" => Outcome::Failed,
                other => return Err(unexpected(&format!("unknown message status {other}"))),
            };
            Ok((outcome, row.try_get("number")?))
        })
        .collect()
}

/// How many messages came and went from one moment to another.
pub(super) async fn between(db: &Db, from: i64, to: i64) -> Result<(i64, i64), AppError> {
    let count = async |ours: i64| -> Result<i64, AppError> {
        let count = sqlx::query_scalar(
            "SELECT COUNT(*) FROM phones p JOIN messages m ON m.phone_id = p.id AND m.ours = $1 AND m.at >= $2 AND m.at < $3",
        );
        Ok(count.bind(ours).bind(from).bind(to).fetch_one(db.read()).await?)
    };
    Ok((count(0).await?, count(1).await?))
}

/// How many people wrote since.
pub(super) async fn people_since(db: &Db, since: i64) -> Result<i64, AppError> {
    let count = sqlx::query_scalar(
        "SELECT COUNT(*) FROM (SELECT DISTINCT m.lead_id FROM phones p JOIN messages m ON m.phone_id = p.id AND m.ours = 0 \
         AND m.at >= $1) wrote WHERE NOT EXISTS (SELECT 1 FROM deleted_leads d WHERE d.id = wrote.lead_id)",
    );
    Ok(count.bind(since).fetch_one(db.read()).await?)
}

/// Whether this person has ever written to this phone: then WhatsApp counts the chat as theirs, not as a new one of ours.
pub(super) async fn has_written(db: &Db, phone: PhoneId, lead: LeadId) -> Result<bool, AppError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT CAST(1 AS BIGINT) FROM messages WHERE lead_id = $1 AND phone_id = $2 AND status = 'received' LIMIT 1")
            .bind(lead.to_string())
            .bind(phone.to_string())
            .fetch_optional(db.read())
            .await?;
    Ok(found.is_some())
}

/// Puts a failed message back into the queue, because a person wants it sent.
pub(super) async fn requeue(tx: &mut Transaction<'static, Any>, id: MessageId) -> Result<Option<Message>, AppError> {
    let done = sqlx::query("UPDATE messages SET status = 'queued', failure = NULL, is_automatic = 0 WHERE id = $1 AND status = 'failed'")
        .bind(id.0.to_string())
        .execute(&mut **tx)
        .await?;
    if done.rows_affected() == 1 { one_in(tx, id).await } else { Ok(None) }
}

pub(super) fn words(status: &MessageStatus) -> (&'static str, Option<&str>) {
    match status {
        MessageStatus::Received => ("received", None),
        MessageStatus::Queued => ("queued", None),
        MessageStatus::Held(why) => ("queued", Some(why)),
        MessageStatus::Sent => ("sent", None),
        MessageStatus::Delivered => ("delivered", None),
        MessageStatus::Read => ("read", None),
        MessageStatus::Failed(why) => ("failed", Some(why)),
    }
}

fn from_row(row: &AnyRow) -> Result<Message, AppError> {
    let status: String = row.try_get("status")?;
    let failure: Option<String> = row.try_get("failure")?;
    let kind: String = row.try_get("kind")?;
    Ok(Message {
        id: MessageId(uuid(row, "id")?),
        lead_id: LeadId(uuid(row, "lead_id")?),
        phone_id: PhoneId(uuid(row, "phone_id")?),
        phone_name: row.try_get("phone_name")?,
        kind: kinds::named(&kind)?,
        formatted: formatting::html(row.try_get("text")?),
        text: row.try_get("text")?,
        place: row.try_get("place")?,
        media: media(row)?,
        quote: quote(row)?,
        is_edited: row.try_get::<i64, _>("edited")? == 1,
        their_reaction: row.try_get("reaction_theirs")?,
        our_reaction: row.try_get("reaction_ours")?,
        sender: row.try_get("sender")?,
        at: row.try_get("at")?,
        status: match status.as_str() {
            "received" => MessageStatus::Received,
            "queued" => failure.map_or(MessageStatus::Queued, MessageStatus::Held),
            "sent" => MessageStatus::Sent,
            "delivered" => MessageStatus::Delivered,
            "read" => MessageStatus::Read,
            "failed" => MessageStatus::Failed(failure.unwrap_or_default()),
            other => return Err(unexpected(&format!("unknown message status {other}"))),
        },
    })
}

fn media(row: &AnyRow) -> Result<Option<Media>, AppError> {
    let state: Option<String> = row.try_get("file_state")?;
    let state = match state.as_deref() {
        None | Some("removed") => return Ok(None),
        Some("pending") => MediaState::Pending,
        Some("too_large") => MediaState::TooLarge,
        Some("not_fetched") => MediaState::NotFetched,
        Some("stored") => MediaState::Stored(shows(row.try_get("file_kind")?)),
        Some(_) => MediaState::Failed(row.try_get::<Option<String>, _>("file_failure")?.unwrap_or_default()),
    };
    let side = |name| Ok::<_, AppError>(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or(0));
    Ok(Some(Media {
        name: row.try_get("file_name")?,
        size: row.try_get("size")?,
        width: side("width")?,
        height: side("height")?,
        has_thumbnail: row.try_get::<i64, _>("has_thumbnail")? == 1,
        state,
    }))
}

fn shows(kind: &str) -> Shows {
    match kind.split('/').next() {
        _ if !looks::is_shown(kind) => Shows::Nothing,
        Some("image") => Shows::Image,
        Some("video") => Shows::Video,
        _ => Shows::Audio,
    }
}

/// The words as they are now, when the message is here.
fn quote(row: &AnyRow) -> Result<Option<Quote>, AppError> {
    let Some(ours) = row.try_get::<Option<i64>, _>("quoted_ours")? else { return Ok(None) };
    let (kind, now): (Option<String>, Option<String>) = (row.try_get("quoted_kind")?, row.try_get("quoted_now")?);
    let kept: Option<String> = row.try_get("quoted_text")?;
    let (id, text) = match (kind, now) {
        (Some(kind), Some(now)) => {
            let first: String = now.chars().take(LONGEST_QUOTE).collect();
            (Some(MessageId(uuid(row, "quoted_id")?)), kinds::in_short(kinds::named(&kind)?, &first))
        }
        _ => (None, kept.unwrap_or_default()),
    };
    let has_thumbnail = row.try_get::<Option<i64>, _>("quoted_thumbnail")? == Some(1);
    Ok(Some(Quote { id, is_ours: ours == 1, text, has_thumbnail }))
}

/// The phone of a row.
pub(super) fn phone(row: &AnyRow) -> Result<PhoneId, AppError> {
    uuid(row, "phone_id").map(PhoneId)
}

fn merged(row: &AnyRow) -> Result<Option<LeadId>, AppError> {
    let id: Option<String> = row.try_get("merged_id")?;
    id.map(|id| Uuid::parse_str(&id).map(LeadId).map_err(|error| unexpected(&error))).transpose()
}

pub(super) fn uuid(row: &AnyRow, column: &str) -> Result<Uuid, AppError> {
    let text: String = row.try_get(column)?;
    Uuid::parse_str(&text).map_err(|error| unexpected(&error))
}
