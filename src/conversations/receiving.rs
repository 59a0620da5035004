//! Receiving: one transaction per batch writes messages, leads and unread counts; only then WhatsApp gets its receipt.
use super::{
    model::{Message, MessageId, MessageStatus},
    outbox::Outbox,
    retry_requests,
    store::{self, NewMessage},
};
use crate::{
    clock::Clock,
    db::Db,
    error::AppError,
    event::{DomainEvent, EventBus},
    leads::intake::{self, Author, Touch},
    phones::PhoneId,
    whatsapp::{Inbound, Inbox, ReceiptKind, Refusal, RetryRequest},
};
use async_trait::async_trait;
use sqlx::{Any, Transaction};
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
}

#[async_trait]
impl Inbox for PhoneInbox {
    async fn commit(&self, batch: &[Inbound]) -> anyhow::Result<()> {
        let happened = self.store(batch).await?;
        for event in happened {
            self.events.publish(event);
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
            for waiting in store::fail_queued(&self.db, self.phone, lead, &status).await? {
                self.events.publish(DomainEvent::MessageChanged(waiting));
            }
        }
        // WhatsApp may take a message that we had given up: what it says later is the truth.
        self.advance(stanza_id, &["queued", "failed"], &status).await?;
        Ok(retry_requests::settle(&self.db, self.phone, stanza_id).await?)
    }

    async fn asked_again(&self, request: &RetryRequest) -> anyhow::Result<()> {
        let RetryRequest { stanza_id, count, .. } = request;
        tracing::debug!(phone.id = %self.phone, message.stanza_id = stanza_id, count, "A device asked for a message again");
        retry_requests::note(&self.db, self.phone, request, self.clock.now_ms()).await?;
        self.outbox.wake(self.phone);
        Ok(())
    }

    async fn undecryptable(&self, stanza_id: &str) -> anyhow::Result<()> {
        Ok(store::note_unreadable(&self.db, self.phone, stanza_id, self.clock.now_ms()).await?)
    }

    async fn readable(&self, stanza_ids: &[String]) -> anyhow::Result<()> {
        if store::unreadable(&self.db, self.phone).await? == 0 {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        for stanza_id in stanza_ids {
            store::forget_unreadable(&mut tx, self.phone, stanza_id).await?;
        }
        Ok(tx.commit().await?)
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
        for stanza_id in stanza_ids {
            self.advance(stanza_id, from, &to).await?;
        }
        Ok(())
    }
}

impl PhoneInbox {
    async fn store(&self, batch: &[Inbound]) -> Result<Vec<DomainEvent>, AppError> {
        let mut happened = Vec::new();
        let mut tx = intake::begin(&self.db).await?;
        for inbound in batch {
            self.store_one(&mut tx, inbound, &mut happened).await?;
        }
        tx.commit().await?;
        Ok(happened)
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
        let at = within_its_second(inbound.at, now);
        // The account's own name comes along with what its handset wrote; it is not the lead's.
        let push_name = if inbound.from_handset { "" } else { &inbound.push_name };
        let found = intake::find_or_create(tx, &inbound.person, push_name, now).await?;
        if let Some(merged) = found.merged {
            store::move_to_lead(tx, merged, found.lead.id).await?;
            intake::forget(tx, merged).await?;
            happened.push(DomainEvent::LeadMerged(merged, found.lead.id));
        }
        let (sender, status) = if inbound.from_handset { ("On the handset", "sent") } else { (found.lead.name.as_str(), "received") };
        let new = NewMessage {
            id: MessageId(Uuid::now_v7()),
            lead_id: found.lead.id,
            phone_id: self.phone,
            ours: inbound.from_handset,
            stanza_id: &inbound.stanza_id,
            person_id: None,
            sender,
            text: &inbound.text,
            at,
            status,
        };
        store::forget_unreadable(tx, self.phone, &inbound.stanza_id).await?;
        if !store::insert(tx, &new).await? {
            if found.merged.is_some() {
                happened.push(DomainEvent::LeadChanged(found.lead));
            }
            return Ok(());
        }
        let by = if inbound.from_handset { Author::Handset } else { Author::Them };
        let touch = Touch { text: &inbound.text, at, by };
        let lead = intake::touch(tx, found.lead.id, &touch, now).await?;
        happened.extend(store::one_in(tx, new.id).await?.map(DomainEvent::MessageAdded));
        happened.push(DomainEvent::LeadChanged(lead));
        Ok(())
    }

    async fn advance(&self, stanza_id: &str, from: &[&str], to: &MessageStatus) -> anyhow::Result<Option<Message>> {
        let changed = store::advance(&self.db, self.phone, stanza_id, from, to).await?;
        if let Some(message) = &changed {
            self.events.publish(DomainEvent::MessageChanged(message.clone()));
        }
        Ok(changed)
    }
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
        "404" => "This person does not use WhatsApp any more.".into(),
        other => format!("WhatsApp refused this message (code {other}). Try again later."),
    }
}
