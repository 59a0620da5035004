//! What WhatsApp lets the account send: refusals, restrictions, and a person who pauses it.
use super::{Command, Ward, deadlines, hearing::log_failure};
use crate::{
    error::AppError,
    event::DomainEvent,
    phones::{store, supervision::Supervisor},
    whatsapp::Refusal,
};
use std::time::Duration;
use tokio::time::Instant;

/// WhatsApp refuses a chat that was not there before: this person's token is missing, or the whole account may start none.
const NO_NEW_CHAT: &str = "463";
/// WhatsApp tells about restrictions within this, or counts as not restricting.
const ASKING: Duration = Duration::from_secs(10);

impl Ward {
    /// One code of refusal means two things that need opposite reactions; so WhatsApp is asked which it is.
    pub(super) async fn acked(&mut self, stanza_id: String, refusal: Option<String>) {
        let inbox = self.inbox();
        let Some(code) = refusal else { return log_failure(self.id, inbox.acked(&stanza_id, None).await) };
        let session = self.session.as_ref().filter(|_| code == NO_NEW_CHAT).map(|running| running.session.clone());
        let Some(session) = session else {
            let refusal = Refusal { code, no_new_chats: false };
            return log_failure(self.id, inbox.acked(&stanza_id, Some(&refusal)).await);
        };
        // The answer takes a while, and the ward must not wait for it.
        let (supervisor, id) = (Supervisor::of(self.shared.clone()), self.id);
        tokio::spawn(async move {
            let lock = tokio::time::timeout(ASKING, session.new_chats_locked_until()).await;
            let lock = lock.ok().and_then(Result::ok).flatten();
            supervisor.tell(id, Command::Restricted(lock.map(|until| until.unwrap_or(0))));
            let refusal = Refusal { code, no_new_chats: lock.is_some() };
            log_failure(id, inbox.acked(&stanza_id, Some(&refusal)).await);
        });
    }

    pub(super) async fn restricted(&mut self, until: Option<i64>) {
        if self.stored.phone.restricted_until == until {
            return;
        }
        self.stored.phone.restricted_until = until;
        self.deadlines.restriction = self.restriction_ends();
        // A failed write is in the log; until the next start the truth in memory counts.
        drop(store::set_restricted(&self.shared.db, self.id, until).await);
        let sentence = if until.is_some() {
            "WhatsApp lets this number start no new chats for a time. Messages to new people wait; existing chats go on."
        } else {
            "WhatsApp lets this number start new chats again."
        };
        self.note(sentence).await;
        if until.is_none() {
            let _ = self.shared.ready.send(self.id);
        }
    }

    pub(super) async fn restriction_is_over(&mut self) {
        self.deadlines.restriction = None;
        self.restricted(None).await;
    }

    pub(super) fn restriction_ends(&self) -> Option<Instant> {
        let until = self.stored.phone.restricted_until.filter(|until| *until > 0)?;
        let left = u64::try_from(until - self.shared.clock.now_ms()).unwrap_or(0);
        deadlines::within(Duration::from_millis(left))
    }

    pub(super) async fn pause_sending(&mut self, paused: bool, by: &str) -> Result<(), AppError> {
        store::set_sending_paused(&self.shared.db, self.id, paused).await?;
        self.stored.phone.sending_paused = paused;
        self.note(&if paused { format!("Sending paused by {by}; what is queued waits.") } else { format!("Sending resumed by {by}.") })
            .await;
        if !paused {
            let _ = self.shared.ready.send(self.id);
        }
        Ok(())
    }

    /// Notes in the timeline what changes no state, and tells.
    pub(super) async fn note(&mut self, sentence: &str) {
        let (db, now) = (&self.shared.db, self.shared.clock.now_ms());
        drop(store::note(db, self.id, self.stored.phone.state, sentence, now).await);
        self.shared.events.publish(DomainEvent::PhoneChanged(self.stored.phone.clone()));
    }
}
