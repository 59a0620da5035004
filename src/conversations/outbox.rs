//! The outbox: takes queued messages to the engine, phone by phone, in the order of writing.
//! The table is the truth; a wake-up only says that it is worth a look.
use super::{
    model::{MessageId, MessageStatus},
    replying, retry_requests, store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{intake, listing as leads},
    phones::{PhoneId, listing as phones},
    state::AppState,
    whatsapp::SendFailure,
};
use futures_util::FutureExt;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinHandle,
};

/// Messages read from the table at once.
const CHUNK: i64 = 100;
/// Tries of one message, a few seconds apart, before it is given up; a person can still send it again.
const MOST_TRIES: u32 = 12;
/// Files that one phone gives to WhatsApp at the same time; each is in memory meanwhile.
const FILES_AT_ONCE: usize = 2;
/// After a failure that may pass, look again this much later.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Why a message to somebody who has not written yet waits.
const NO_NEW_CHATS: &str = "WhatsApp lets this number start no new chats right now, and this person has not written yet. It goes out by \
                            itself when that is over; the phone's page says when.";

/// Why a message to a lead that was deleted does not go out.
const DELETED: &str = "The lead was deleted before this was sent.";

/// Why an automatic reply does not go out any more.
const TOO_LATE: &str = "The phone could not send this while it was still a reply to what they wrote.";

/// Wakes the outbox; cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox(mpsc::UnboundedSender<Queued>);

/// A phone that may have something to send, and the message that a person wants sent again.
type Queued = (PhoneId, Option<MessageId>);

/// Why a phone's sender runs.
enum Wake {
    /// Something was queued; this message for the second time.
    Queued(Option<MessageId>),
    /// The phone logged in: what was handed over on an earlier connection and never acknowledged goes again.
    LoggedIn,
}

impl Outbox {
    /// The handle and what [`Self::run`] listens to.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Queued>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Says that this phone may have something to send.
    pub fn wake(&self, phone: PhoneId) {
        let _ = self.0.send((phone, None));
    }

    /// Says that a message of this phone that had failed is queued again.
    pub fn send_again(&self, phone: PhoneId, message: MessageId) {
        let _ = self.0.send((phone, Some(message)));
    }

    /// Sends until the program ends. `logged_in` names each phone that can send again.
    pub async fn run(app: AppState, mut queued: mpsc::UnboundedReceiver<Queued>, mut logged_in: mpsc::UnboundedReceiver<PhoneId>) {
        let mut senders: HashMap<PhoneId, (mpsc::UnboundedSender<Wake>, JoinHandle<()>)> = HashMap::new();
        loop {
            let (phone, wake) = tokio::select! {
                Some((phone, again)) = queued.recv() => (phone, Wake::Queued(again)),
                Some(phone) = logged_in.recv() => {
                    app.fetching.wake();
                    (phone, Wake::LoggedIn)
                }
                else => break,
            };
            let (sender, _) = senders.entry(phone).or_insert_with(|| {
                let (sender, wakes) = mpsc::unbounded_channel();
                (sender, tokio::spawn(Sender::of(app.clone(), phone).run(wakes)))
            });
            drop(sender.send(wake));
        }
    }
}

/// The sender of one phone.
struct Sender {
    app: AppState,
    phone: PhoneId,
    /// Given to WhatsApp on this connection, not acknowledged yet.
    handed: HashSet<MessageId>,
    /// Tries of messages that did not get through though the phone is logged in.
    tries: HashMap<MessageId, u32>,
    /// Files on their way to WhatsApp. What is written to others does not wait for them.
    giving: HashMap<MessageId, JoinHandle<Result<(), SendFailure>>>,
    turns: Arc<Semaphore>,
}

/// What became of handing one message over.
enum Handing {
    Done,
    Waits,
    NotConnected,
}

impl Sender {
    fn of(app: AppState, phone: PhoneId) -> Self {
        let turns = Arc::new(Semaphore::new(FILES_AT_ONCE));
        Self { app, phone, handed: HashSet::new(), tries: HashMap::new(), giving: HashMap::new(), turns }
    }

    async fn run(mut self, mut wakes: mpsc::UnboundedReceiver<Wake>) {
        let mut try_again = false;
        loop {
            let wake = tokio::select! {
                wake = wakes.recv() => wake,
                () = tokio::time::sleep(TRY_AGAIN), if try_again => Some(Wake::Queued(None)),
            };
            match wake {
                None => return,
                Some(Wake::LoggedIn) => {
                    self.handed.clear();
                    drop(retry_requests::hasten(&self.app.db, self.phone, self.app.clock.now_ms()).await);
                }
                Some(Wake::Queued(again)) => drop(again.map(|id| self.handed.remove(&id))),
            }
            // An error is in the log with its reference; the messages stay queued.
            let (sent, given) = (self.send_all().await, self.give_again().await);
            try_again = !(sent.unwrap_or(false) && given.unwrap_or(false));
        }
    }

    /// Answers whether everything that is queued was handed over, or must wait for the next login anyway.
    async fn send_all(&mut self) -> Result<bool, AppError> {
        let phone = match phones::one(&self.app, self.phone).await {
            Ok(phone) => phone,
            Err(AppError::NotFound(_)) => return self.phone_is_gone().await,
            Err(error) => return Err(error),
        };
        if phone.sending_paused {
            return Ok(true);
        }
        let now = self.app.clock.now_ms();
        let starts_no_chats = phone.restricted_until.is_some_and(|until| until == 0 || until > now);
        let (mut after, mut waiting) = (None, HashSet::new());
        // What waits for the end of a restriction is woken by that end.
        let mut held = 0;
        loop {
            let chunk = store::queued(&self.app.db, self.phone, after.as_ref(), CHUNK).await?;
            let Some(last) = chunk.last() else { break };
            after = Some(last.cursor());
            for message in chunk {
                // Within a conversation nothing overtakes a message that waits.
                if self.handed.contains(&message.id) || waiting.contains(&message.lead_id) {
                    continue;
                }
                if message.is_automatic && now - message.at > replying::FRESH_MS {
                    self.give_up(&message, TOO_LATE.into()).await?;
                    continue;
                }
                let is_held = starts_no_chats && !store::has_written(&self.app.db, self.phone, message.lead_id).await?;
                self.tell_of_hold(&message, is_held.then_some(NO_NEW_CHATS)).await?;
                if is_held {
                    held += usize::from(waiting.insert(message.lead_id));
                    continue;
                }
                match self.send_one(&message).await? {
                    Handing::Done => {}
                    Handing::Waits => drop(waiting.insert(message.lead_id)),
                    Handing::NotConnected => return Ok(true),
                }
            }
        }
        Ok(waiting.len() == held)
    }

    /// A message that waits says why, and says so no longer than that.
    async fn tell_of_hold(&self, message: &store::Queued, why: Option<&str>) -> Result<(), AppError> {
        if message.held.as_deref() == why {
            return Ok(());
        }
        let mut tx = intake::begin(&self.app.db).await?;
        let changed = store::hold(&mut tx, message.id, why).await?;
        Ok(self.app.commit_and_tell(tx, changed.map(DomainEvent::MessageChanged)).await?)
    }

    /// The phone was removed: nothing goes out by it any more.
    async fn phone_is_gone(&mut self) -> Result<bool, AppError> {
        let failed = MessageStatus::Failed("The phone that this was to go by was removed.".into());
        let mut tx = intake::begin(&self.app.db).await?;
        let failed = store::fail_all_queued(&mut tx, self.phone, &failed).await?;
        self.app.commit_and_tell(tx, failed.into_iter().map(DomainEvent::MessageChanged)).await?;
        Ok(true)
    }

    /// Gives once more what a device could not open. Answers whether nothing is left to do before the next wake.
    async fn give_again(&self) -> Result<bool, AppError> {
        let (db, phone) = (&self.app.db, self.phone);
        if retry_requests::waiting(db, phone).await? == 0 {
            return Ok(true);
        }
        match phones::one(&self.app, phone).await {
            Ok(phone) if !phone.sending_paused => {}
            Ok(_) | Err(AppError::NotFound(_)) => return Ok(true),
            Err(error) => return Err(error),
        }
        for waiting in retry_requests::due(db, phone, self.app.clock.now_ms()).await? {
            let given = self.give_one_again(&waiting).await;
            tracing::debug!(phone.id = %phone, message.stanza_id = waiting.request.stanza_id, ?given, "Gave a message again");
            match given {
                Ok(()) | Err(SendFailure::TryLater) => retry_requests::given(db, phone, &waiting.request, self.app.clock.now_ms()).await?,
                Err(SendFailure::NotConnected) => return Ok(true),
                Err(SendFailure::Refused(_)) => retry_requests::give_up(db, phone, &waiting.request).await?,
            }
        }
        Ok(retry_requests::waiting(db, phone).await? == 0)
    }

    async fn give_one_again(&self, waiting: &retry_requests::Waiting) -> Result<(), SendFailure> {
        match waiting.draft.outgoing(&self.app, waiting.id).await? {
            Some(outgoing) => self.app.phones.give_again(self.phone, &waiting.request, &outgoing).await,
            // WhatsApp has forgotten the file meanwhile; the next time it is there.
            None => waiting.draft.clone().give_file(self.app.clone(), self.phone, waiting.id).await,
        }
    }

    async fn send_one(&mut self, message: &store::Queued) -> Result<Handing, AppError> {
        let handed = match message.draft.outgoing(&self.app, message.id).await {
            Ok(Some(outgoing)) => {
                self.giving.remove(&message.id);
                match leads::address(&self.app, message.lead_id, message.merged_id).await {
                    Ok(to) => self.app.phones.send(self.phone, &to, &outgoing, &message.stanza_id).await,
                    Err(AppError::NotFound(_)) => Err(SendFailure::Refused(DELETED.into())),
                    Err(error) => return Err(error),
                }
            }
            Ok(None) => match self.give_file(message) {
                // The table knows by now where the file is; the next look finds it.
                None | Some(Ok(())) => return Ok(Handing::Waits),
                Some(Err(failure)) => Err(failure),
            },
            Err(failure) => Err(failure),
        };
        tracing::debug!(phone.id = %self.phone, message.stanza_id, ?handed, "Handed a message to WhatsApp");
        let failure = match handed {
            Ok(()) => {
                self.tries.remove(&message.id);
                self.handed.insert(message.id);
                return Ok(Handing::Done);
            }
            Err(failure) => failure,
        };
        let why = match failure {
            SendFailure::NotConnected => return Ok(Handing::NotConnected),
            SendFailure::Refused(why) => why,
            SendFailure::TryLater => {
                let tries = self.tries.entry(message.id).or_default();
                *tries += 1;
                if *tries < MOST_TRIES {
                    return Ok(Handing::Waits);
                }
                "WhatsApp did not take this message though it was tried several times. Try again later.".into()
            }
        };
        self.tries.remove(&message.id);
        self.give_up(message, why).await?;
        Ok(Handing::Done)
    }

    /// Gives the file of a message to WhatsApp meanwhile. None while it is on its way; then what became of it, once.
    fn give_file(&mut self, message: &store::Queued) -> Option<Result<(), SendFailure>> {
        if let Some(mut giving) = self.giving.remove(&message.id) {
            if giving.is_finished() {
                let given = (&mut giving).now_or_never().map(|given| given.unwrap_or(Err(SendFailure::TryLater)));
                // That connection is over; the next look tries the present one.
                return given.filter(|given| *given != Err(SendFailure::NotConnected));
            }
            self.giving.insert(message.id, giving);
            return None;
        }
        let (app, phone, id, draft, turns) = (self.app.clone(), self.phone, message.id, message.draft.clone(), self.turns.clone());
        self.giving.insert(
            id,
            tokio::spawn(async move {
                let turn = turns.acquire().await;
                let given = draft.give_file(app.clone(), phone, id).await;
                drop(turn);
                if given != Err(SendFailure::NotConnected) {
                    app.outbox.wake(phone);
                }
                given
            }),
        );
        None
    }

    async fn give_up(&self, message: &store::Queued, why: String) -> Result<(), AppError> {
        let failed = MessageStatus::Failed(why);
        let mut tx = intake::begin(&self.app.db).await?;
        let changed = store::advance(&mut tx, self.phone, &message.stanza_id, &["queued"], &failed).await?;
        Ok(self.app.commit_and_tell(tx, changed.map(DomainEvent::MessageChanged)).await?)
    }
}
