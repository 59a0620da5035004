//! Recalling: what was said before a phone was linked is stored as old, and what came by itself stays as it came.
use super::{
    amendments::{self, Amendment, NewAmendment},
    files,
    history::{self, SoFar},
    kinds,
    model::{MessageId, MessageStatus},
    receiving::PhoneInbox,
    store::{self, Key, NewMessage, Shape},
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        Lead, deleting, intake,
        recalling::{self, Newest},
    },
    whatsapp::{Recalled, ReceiptKind, Talk, Target, What},
};
use sqlx::{Any, Transaction};
use uuid::Uuid;

/// Why the file of an old message is not here.
const NOT_FETCHED: &str = "Files of before the link are fetched when somebody wants them. WhatsApp keeps them for some weeks.";

impl PhoneInbox {
    /// Stores these conversations, and how far their part is imported with them, in one transaction.
    pub(super) async fn recall(&self, talks: &[Talk], so_far: Option<SoFar>) -> Result<(), AppError> {
        let mut happened = Vec::new();
        let mut tx = intake::begin(&self.db).await?;
        for talk in talks.iter().filter(|talk| !talk.person.is_empty()) {
            // Whoever has such a conversation open reads it anew: its messages are too many to be told one by one.
            if let Some(lead) = self.recall_one(&mut tx, talk, &mut happened).await? {
                happened.extend([DomainEvent::ConversationMoved(lead.id), DomainEvent::LeadChanged(lead)]);
            }
        }
        if let Some(so_far) = so_far {
            history::went_on(&mut tx, so_far).await?;
        }
        Ok(self.commit_and_tell(tx, happened).await?)
    }

    /// Answers the lead if anything of it is new.
    async fn recall_one(
        &self,
        tx: &mut Transaction<'static, Any>,
        talk: &Talk,
        happened: &mut Vec<DomainEvent>,
    ) -> Result<Option<Lead>, AppError> {
        let now = self.clock.now_ms();
        if talk.messages.is_empty() {
            let Some(known) = recalling::rename_known(tx, &talk.person, &talk.name, now).await? else {
                history::remember_name(tx, self.phone, &talk.person, &talk.name).await?;
                return Ok(None);
            };
            return Ok(known);
        }
        // The handset's memory of somebody who was deleted brings nobody back, unless there is news of them in it.
        if let Some(at) = deleting::deleted_at(tx, &talk.person).await?
            && talk.messages.iter().all(|recalled| recalled.message.from_handset || recalled.message.at <= at)
        {
            return Ok(None);
        }
        let remembered = history::remembered_name(tx, self.phone, &talk.person).await?;
        let name = if remembered.is_empty() { &talk.name } else { &remembered };
        let (found, is_new) = recalling::recall(tx, &talk.person, name, now).await?;
        self.move_merged(tx, &found).await?;
        happened.extend(found.merged.map(|merged| DomainEvent::LeadMerged(merged, found.lead().id)));
        let lead = found.lead().clone();
        let (mut newest, mut is_any_new) = (None::<Newest>, false);
        for recalled in &talk.messages {
            match &recalled.message.what {
                What::Message { .. } => {
                    let Some(new) = self.recall_message(tx, &lead, recalled).await? else { continue };
                    is_any_new = true;
                    if newest.as_ref().is_none_or(|newest| newest.at < new.at) {
                        newest = Some(new);
                    }
                }
                What::Reaction(of) => is_any_new |= self.recall_amendment(tx, &lead, recalled, (Amendment::Reaction, of)).await?,
                What::Edit(of) => is_any_new |= self.recall_amendment(tx, &lead, recalled, (Amendment::Edit, of)).await?,
                What::Delete(of) => is_any_new |= self.recall_amendment(tx, &lead, recalled, (Amendment::Delete, of)).await?,
            }
        }
        if !is_any_new && !is_new && found.merged.is_none() {
            return Ok(None);
        }
        recalling::settle_recalled(tx, lead.id, newest, is_new, now).await.map(Some)
    }

    /// Stores an old message unless it is there; answers what the list may show of it.
    async fn recall_message(
        &self,
        tx: &mut Transaction<'static, Any>,
        lead: &Lead,
        Recalled { message, reached }: &Recalled,
    ) -> Result<Option<Newest>, AppError> {
        let What::Message { kind, place, reply, file } = &message.what else { return Ok(None) };
        let status = match reached {
            _ if !message.from_handset => MessageStatus::Received,
            None => MessageStatus::Sent,
            Some(ReceiptKind::Delivered) => MessageStatus::Delivered,
            Some(ReceiptKind::Read) => MessageStatus::Read,
        };
        let new = NewMessage {
            id: MessageId(Uuid::now_v7()),
            lead_id: lead.id,
            phone_id: self.phone,
            ours: message.from_handset,
            stanza_id: &message.stanza_id,
            person_id: None,
            sender: if message.from_handset { "On the handset" } else { lead.name.as_str() },
            text: &message.text,
            shape: Shape { kind: kinds::of_engine(*kind), place: place.as_deref(), reply: reply.as_ref() },
            at: message.at.min(self.clock.now_ms()),
            status: store::words(&status).0,
        };
        if store::recall(tx, &new).await? {
            if let Some(file) = file {
                files::note_old(tx, new.id, file, NOT_FETCHED).await?;
            }
            amendments::apply(tx, &new.key()).await?;
        } else if !store::heal(tx, &new).await? {
            return Ok(None);
        }
        Ok(Some(Newest { text: kinds::in_short(new.shape.kind, new.text), is_ours: new.ours, at: new.at }))
    }

    /// Answers whether it is new.
    async fn recall_amendment(
        &self,
        tx: &mut Transaction<'static, Any>,
        lead: &Lead,
        Recalled { message, .. }: &Recalled,
        (what, of): (Amendment, &Target),
    ) -> Result<bool, AppError> {
        let key = |ours, stanza_id| Key { phone: self.phone, lead: lead.id, ours, stanza_id };
        let of = key(of.ours, of.stanza_id.as_str());
        let new =
            NewAmendment { key: key(message.from_handset, message.stanza_id.as_str()), of, what, text: &message.text, at: message.at };
        let is_new = amendments::insert(tx, &new).await?;
        if is_new {
            amendments::apply(tx, &of).await?;
        }
        Ok(is_new)
    }
}
