//! The supervisor: at most one live engine session per phone, each in the care of a [`Ward`]'s task.
use super::{
    gate::Gate,
    limits::Limits,
    model::{LinkProgress, Phone, PhoneId, PhoneState},
    pulse::Pulses,
    reason::Reason,
    store,
    ward::{Command, Reply, Ward},
};
use crate::{
    clock::Clock,
    db::Db,
    error::{AppError, unexpected},
    event::EventBus,
    whatsapp::{
        Address, Engine, EngineSession, FetchFailure, Inbox, Kind, MediaReference, Outgoing, RetryRequest, SendFailure, UploadFailure,
    },
};
use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinHandle,
};

/// Sessions that are set up at once.
const OPENING_AT_ONCE: usize = 8;

/// Makes the [`Inbox`] of a phone: the room that stores messages stands above this one and is handed in.
pub type InboxOf = Arc<dyn Fn(PhoneId) -> Arc<dyn Inbox> + Send + Sync>;

/// What a supervisor works with.
pub struct SupervisorParts {
    /// Where phones and their timeline are.
    pub db: Db,
    /// Opens sessions.
    pub engine: Engine,
    /// Whom to tell.
    pub events: EventBus,
    /// The time.
    pub clock: Clock,
    /// What must have happened by when.
    pub limits: Limits,
    /// Where received messages go.
    pub inbox_of: InboxOf,
    /// Told of every phone that can send again.
    pub ready: mpsc::UnboundedSender<PhoneId>,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Supervisor(Arc<Shared>);

/// What every ward needs.
pub(super) struct Shared {
    pub(super) db: Db,
    pub(super) engine: Engine,
    pub(super) events: EventBus,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) inbox_of: InboxOf,
    /// Told of every phone that can send again.
    pub(super) ready: mpsc::UnboundedSender<PhoneId>,
    /// The sessions that are open now.
    pub(super) sessions: Mutex<HashMap<PhoneId, Arc<EngineSession>>>,
    wards: Mutex<HashMap<PhoneId, Charge>>,
    stopped: AtomicBool,
    /// Sessions that may be set up at once: after a start, all linked phones want one.
    pub(super) opening: Semaphore,
    /// When each may connect.
    pub(super) gate: Gate,
    /// What was last heard on each session.
    pub(super) pulses: Mutex<Pulses>,
    /// Of whom each phone wants to hear that they write.
    pub(super) attended: Mutex<HashMap<PhoneId, Vec<Address>>>,
    /// Where phones stand whose state the database did not take.
    unsaved: Mutex<HashMap<PhoneId, Phone>>,
}

impl Shared {
    /// Stores where a phone stands; until that succeeds, it is known here. Answers whether it is stored.
    pub(super) async fn save_state(&self, phone: &Phone, now_ms: i64) -> bool {
        let is_saved = store::set_state(&self.db, phone, now_ms).await.is_ok();
        let mut unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        if is_saved {
            drop(unsaved.remove(&phone.id))
        } else {
            drop(unsaved.insert(phone.id, phone.clone()))
        }
        is_saved
    }
}

struct Charge {
    commands: mpsc::UnboundedSender<Command>,
    task: JoinHandle<()>,
}

/// Keeps a running link alive while it exists: somebody looks at its code.
#[derive(Debug)]
pub struct LinkWatch {
    commands: mpsc::UnboundedSender<Command>,
}

impl Drop for LinkWatch {
    fn drop(&mut self) {
        drop(self.commands.send(Command::Unwatch));
    }
}

impl Supervisor {
    /// A supervisor without sessions; [`Self::resume`] opens those of linked phones.
    pub fn new(parts: SupervisorParts) -> Self {
        let SupervisorParts { db, engine, events, clock, limits, inbox_of, ready } = parts;
        let (sessions, wards, stopped, attended) = Default::default();
        let (opening, gate, pulses, unsaved) = (Semaphore::new(OPENING_AT_ONCE), Gate::new(), Mutex::default(), Mutex::default());
        let shared = Shared {
            db,
            engine,
            events,
            clock,
            limits,
            inbox_of,
            ready,
            sessions,
            wards,
            stopped,
            opening,
            gate,
            pulses,
            attended,
            unsaved,
        };
        Self(Arc::new(shared))
    }

    /// A phone that was read from the database, as it stands now, also when the database did not take that.
    pub(super) fn as_it_stands(&self, stored: Phone) -> Phone {
        match self.0.unsaved.lock().unwrap_or_else(PoisonError::into_inner).get(&stored.id) {
            Some(now) => Phone { state: now.state, since: now.since, cause: now.cause.clone(), ..stored },
            None => stored,
        }
    }

    pub(super) fn of(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Lets phones connect one after the other, and looks after every connection; runs until dropped. Without it none connects.
    pub async fn keep_watch(self) {
        let Limits { between_connects, .. } = self.0.limits;
        tokio::join!(self.0.gate.clone().keep(between_connects), self.look_after());
    }

    /// Opens the session of every linked phone; a link that a restart cut off gets its true end. Once this is done, no phone is
    /// called connected that WhatsApp has not confirmed since.
    ///
    /// # Errors
    /// When the phones cannot be read.
    pub async fn resume(&self) -> Result<(), AppError> {
        let now = self.0.clock.now_ms();
        let phones: Vec<_> = store::all(&self.0.db).await?.into_iter().map(|stored| stored.phone).collect();
        let confirmed_before = phones.iter().filter(|phone| matches!(phone.state, PhoneState::Connected | PhoneState::Syncing));
        let cause = Some(Reason::LoggingIn.to_cause());
        let now_unknown: Vec<_> = confirmed_before
            .map(|phone| Phone { state: PhoneState::Reconnecting, since: now, cause: cause.clone(), ..phone.clone() })
            .collect();
        if store::set_states(&self.0.db, &now_unknown, now).await.is_err() {
            // A full disk is no reason not to start: the wards store it later.
            let unknown = now_unknown.into_iter().map(|phone| (phone.id, phone));
            self.0.unsaved.lock().unwrap_or_else(PoisonError::into_inner).extend(unknown);
        }
        for phone in phones {
            drop(self.ward(phone.id).send(Command::Resume));
        }
        Ok(())
    }

    /// Joins the running link or begins one, for somebody; with `force` the running one is ended first. Answers whether it is fresh.
    pub(super) async fn begin(&self, id: PhoneId, force: bool, by: &str) -> Result<bool, AppError> {
        self.ask(id, |reply| Command::Begin { force, by: by.to_owned(), reply }).await?
    }

    /// Has a command obeyed and answers what came of it.
    pub(super) async fn order<T>(&self, id: PhoneId, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, AppError> {
        self.ask(id, command).await?
    }

    /// Gives a command whose end nobody waits for.
    pub(super) fn tell(&self, id: PhoneId, command: Command) {
        drop(self.ward(id).send(command));
    }

    /// Forgets the care of a phone that was removed.
    pub(super) fn dismiss(&self, id: PhoneId) {
        self.0.unsaved.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        let charge = self.0.wards.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        if let Some(charge) = charge {
            drop(charge.commands.send(Command::Stop));
        }
    }

    /// Says that somebody looks at this phone's link, and where it stands now. Drop the watch when they stop.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn watch(&self, id: PhoneId) -> Result<(LinkWatch, LinkProgress), AppError> {
        store::one(&self.0.db, id).await?;
        let watch = LinkWatch { commands: self.ward(id) };
        let progress = self.ask(id, Command::Watch).await??;
        Ok((watch, progress))
    }

    /// The exact text of the code on show. Only for the simulated handset: it is a secret.
    ///
    /// # Errors
    /// When the phone's task is gone.
    pub async fn code_text(&self, id: PhoneId) -> Result<Option<String>, AppError> {
        self.ask(id, Command::CodeText).await
    }

    /// Hands a message to WhatsApp by this phone; see [`EngineSession::send`].
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn send(&self, id: PhoneId, to: &Address, outgoing: &Outgoing, stanza_id: &str) -> Result<(), SendFailure> {
        match self.session(id) {
            Some(session) => session.send(to, outgoing, stanza_id).await,
            None => Err(SendFailure::NotConnected),
        }
    }

    /// Fetches the file of a message that came by this phone; see [`EngineSession::fetch`].
    ///
    /// # Errors
    /// See [`FetchFailure`].
    pub async fn fetch(&self, id: PhoneId, reference: &MediaReference, size: u64) -> Result<Vec<u8>, FetchFailure> {
        match self.session(id) {
            Some(session) => session.fetch(reference, size).await,
            None => Err(FetchFailure::NotConnected),
        }
    }

    /// Tells a person that messages that came by this phone were read; see [`EngineSession::mark_read`].
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn mark_read(&self, id: PhoneId, person: &Address, stanza_ids: &[&str]) -> Result<(), SendFailure> {
        match self.session(id) {
            Some(session) => session.mark_read(person, stanza_ids).await,
            None => Err(SendFailure::NotConnected),
        }
    }

    /// Gives WhatsApp a file that is to be sent by this phone; see [`EngineSession::upload`].
    ///
    /// # Errors
    /// See [`UploadFailure`].
    pub async fn upload(&self, id: PhoneId, kind: Kind, bytes: Vec<u8>) -> Result<MediaReference, UploadFailure> {
        match self.session(id) {
            Some(session) => session.upload(kind, bytes).await,
            None => Err(UploadFailure::NotConnected),
        }
    }

    /// Gives a message once more to the device that could not open it.
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn give_again(&self, id: PhoneId, request: &RetryRequest, outgoing: &Outgoing) -> Result<(), SendFailure> {
        match self.session(id) {
            Some(session) => session.give_again(request, outgoing).await,
            None => Err(SendFailure::NotConnected),
        }
    }

    /// Has WhatsApp tell this phone when these people write to it, now and after every login, and nobody else; see
    /// [`EngineSession::attend`].
    pub fn attend(&self, id: PhoneId, people: Vec<Address>) {
        self.0.attended.lock().unwrap_or_else(PoisonError::into_inner).insert(id, people);
        if self.session(id).is_some() {
            self.tell(id, Command::Attend { again: false });
        }
    }

    /// Whether phones are cared for; no longer once the program stops.
    pub fn is_running(&self) -> bool {
        !self.0.stopped.load(Ordering::Relaxed)
    }

    /// Closes every session without unlinking, all at once.
    pub async fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
        let charges: Vec<_> = self.0.wards.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        for (_, charge) in &charges {
            drop(charge.commands.send(Command::Stop));
        }
        for (_, charge) in charges {
            drop(charge.task.await);
        }
    }

    fn session(&self, id: PhoneId) -> Option<Arc<EngineSession>> {
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    pub(super) fn sessions(&self) -> HashMap<PhoneId, Arc<EngineSession>> {
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ward(&self, id: PhoneId) -> mpsc::UnboundedSender<Command> {
        let mut wards = self.0.wards.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(charge) = wards.get(&id)
            && !charge.task.is_finished()
        {
            return charge.commands.clone();
        }
        let (commands, receiver) = mpsc::unbounded_channel();
        let task = tokio::spawn(Ward::tend(self.0.clone(), id, receiver));
        wards.insert(id, Charge { commands: commands.clone(), task });
        commands
    }

    async fn ask<T>(&self, id: PhoneId, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, AppError> {
        let (reply, answer) = oneshot::channel();
        drop(self.ward(id).send(command(reply)));
        answer.await.map_err(|_| unexpected(&"a phone's task ended before it answered"))
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Supervisor")
    }
}
