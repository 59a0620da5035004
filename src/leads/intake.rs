//! A message touches a lead: finds the person by either address, creates them, keeps name, newest message and unread.
use super::{
    deleting, merging,
    model::{FollowUp, FollowUpEnd, Lead, LeadChange, LeadEvent, LeadId, Plan, Reach},
    notes, renumbering,
    stages::{self, StageId},
    store::{self, StoredLead},
    tags,
};
use crate::{
    db::{Db, Dialect},
    error::AppError,
    phones::{international, other_spellings},
    team::PersonId,
    whatsapp::Address,
};
use sqlx::{Any, Transaction};
use uuid::Uuid;

/// What a lead is called of whom neither name nor number is known.
pub const UNKNOWN: &str = "Unknown number";
/// Characters of the newest message that the list shows.
const PREVIEW: usize = 120;
/// The longest name that a person can give themselves here, in characters.
const LONGEST_NAME: usize = 80;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The person; it counts as unread, and they wait for an answer.
    Them,
    /// A colleague, here.
    Colleague(PersonId),
    /// A step of a sequence that a colleague started: it does nothing that a person still has to.
    Sequence(PersonId),
    /// Whoever holds our handset.
    Handset,
}

/// What a message says about the lead.
pub struct Touch<'a> {
    /// The first words are shown in the list.
    pub text: &'a str,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Who wrote it.
    pub by: Author,
}

/// The person behind an address.
pub struct Found {
    stored: StoredLead,
    /// Whether nothing was known of them before.
    pub is_new: bool,
    /// A second lead that turned out to be the same person: its messages must be moved, then [`forget`] it.
    pub merged: Option<LeadId>,
    /// The lead whose address it is, when that is part of this one since somebody merged them.
    pub by_merged: Option<LeadId>,
    /// Whether it was deleted until now.
    pub came_back: bool,
}

impl Found {
    /// Who; stored already.
    pub fn lead(&self) -> &Lead {
        &self.stored.lead
    }

    /// The same, with what else was found forgotten.
    pub fn into_lead(self) -> Lead {
        self.stored.lead
    }

    /// The same person, who is called otherwise now.
    pub(super) fn named(mut self, lead: Lead) -> Self {
        self.stored.lead = lead;
        self
    }
}

/// Begins a transaction in which leads and their messages may be changed: it waits until nobody else changes any.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(db: &Db) -> Result<Transaction<'static, Any>, AppError> {
    let mut tx = db.write().await?;
    store::lock(db.dialect(), &mut tx).await?;
    Ok(tx)
}

/// The same for a transaction that has begun.
///
/// # Errors
/// When the database cannot be written.
pub async fn join(dialect: Dialect, tx: &mut Transaction<'static, Any>) -> Result<(), AppError> {
    store::lock(dialect, tx).await
}

/// A lead as it is in this transaction.
///
/// # Errors
/// `NotFound`; when the database cannot be read.
pub async fn one(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<Lead, AppError> {
    Ok(store::one_in(tx, id).await?.lead)
}

/// Finds or creates the lead of an address, within a transaction from [`begin`] that also stores the message. One that was deleted comes
/// back.
///
/// # Errors
/// When the database cannot be written.
pub async fn find_or_create(tx: &mut Transaction<'static, Any>, person: &Address, push_name: &str, now_ms: i64) -> Result<Found, AppError> {
    let mut found = store::by_address(tx, person.number.as_deref(), person.lid.as_deref()).await?;
    let mut came_back = false;
    if !is_met(&found, person) && deleting::bring_back(tx, person, None, now_ms).await? {
        came_back = true;
        found = store::by_address(tx, person.number.as_deref(), person.lid.as_deref()).await?;
    }
    let before = found.first().cloned();
    // Two leads are one person only when nothing that is known of them contradicts it; else the LID decides, as a
    // number can be given to somebody else.
    let agree =
        found.iter().all(|lead| agrees(lead.number.as_ref(), person.number.as_ref()) && agrees(lead.lid.as_ref(), person.lid.as_ref()));
    if found.len() == 2 && !agree {
        found.retain(|lead| lead.lid == person.lid);
    }
    if !is_met(&found, person)
        && let Some((merged, into)) = merging::known_by(tx, person).await?
        && found.iter().all(|lead| lead.lid.is_none() || lead.lid != person.lid)
    {
        merging::meet(tx, merged, person).await?;
        return Ok(Found { stored: store::one_in(tx, into).await?, is_new: false, merged: None, by_merged: Some(merged), came_back });
    }
    if found.is_empty() {
        found = written_otherwise(tx, person).await?;
    }
    if found.is_empty() {
        found.extend(renumbering::had(tx, person).await?);
    }
    let mut found = found.into_iter();
    let (known, other) = (found.next(), found.next());
    let is_new = known.is_none();
    let mut lead = match known {
        Some(lead) => lead,
        None => new_lead(stages::first_in(tx).await?),
    };
    if let Some(other) = &other {
        store::release_addresses(tx, other.lead.id).await?;
        merging::hand_on(tx, other.lead.id, lead.lead.id).await?;
        store::move_changes(tx, other.lead.id, lead.lead.id).await?;
        notes::move_to(tx, other.lead.id, lead.lead.id).await?;
        lead.number = lead.number.take().or_else(|| other.number.clone());
        lead.lid = lead.lid.take().or_else(|| other.lid.clone());
        absorb(&mut lead, other);
        tags::replace(tx, &lead.lead).await?;
        let absorbed = LeadEvent::Absorbed(other.lead.name.clone());
        store::record(tx, lead.lead.id, &LeadChange { at: now_ms, by: None, what: absorbed }).await?;
    }
    if agree {
        lead.number = lead.number.or_else(|| person.number.clone());
        lead.lid = lead.lid.or_else(|| person.lid.clone());
    }
    lead.lead.number = lead.number.as_deref().map(international);
    let fallback = lead.lead.number.clone().unwrap_or_else(|| UNKNOWN.into());
    lead.lead.own_name = name_of(push_name, &lead.lead.own_name, fallback);
    lead.lead.name = if lead.called.is_empty() { lead.lead.own_name.clone() } else { lead.called.clone() };
    if before.as_ref() != Some(&lead) {
        store::save(tx, &lead, now_ms).await?;
    }
    Ok(Found { stored: lead, is_new, merged: other.map(|other| other.lead.id), by_merged: None, came_back })
}

/// The lead that has the number as another plan of its country writes it, and gets it as WhatsApp does.
async fn written_otherwise(tx: &mut Transaction<'static, Any>, person: &Address) -> Result<Vec<StoredLead>, AppError> {
    let Some(number) = &person.number else { return Ok(Vec::new()) };
    for other in other_spellings(number) {
        let known =
            store::by_address(tx, Some(&other), None).await?.into_iter().find(|lead| agrees(lead.lid.as_ref(), person.lid.as_ref()));
        if let Some(mut lead) = known {
            lead.number = Some(number.clone());
            return Ok(vec![lead]);
        }
    }
    Ok(Vec::new())
}

/// Whether one of these leads has every address of a person: then nobody else is looked for who has, or had, one of them.
fn is_met(leads: &[StoredLead], person: &Address) -> bool {
    let has = |own: &Option<String>, said: &Option<String>| said.is_none() || said == own;
    leads.iter().any(|lead| has(&lead.number, &person.number) && has(&lead.lid, &person.lid))
}

/// Whether the person is called as they called themselves, and not by their number or nothing.
pub(super) fn has_own_name(lead: &Lead) -> bool {
    lead.own_name != UNKNOWN && Some(&lead.own_name) != lead.number.as_ref()
}

fn agrees(known: Option<&String>, said: Option<&String>) -> bool {
    known.is_none() || said.is_none() || known == said
}

/// What is known of both, but their addresses.
pub(super) fn absorb(lead: &mut StoredLead, other: &StoredLead) {
    lead.lead.unread = lead.lead.unread.saturating_add(other.lead.unread);
    // Whoever was only added or imported has no message, however late that was.
    let newest = |of: &StoredLead| (!of.lead.last_message.is_empty(), of.lead.last_message_at);
    if newest(other) > newest(lead) {
        lead.lead.last_message.clone_from(&other.lead.last_message);
        lead.lead.last_message_is_ours = other.lead.last_message_is_ours;
        lead.lead.last_message_at = other.lead.last_message_at;
        lead.lead.last_message_reach = other.lead.last_message_reach;
    }
    absorb_plan(lead, other);
    absorb_facts(lead, other);
}

/// The stage that somebody chose last stays; what is known of one only is known of both, and they have the tags of both.
fn absorb_facts(lead: &mut StoredLead, other: &StoredLead) {
    if other.staged_at > lead.staged_at {
        lead.staged_at = other.staged_at;
        lead.lead.stage = other.lead.stage;
        lead.lead.lost_reason.clone_from(&other.lead.lost_reason);
    }
    lead.lead.tags.extend(other.lead.tags.iter().cloned());
    lead.lead.tags.sort();
    lead.lead.tags.dedup();
    for (known, others) in [(&mut lead.called, &other.called), (&mut lead.lead.source, &other.lead.source)] {
        if known.is_empty() {
            known.clone_from(others);
        }
    }
    lead.lead.worth = lead.lead.worth.or(other.lead.worth);
}

/// The earlier follow-up stays; it is done when both are; nobody waits whom we wrote to last.
fn absorb_plan(lead: &mut StoredLead, other: &StoredLead) {
    lead.done_at = lead.done_at.zip(other.done_at).map(|(one, other)| one.max(other));
    lead.lead.is_done = lead.done_at.is_some();
    lead.lead.owner = lead.lead.owner.or(other.lead.owner);
    let waiting = [lead.lead.waiting_since, other.lead.waiting_since].into_iter().flatten().min();
    lead.lead.waiting_since = waiting.filter(|_| !lead.lead.last_message_is_ours);
    if other.lead.due_at.is_some_and(|due| lead.lead.due_at.is_none_or(|earlier| due < earlier)) {
        lead.lead.due_at = other.lead.due_at;
        lead.lead.due_note.clone_from(&other.lead.due_note);
        lead.planned_at = other.planned_at;
    }
}

/// Stores what a new message says about the lead, within its transaction, and answers the lead as it is now.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn touch(tx: &mut Transaction<'static, Any>, id: LeadId, touch: &Touch<'_>, now_ms: i64) -> Result<Lead, AppError> {
    let stored = store::one_in(tx, id).await?;
    touch_stored(tx, stored, touch, now_ms).await
}

/// The same for somebody who was found in this transaction and not changed since, so that they need not be read again.
///
/// # Errors
/// As [`touch`].
pub async fn touch_found(tx: &mut Transaction<'static, Any>, found: &Found, touch: &Touch<'_>, now_ms: i64) -> Result<Lead, AppError> {
    touch_stored(tx, found.stored.clone(), touch, now_ms).await
}

async fn touch_stored(
    tx: &mut Transaction<'static, Any>,
    mut stored: StoredLead,
    touch: &Touch<'_>,
    now_ms: i64,
) -> Result<Lead, AppError> {
    let id = stored.lead.id;
    // What they wrote before our newest message, and came late, waits for nobody.
    let is_newest = touch.at >= stored.lead.last_message_at;
    let mut events = Vec::new();
    match touch.by {
        Author::Them if is_newest || !stored.lead.last_message_is_ours => events.extend(they_wait(&mut stored, touch.at)),
        Author::Them => {}
        Author::Colleague(_) | Author::Sequence(_) | Author::Handset => events.extend(we_wrote(&mut stored, touch, is_newest, now_ms)),
    }
    let lead = &mut stored.lead;
    lead.is_done = stored.done_at.is_some();
    match touch.by {
        Author::Them => lead.unread = lead.unread.saturating_add(1),
        // Who answers on the handset has read there what came before.
        Author::Handset if is_newest => lead.unread = 0,
        Author::Handset | Author::Colleague(_) | Author::Sequence(_) => {}
    }
    if is_newest {
        lead.last_message = preview(touch.text);
        lead.last_message_is_ours = touch.by != Author::Them;
        lead.last_message_at = touch.at;
        lead.last_message_reach = match touch.by {
            Author::Them => None,
            Author::Handset => Some(Reach::Sent),
            Author::Colleague(_) | Author::Sequence(_) => Some(Reach::Queued),
        };
    }
    store::save_touched(tx, &stored).await?;
    for what in events {
        let by = if let (LeadEvent::Claimed, Author::Colleague(person) | Author::Sequence(person)) = (&what, touch.by) {
            Some(person)
        } else {
            None
        };
        store::record(tx, id, &LeadChange { at: now_ms, by, what }).await?;
    }
    Ok(stored.lead)
}

/// The newest message says something else now. Answers the lead if that changed it.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn reword(
    tx: &mut Transaction<'static, Any>,
    id: LeadId,
    (text, is_ours, at): (&str, bool, i64),
    now_ms: i64,
) -> Result<Option<Lead>, AppError> {
    let mut stored = store::one_in(tx, id).await?;
    let before = stored.lead.clone();
    let lead = &mut stored.lead;
    (lead.last_message, lead.last_message_is_ours, lead.last_message_at) = (preview(text), is_ours, at);
    if *lead == before {
        return Ok(None);
    }
    store::save(tx, &stored, now_ms).await?;
    Ok(Some(one(tx, id).await?))
}

/// Says in the list what is known of a person of whom no message is here. Answers the lead if that changed it.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn introduce(tx: &mut Transaction<'static, Any>, id: LeadId, text: &str, at: i64, now_ms: i64) -> Result<Option<Lead>, AppError> {
    if store::one_in(tx, id).await?.lead.last_message_at != 0 {
        return Ok(None);
    }
    reword(tx, id, (text, false, at), now_ms).await
}

/// What was taken for a message is none; the newest that is left, if any, is named as [`reword`] takes it.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn withdraw(
    tx: &mut Transaction<'static, Any>,
    id: LeadId,
    (was_ours, was_at): (bool, i64),
    newest: Option<(String, bool, i64)>,
    now_ms: i64,
) -> Result<Lead, AppError> {
    let mut stored = store::one_in(tx, id).await?;
    let lead = &mut stored.lead;
    let (text, is_ours, at) = newest.unwrap_or_default();
    (lead.last_message, lead.last_message_is_ours, lead.last_message_at) = (preview(&text), is_ours, at);
    if !was_ours {
        lead.unread = lead.unread.saturating_sub(1);
    }
    if lead.waiting_since == Some(was_at) {
        lead.waiting_since = (at != 0 && !is_ours).then_some(at);
    }
    store::save(tx, &stored, now_ms).await?;
    one(tx, id).await
}

/// They wrote: they wait, whatever was planned is overtaken, and what was done is not.
fn they_wait(stored: &mut StoredLead, at: i64) -> Option<LeadEvent> {
    if stored.done_at.take().is_some() {
        stored.lead.waiting_since = None;
        forget_follow_up(stored);
    }
    stored.lead.waiting_since = Some(stored.lead.waiting_since.map_or(at, |since| since.min(at)));
    // WhatsApp tells whole seconds.
    let is_later = stored.planned_at.is_some_and(|planned| at + 999 >= planned);
    (is_later && forget_follow_up(stored)).then_some(LeadEvent::FollowUpEnded(FollowUpEnd::TheyWrote))
}

/// We wrote: nobody waits. A follow-up that was due is done with it; what a colleague writes on the handset ends any.
fn we_wrote(stored: &mut StoredLead, touch: &Touch<'_>, is_newest: bool, now_ms: i64) -> Vec<LeadEvent> {
    let mut events = Vec::new();
    if !is_newest {
        return events;
    }
    if stored.done_at.take().is_some() {
        forget_follow_up(stored);
    }
    stored.lead.waiting_since = None;
    let end = match touch.by {
        Author::Handset => Some(FollowUpEnd::OnHandset),
        Author::Sequence(_) => None,
        _ => stored.lead.due_at.is_some_and(|due| due <= now_ms).then_some(FollowUpEnd::WeWrote),
    };
    if let Some(end) = end
        && forget_follow_up(stored)
    {
        events.push(LeadEvent::FollowUpEnded(end));
    }
    if let (Author::Colleague(person) | Author::Sequence(person), None) = (touch.by, stored.lead.owner) {
        stored.lead.owner = Some(person);
        events.push(LeadEvent::Claimed);
    }
    events
}

/// Leadwire itself has something to ask about a lead: it is due now, whatever was planned or done. Answers the lead as it is now.
///
/// # Errors
/// `NotFound`; when the database cannot be written.
pub async fn remind(tx: &mut Transaction<'static, Any>, id: LeadId, note: &str, now_ms: i64) -> Result<Lead, AppError> {
    let mut stored = store::one_in(tx, id).await?;
    if stored.done_at.take().is_some() {
        stored.lead.waiting_since = None;
        forget_follow_up(&mut stored);
    }
    let lead = &mut stored.lead;
    lead.is_done = false;
    // What a person wanted to be told then is told as well.
    let planned = lead.due_note.as_str();
    let note = if planned.is_empty() || planned == note { note.to_owned() } else { format!("{note} · {planned}") };
    let note: String = note.chars().take(FollowUp::LONGEST_NOTE).collect();
    lead.due_note.clone_from(&note);
    lead.due_at = Some(lead.due_at.map_or(now_ms, |due| due.min(now_ms)));
    let due_at = lead.due_at.unwrap_or(now_ms);
    stored.planned_at = Some(now_ms);
    store::save(tx, &stored, now_ms).await?;
    store::record(tx, id, &LeadChange { at: now_ms, by: None, what: LeadEvent::Decided(Plan::FollowUp { due_at, note }) }).await?;
    Ok(stored.lead)
}

/// Answers whether there was one.
fn forget_follow_up(stored: &mut StoredLead) -> bool {
    stored.planned_at = None;
    stored.lead.due_note.clear();
    stored.lead.due_at.take().is_some()
}

/// Removes a merged lead once nothing points at it.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(tx: &mut Transaction<'static, Any>, id: LeadId) -> Result<(), AppError> {
    store::delete(tx, id).await
}

pub(super) fn new_lead(stage: StageId) -> StoredLead {
    let lead = Lead {
        id: LeadId(Uuid::now_v7()),
        name: String::new(),
        own_name: String::new(),
        number: None,
        last_message: String::new(),
        last_message_is_ours: false,
        last_message_at: 0,
        last_message_reach: None,
        unread: 0,
        owner: None,
        waiting_since: None,
        due_at: None,
        due_note: String::new(),
        is_done: false,
        stage,
        lost_reason: String::new(),
        tags: Vec::new(),
        source: String::new(),
        worth: None,
        goes_on: false,
    };
    StoredLead { lead, number: None, lid: None, planned_at: None, done_at: None, staged_at: None, called: String::new() }
}

/// The person's own name for themselves, when it is one; else the name we had; else the number.
pub(super) fn name_of(push_name: &str, known: &str, fallback: String) -> String {
    let pushed: String = push_name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    let pushed = pushed.trim();
    if !pushed.is_empty() {
        pushed.to_owned()
    } else if known.is_empty() {
        fallback
    } else {
        known.to_owned()
    }
}

pub(super) fn preview(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= PREVIEW { line } else { line.chars().take(PREVIEW - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::{name_of, preview};

    #[test]
    fn a_person_is_called_as_they_call_themselves_or_by_their_number() {
        assert_eq!(name_of(" Ada\u{7} ", "", "+62 1".into()), "Ada");
        assert_eq!(name_of("", "Ada", "+62 1".into()), "Ada");
        assert_eq!(name_of("\n", "", "+62 1".into()), "+62 1");
    }

    #[test]
    fn a_preview_is_one_short_line() {
        assert_eq!(preview("two\n lines"), "two lines");
        assert_eq!(preview(&"é".repeat(500)).chars().count(), 120);
    }
}
