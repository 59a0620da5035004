//! What WhatsApp lets the account send: refusals, restrictions, and a person who pauses it.
use super::{Command, Ward, deadlines, news::News};
use crate::{
    error::AppError,
    phones::{store, supervision::Supervisor},
    whatsapp::{EngineSession, Refusal},
};
use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};

/// WhatsApp refuses a chat that was not there before: this person's token is missing, or the whole account may start none.
const NO_NEW_CHAT: &str = "463";
/// WhatsApp tells about restrictions within this, or what was known before counts.
const ASKING: Duration = Duration::from_secs(10);
/// Refusals that come together are explained by one answer.
const FRESH: Duration = Duration::from_secs(3);
/// A restriction without an end is asked about this often, and after every login.
const ASK_AGAIN: Duration = Duration::from_secs(3600);

/// When WhatsApp last told about restrictions, and what: until when there are no new chats, 0 without an end.
pub(super) type LastAnswer = Mutex<Option<(Instant, Option<i64>)>>;

/// Asks WhatsApp whether the account may start new chats, one question at a time; none when it does not tell.
async fn restriction(session: &EngineSession, last: &LastAnswer, now_ms: i64) -> Option<Option<i64>> {
    let mut last = last.lock().await;
    if let Some((at, known)) = *last
        && at.elapsed() < FRESH
        && known.is_none_or(|until| until == 0 || until > now_ms)
    {
        return Some(known);
    }
    let answer = tokio::time::timeout(ASKING, session.new_chats_locked_until()).await.ok()?.ok()?;
    let answer = answer.map(|until| until.unwrap_or(0));
    *last = Some((Instant::now(), answer));
    Some(answer)
}

impl Ward {
    /// One code of refusal means two things that need opposite reactions; so WhatsApp is asked which it is.
    pub(super) async fn acked(&mut self, stanza_id: String, refusal: Option<String>) {
        let Some(code) = refusal else { return self.keep_news(News::Acked { stanza_id, refusal: None }).await };
        let session = self.session.as_ref().filter(|_| code == NO_NEW_CHAT).map(|running| running.session.clone());
        let Some(session) = session else {
            let refusal = Refusal { no_new_chats: code == NO_NEW_CHAT && self.is_restricted(), code };
            return self.keep_news(News::Acked { stanza_id, refusal: Some(refusal) }).await;
        };
        // The answer takes a while, and the ward must not wait for it.
        let (supervisor, id) = (Supervisor::of(self.shared.clone()), self.id);
        let (last, was_restricted, now) = (self.restrictions.clone(), self.is_restricted(), self.shared.clock.now_ms());
        tokio::spawn(async move {
            let answer = restriction(&session, &last, now).await;
            if let Some(lock) = answer {
                supervisor.tell(id, Command::Restricted(lock));
            }
            let refusal = Refusal { code, no_new_chats: answer.map_or(was_restricted, |lock| lock.is_some()) };
            supervisor.tell(id, Command::Keep(News::Acked { stanza_id, refusal: Some(refusal) }));
        });
    }

    /// Asks about a restriction that WhatsApp named no end of.
    pub(super) fn ask_about_restriction(&self) {
        let Some(session) = self.session.as_ref().map(|running| running.session.clone()) else { return };
        if self.stored.phone.restricted_until != Some(0) {
            return;
        }
        let (supervisor, id) = (Supervisor::of(self.shared.clone()), self.id);
        let (last, now) = (self.restrictions.clone(), self.shared.clock.now_ms());
        tokio::spawn(async move {
            if let Some(lock) = restriction(&session, &last, now).await {
                supervisor.tell(id, Command::Restricted(lock));
            }
        });
    }

    fn is_restricted(&self) -> bool {
        self.stored.phone.restricted_until.is_some_and(|until| until == 0 || until > self.shared.clock.now_ms())
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
        if self.stored.phone.restricted_until == Some(0) {
            self.ask_about_restriction();
            self.deadlines.restriction = self.restriction_ends();
            return;
        }
        self.deadlines.restriction = None;
        self.restricted(None).await;
    }

    pub(super) fn restriction_ends(&self) -> Option<Instant> {
        let until = self.stored.phone.restricted_until?;
        if until == 0 {
            return deadlines::within(ASK_AGAIN);
        }
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
        self.tell_phone().await;
    }
}
