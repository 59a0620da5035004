//! Receiving: one transaction per batch writes messages, leads and unread counts; only then WhatsApp gets its receipt.
use super::{
    amendments::{self, Amendment, NewAmendment},
    belonging,
    fetching::Fetching,
    files,
    history::{self, Importing},
    kinds,
    later::{holding, store as later},
    merging,
    model::{Kind, Message, MessageId, MessageStatus, Typing},
    outbox::Outbox,
    replying, retry_requests,
    sequences::ending,
    store::{self, Inserted, Key, NewMessage, Shape},
};
use crate::{
    clock::Clock,
    db::{Db, Writing},
    error::AppError,
    event::{DomainEvent, EventBus},
    leads::{
        Lead, giving,
        intake::{self, Author, Found, Touch},
        listing as leads,
    },
    phones::{PhoneId, settings::applying as settings},
    state::AppState,
    whatsapp::{self, Address, HistoryPart, Inbound, Inbox, ReceiptKind, Refusal, RetryRequest, Target, What},
};
use async_trait::async_trait;
use sqlx::{Any, Transaction};
use std::time::Instant;
use uuid::Uuid;

/// Where one phone's messages go.
#[derive(Clone, Debug)]
pub struct PhoneInbox {
    /// Which phone.
    pub phone: PhoneId,
    /// Where to.
    pub db: Db,
    /// Whom to tell.
    pub events: EventBus,
    /// The time.
    pub clock: Clock,
    /// Who gives again what a device could not open.
    pub outbox: Outbox,
    /// Who fetches the files of messages.
    pub fetching: Fetching,
    /// Who imports what was said before the link.
    pub importing: Importing,
}

#[async_trait]
impl Inbox for PhoneInbox {
    async fn commit(&self, batch: &[Inbound]) -> anyhow::Result<()> {
        self.store(batch).await?;
        if batch.iter().any(|inbound| matches!(&inbound.what, What::Message { file: Some(_), .. } | What::Delete(_))) {
            self.fetching.wake();
        }
        Ok(())
    }

    async fn is_stored(&self, stanza_id: &str) -> anyhow::Result<bool> {
        Ok(store::is_known(&self.db, self.phone, stanza_id).await?)
    }

    async fn acked(&self, stanza_id: &str, refusal: Option<&Refusal>) -> anyhow::Result<()> {
        tracing::debug!(phone.id = %self.phone, message.stanza_id = stanza_id, ?refusal, "WhatsApp acknowledged a message");
        let status = refusal.map_or(MessageStatus::Sent, |refusal| MessageStatus::Failed(why_refused(refusal)));
        // Whoever could not store all of it says it once more, so each step may be taken twice but the last.
        let is_of_person = refusal.is_some_and(|refusal| refusal.code == NO_NEW_CHAT && !refusal.no_new_chats);
        if is_of_person && let Some(lead) = store::lead_of(&self.db, self.phone, stanza_id).await? {
            // What waits for the same person would be refused too, and every try counts against the number.
            let mut tx = intake::begin(&self.db).await?;
            let failed = store::fail_queued(&mut tx, self.phone, lead, &status).await?;
            self.commit_and_tell(tx, failed.into_iter().map(DomainEvent::MessageChanged).collect()).await?;
        }
        // WhatsApp may take a message that we had given up: what it says later is the truth.
        self.advance(&[stanza_id.to_owned()], &["queued", "failed"], &status).await?;
        Ok(retry_requests::settle(&self.db, self.phone, stanza_id).await?)
    }

    async fn asked_again(&self, request: &RetryRequest) -> anyhow::Result<()> {
        let RetryRequest { stanza_id, count, .. } = request;
        tracing::debug!(phone.id = %self.phone, message.stanza_id = stanza_id, count, "A device asked for a message again");
        retry_requests::note(&self.db, self.phone, request, self.clock.now_ms()).await?;
        self.outbox.wake(self.phone);
        Ok(())
    }

    async fn undecryptable(&self, message: &Inbound) -> anyhow::Result<()> {
        let mut happened = Vec::new();
        let mut tx = intake::begin(&self.db).await?;
        // It may have been given again already.
        if store::is_known_in(&mut tx, self.phone, &message.stanza_id).await? {
            return Ok(());
        }
        self.store_one(&mut tx, message, &mut happened).await?;
        store::note_unreadable(&mut tx, self.phone, &message.stanza_id, self.clock.now_ms()).await?;
        Ok(self.commit_and_tell(tx, happened).await?)
    }

    async fn readable(&self, stanza_ids: &[String]) -> anyhow::Result<()> {
        if store::unreadable(&self.db, self.phone).await? == 0 {
            return Ok(());
        }
        let mut happened = Vec::new();
        let mut tx = intake::begin(&self.db).await?;
        for stanza_id in stanza_ids {
            store::forget_unreadable(&mut tx, self.phone, stanza_id).await?;
            self.give_place_up(&mut tx, stanza_id, &mut happened).await?;
        }
        Ok(self.commit_and_tell(tx, happened).await?)
    }

    async fn history(&self, part: &HistoryPart) -> anyhow::Result<()> {
        history::keep(&self.db, self.phone, part).await?;
        self.importing.wake();
        Ok(())
    }

    async fn number_changed(&self, from: &Address, to: &Address) -> anyhow::Result<()> {
        Ok(merging::renumber(self, from, to).await?)
    }

    async fn typing(&self, person: &Address, state: whatsapp::Typing) {
        let typing = match state {
            whatsapp::Typing::Writing => Some(Typing::Writing),
            whatsapp::Typing::Recording => Some(Typing::Recording),
            whatsapp::Typing::Stopped => None,
        };
        // Somebody unknown is on nobody's screen, and a failed look is in the log.
        if let Ok(Some(lead)) = leads::of_address(&self.db, person).await {
            self.events.publish(DomainEvent::LeadTyped(lead, typing));
        }
    }

    async fn has_people_waiting(&self) -> bool {
        store::has_people_waiting(&self.db, self.phone).await.unwrap_or(false)
    }

    async fn receipt(&self, stanza_ids: &[String], kind: ReceiptKind) -> anyhow::Result<()> {
        // A receipt proves the steps before it: the acknowledgement may have been lost with a connection.
        let (from, to): (&[&str], _) = match kind {
            ReceiptKind::Delivered => (&["queued", "failed", "sent"], MessageStatus::Delivered),
            ReceiptKind::Read => (&["queued", "failed", "sent", "delivered"], MessageStatus::Read),
        };
        self.advance(stanza_ids, from, &to).await
    }
}

impl PhoneInbox {
    /// The one of this phone.
    pub(super) fn of(app: &AppState, phone: PhoneId) -> Self {
        let AppState { db, events, clock, outbox, fetching, importing, .. } = app.clone();
        Self { phone, db, events, clock, outbox, fetching, importing }
    }

    async fn store(&self, batch: &[Inbound]) -> Result<(), AppError> {
        let work = |mut tx: Writing| async move {
            let happened = self.store_in(&mut tx, batch).await;
            (tx, happened)
        };
        let (begun, messages) = (Instant::now(), batch.len());
        let (outbox, events, clock, phone) = (self.outbox.clone(), self.events.clone(), self.clock.clone(), self.phone);
        let tell = move |happened| {
            // `bin/bench inbound` and `bin/bench message-to-tabs` read this.
            let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            tracing::debug!(phone.id = %phone, messages, took_us, at_ms = clock.now_ms(), "Stored what came");
            publish(&events, &outbox, phone, happened);
        };
        self.db.write_together_and_tell(work, tell).await?
    }

    async fn store_in(&self, tx: &mut Writing, batch: &[Inbound]) -> Result<Vec<DomainEvent>, AppError> {
        let mut happened = Vec::new();
        intake::join(self.db.dialect(), tx).await?;
        for inbound in batch {
            self.store_one(tx, inbound, &mut happened).await?;
        }
        Ok(happened)
    }

    /// As [`AppState::commit_and_tell`].
    pub(super) async fn commit_and_tell(&self, tx: Writing, happened: Vec<DomainEvent>) -> Result<(), sqlx::Error> {
        let (outbox, events, phone) = (self.outbox.clone(), self.events.clone(), self.phone);
        self.db.commit_and_tell(tx, move || publish(&events, &outbox, phone, happened)).await
    }

    async fn store_one(
        &self,
        tx: &mut Transaction<'static, Any>,
        inbound: &Inbound,
        happened: &mut Vec<DomainEvent>,
    ) -> Result<(), AppError> {
        if inbound.person.is_empty() {
            return Ok(());
        }
        let now = self.clock.now_ms();
        // The account's own name comes along with what its handset wrote; it is not the lead's.
        let push_name = if inbound.from_handset { "" } else { &inbound.push_name };
        let found = intake::find_or_create(tx, &inbound.person, push_name, now).await?;
        if let Some(merged) = found.merged {
            self.move_merged(tx, &found).await?;
            happened.push(DomainEvent::LeadMerged(merged, found.lead().id));
            happened.push(DomainEvent::ConversationMoved(found.lead().id));
        }
        let changed = match &inbound.what {
            What::Message { .. } => self.store_message(tx, inbound, &found, happened).await?,
            What::Reaction(of) => self.amend(tx, inbound, &found, (Amendment::Reaction, of), happened).await?,
            What::Edit(of) => self.amend(tx, inbound, &found, (Amendment::Edit, of), happened).await?,
            What::Delete(of) => self.amend(tx, inbound, &found, (Amendment::Delete, of), happened).await?,
        };
        let has_changed = (found.merged.is_some() || found.came_back).then(|| found.into_lead());
        happened.extend(changed.or(has_changed).map(DomainEvent::LeadChanged));
        Ok(())
    }

    /// Gives the lead what belonged to another one that turned out to be the same person.
    pub(super) async fn move_merged(&self, tx: &mut Transaction<'static, Any>, found: &Found) -> Result<(), AppError> {
        let Some(merged) = found.merged else { return Ok(()) };
        belonging::move_to_lead(tx, merged, found.lead().id).await?;
        amendments::move_to_lead(tx, merged, found.lead().id).await?;
        later::move_to_lead(tx, merged, found.lead().id).await?;
        ending::on_move(tx, merged, found.lead().id, self.clock.now_ms()).await?;
        intake::forget(tx, merged).await
    }

    /// Stores a message, or puts it into the place that was kept for it. Answers the lead if that changed it.
    async fn store_message(
        &self,
        tx: &mut Transaction<'static, Any>,
        inbound: &Inbound,
        found: &Found,
        happened: &mut Vec<DomainEvent>,
    ) -> Result<Option<Lead>, AppError> {
        let lead = found.lead();
        let What::Message { kind, place, reply, file } = &inbound.what else { return Ok(None) };
        let now = self.clock.now_ms();
        let (sender, status) = if inbound.from_handset { ("On the handset", "sent") } else { (lead.name.as_str(), "received") };
        let new = NewMessage {
            id: MessageId(Uuid::now_v7()),
            lead_id: lead.id,
            phone_id: self.phone,
            ours: inbound.from_handset,
            stanza_id: &inbound.stanza_id,
            person_id: None,
            sender,
            text: &inbound.text,
            shape: Shape { kind: kinds::of_engine(*kind), place: place.as_deref(), reply: reply.as_ref() },
            at: within_its_second(inbound.at, now),
            status,
        };
        let inserted = store::insert(tx, &new).await?;
        if inserted.as_ref().is_none_or(Inserted::was_unreadable) {
            store::forget_unreadable(tx, self.phone, new.stanza_id).await?;
        }
        // What is known from before the link only, and comes by itself now, is as new as if it were not known.
        let is_new = inserted.is_some() || store::came_itself(tx, &new.key()).await?;
        if !is_new && (new.shape.kind == Kind::Waiting || !store::heal(tx, &new).await?) {
            return Ok(None);
        }
        if (found.by_merged.is_some() || file.is_some())
            && let Some(stored) = store::by_key(tx, &new.key()).await?
        {
            if found.by_merged.is_some() {
                belonging::note_address(tx, stored.id, lead.id, found.by_merged).await?;
            }
            if let Some(file) = file {
                let settings = settings::in_force(tx, self.phone, now).await?;
                files::note(tx, stored.id, file, settings.fetches_media).await?;
            }
        }
        let (is_planned_for, may_reply) =
            inserted.as_ref().map_or((true, true), |inserted| (inserted.is_planned_for(), inserted.phone_replies()));
        let plain = inserted.filter(|_| file.is_none()).and_then(|inserted| inserted.plain(&new));
        let message = match plain {
            Some(message) => message,
            None => {
                amendments::apply(tx, &new.key()).await?;
                let Some(message) = store::by_key(tx, &new.key()).await? else { return Ok(None) };
                message
            }
        };
        if !is_new {
            let mut changed = reword(tx, &message, now).await?;
            happened.push(DomainEvent::MessageChanged(message.clone()));
            if !inbound.from_handset {
                changed = Some(self.heed(tx, changed.unwrap_or_else(|| lead.clone()), found, &message, may_reply, happened).await?);
            }
            return Ok(changed);
        }
        let by = if inbound.from_handset { Author::Handset } else { Author::Them };
        let text = kinds::in_short(message.kind, &message.text);
        let touch = Touch { text: &text, at: new.at, by };
        let changed = match found.merged {
            // What was planned for the other one may have changed this one.
            Some(_) => intake::touch(tx, lead.id, &touch, now).await?,
            None => intake::touch_found(tx, found, &touch, now).await?,
        };
        let (changed, held) = if is_planned_for { holding::on_message(tx, changed, new.at, by, now).await? } else { (changed, false) };
        happened.push(DomainEvent::MessageAdded(message.clone()));
        happened.extend(held.then_some(DomainEvent::ScheduledChanged(changed.id)));
        if inbound.from_handset || message.kind == Kind::Waiting {
            return Ok(Some(changed));
        }
        Ok(Some(self.heed(tx, changed, found, &message, may_reply, happened).await?))
    }

    /// What the team has set to happen by itself when somebody writes: who is new gets an owner, and they a reply.
    async fn heed(
        &self,
        tx: &mut Transaction<'static, Any>,
        mut lead: Lead,
        found: &Found,
        message: &Message,
        may_reply: bool,
        happened: &mut Vec<DomainEvent>,
    ) -> Result<Lead, AppError> {
        let now = self.clock.now_ms();
        if is_first_word(tx, found, message).await? {
            lead = giving::give(tx, lead, self.phone, &message.text, now).await?;
            happened.extend(lead.owner.map(|_| DomainEvent::LeadFactsChanged(lead.id)));
        }
        if !may_reply {
            return Ok(lead);
        }
        let settings = settings::in_force(tx, self.phone, now).await?;
        if settings.replies {
            let reply = replying::reply(tx, (&settings.reply, self.phone), &lead, message, found.by_merged, now).await?;
            happened.extend(reply.map(DomainEvent::MessageAdded));
        }
        Ok(lead)
    }

    /// Keeps what was said about another message, which may not be here yet. Nobody waits for an answer to that.
    async fn amend(
        &self,
        tx: &mut Transaction<'static, Any>,
        inbound: &Inbound,
        found: &Found,
        (what, of): (Amendment, &Target),
        happened: &mut Vec<DomainEvent>,
    ) -> Result<Option<Lead>, AppError> {
        let lead = found.lead().id;
        let key = |ours, stanza_id| Key { phone: self.phone, lead, ours, stanza_id };
        let (own, of) = (key(inbound.from_handset, inbound.stanza_id.as_str()), key(of.ours, of.stanza_id.as_str()));
        let new = NewAmendment { key: own, of, what, text: &inbound.text, at: inbound.at };
        store::forget_unreadable(tx, self.phone, &inbound.stanza_id).await?;
        let given_up = self.give_place_up(tx, &inbound.stanza_id, happened).await?;
        if !amendments::insert(tx, &new).await? {
            return Ok(given_up);
        }
        amendments::apply(tx, &of).await?;
        let now = self.clock.now_ms();
        if let Some(message) = store::by_key(tx, &of).await? {
            let changed = if what == Amendment::Reaction { None } else { reword(tx, &message, now).await? };
            happened.push(DomainEvent::MessageChanged(message));
            return Ok(changed.or(given_up));
        }
        // Of a person who is new by it, the list says what is known.
        let text = match what {
            Amendment::Reaction => kinds::reaction_in_short(&inbound.text),
            Amendment::Edit => inbound.text.clone(),
            Amendment::Delete => kinds::in_short(Kind::Deleted, ""),
        };
        Ok(intake::introduce(tx, lead, &text, within_its_second(inbound.at, now).min(now), now).await?.or(given_up))
    }

    /// A place was kept for what turned out to be no message.
    async fn give_place_up(
        &self,
        tx: &mut Transaction<'static, Any>,
        stanza_id: &str,
        happened: &mut Vec<DomainEvent>,
    ) -> Result<Option<Lead>, AppError> {
        let mut changed = None;
        for gone in store::remove_waiting(tx, self.phone, stanza_id).await? {
            let newest = store::newest(tx, gone.lead_id).await?;
            let text = newest.as_ref().map(|newest| kinds::in_short(newest.kind, &newest.text)).unwrap_or_default();
            let newest = newest.map(|newest| (text, newest.is_ours(), newest.at));
            let lead = intake::withdraw(tx, gone.lead_id, (gone.is_ours(), gone.at), newest, self.clock.now_ms()).await?;
            happened.push(DomainEvent::MessageChanged(gone));
            happened.push(DomainEvent::LeadChanged(lead.clone()));
            changed = Some(lead);
        }
        Ok(changed)
    }

    async fn advance(&self, stanza_ids: &[String], from: &[&str], to: &MessageStatus) -> anyhow::Result<()> {
        let mut happened = Vec::new();
        let mut tx = intake::begin(&self.db).await?;
        for stanza_id in stanza_ids {
            happened.extend(store::advance(&mut tx, self.phone, stanza_id, from, to).await?.map(DomainEvent::MessageChanged));
        }
        Ok(self.commit_and_tell(tx, happened).await?)
    }
}

/// Tells what happened, also the outbox when there are replies to send.
fn publish(events: &EventBus, outbox: &Outbox, phone: PhoneId, happened: Vec<DomainEvent>) {
    let replies = |event: &DomainEvent| matches!(event, DomainEvent::MessageAdded(added) if added.status == MessageStatus::Queued);
    let has_replies = happened.iter().any(replies);
    for event in happened {
        events.publish(event);
    }
    if has_replies {
        outbox.wake(phone);
    }
}

/// When a message that the list shows says something else now, so does the list. Answers the lead if that changed it.
async fn reword(tx: &mut Transaction<'static, Any>, message: &Message, now: i64) -> Result<Option<Lead>, AppError> {
    let is_newest = store::newest(tx, message.lead_id).await?.is_some_and(|newest| newest.id == message.id);
    if !is_newest {
        return Ok(None);
    }
    let text = kinds::in_short(message.kind, &message.text);
    intake::reword(tx, message.lead_id, (&text, message.is_ours(), message.at), now).await
}

/// Whether it is the first of somebody new that can be read; one that could not be read may have made them known.
async fn is_first_word(tx: &mut Transaction<'static, Any>, found: &Found, message: &Message) -> Result<bool, AppError> {
    let was_waiting = found.lead().owner.is_none() && found.lead().last_message == kinds::in_short(Kind::Waiting, "");
    Ok(found.is_new || (was_waiting && !store::has_other_words(tx, found.lead().id, message.id).await?))
}

/// WhatsApp tells whole seconds, ours are milliseconds: the time of arrival says where in its second a message belongs, so
/// that an answer to an answer stands below it.
fn within_its_second(second: i64, arrived: i64) -> i64 {
    second + (arrived - second).clamp(0, 999)
}

/// WhatsApp refuses a chat that was not there before.
const NO_NEW_CHAT: &str = "463";

/// Codes as WhatsApp's server gives them in an `<ack error>`.
fn why_refused(refusal: &Refusal) -> String {
    match refusal.code.as_str() {
        NO_NEW_CHAT if refusal.no_new_chats => {
            "WhatsApp lets this phone start no new chats for a time; the phone's page says until when. Send it again then.".into()
        }
        NO_NEW_CHAT => {
            "WhatsApp lets this phone write to this person only after they have written to it. Wait for them, or use another phone.".into()
        }
        "479" => "WhatsApp refused this message because the person's devices have changed. Send it again.".into(),
        "403" | "401" => "WhatsApp refused this message: this phone may not write to this person.".into(),
        "404" => "WhatsApp does not know this number: the person does not use WhatsApp, or not any more.".into(),
        other => format!("WhatsApp refused this message (code {other}). Try again later."),
    }
}
