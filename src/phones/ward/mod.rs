//! The care of one phone: a task that owns its session, obeys commands, hears the engine, and keeps the deadlines.
//!
//! A session is one connection. The ward alone decides whether another one follows, and when: so there is never more than one
//! per phone, and the old one has ended before the new one begins.
mod account;
mod attention;
mod code;
mod commands;
mod deadlines;
mod hearing;
mod linking;
mod news;
mod opening;
mod over;
mod requests;

pub(super) use commands::{Command, Reply};

use super::{
    guests, machine,
    model::{Cause, LinkProgress, PhoneId, PhoneState},
    pacing::Pacing,
    reason::Reason,
    store::{self, StoredPhone},
    supervision::Shared,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    whatsapp::{Ending, EngineEvent, EngineSession, LinkStep, storage::KeyringId},
};
use account::Refusal;
use code::{CodeOnShow, NumberCodeOnShow};
use deadlines::Deadlines;
use news::Unkept;
use requests::LastAnswer;
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, error::TryRecvError},
        oneshot,
    },
    time::Instant,
};

/// After a read that failed, the database is asked again this much later.
const READ_AGAIN: Duration = Duration::from_secs(1);

/// After a write that failed, it is repeated this much later.
const SAVE_AGAIN: Duration = Duration::from_secs(5);

/// One phone's state while the program runs.
pub(super) struct Ward {
    shared: Arc<Shared>,
    id: PhoneId,
    stored: StoredPhone,
    session: Option<Running>,
    /// A session that waits for its turn to connect.
    turn: Option<Turn>,
    pacing: Pacing,
    code: Option<CodeOnShow>,
    by_number: Option<NumberCodeOnShow>,
    passkey_code: Option<String>,
    /// Codes of this round so far.
    codes: u8,
    /// Codes of this link so far.
    shown: u16,
    round: u8,
    watchers: usize,
    step: LinkStep,
    step_failure: Option<String>,
    /// Unreadable keys of this link were cleared already.
    cleared_keys: bool,
    /// Why the account that scanned cannot be this phone; WhatsApp is told once it has confirmed the login.
    refusal: Option<Refusal>,
    /// The phone here that has the number of the handset that scanned last.
    is_also: Option<PhoneId>,
    /// What WhatsApp last said about new chats.
    restrictions: Arc<LastAnswer>,
    deadlines: Deadlines,
    /// What became of messages and is not stored yet.
    unkept: Unkept,
}

struct Running {
    session: Arc<EngineSession>,
    events: UnboundedReceiver<EngineEvent>,
    logged_in: Option<Instant>,
}

struct Turn {
    comes: oneshot::Receiver<()>,
    keyring: KeyringId,
}

enum Next {
    Obey(Option<Command>),
    Hear(EngineEvent),
    Connect(KeyringId),
    Overdue,
}

impl Ward {
    /// Runs until told to stop or nobody can command it any more.
    pub(super) async fn tend(shared: Arc<Shared>, id: PhoneId, mut commands: UnboundedReceiver<Command>) {
        let stored = loop {
            match store::one(&shared.db, id).await {
                Ok(stored) => break stored,
                // Whoever asked sees the channel close.
                Err(AppError::NotFound(_)) => return,
                // The cause is in the log already; commands wait meanwhile, so that none is lost.
                Err(_) => tokio::time::sleep(READ_AGAIN).await,
            }
        };
        let mut ward = Self {
            shared,
            id,
            stored,
            session: None,
            turn: None,
            pacing: Pacing::default(),
            code: None,
            by_number: None,
            passkey_code: None,
            codes: 0,
            shown: 0,
            round: 0,
            watchers: 0,
            step: LinkStep::Address,
            step_failure: None,
            cleared_keys: false,
            refusal: None,
            is_also: None,
            restrictions: Arc::default(),
            deadlines: Deadlines::default(),
            unkept: Unkept::new(),
        };
        // The task before this one may have broken off with its session open: there is never more than one.
        let left = ward.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        if let Some(left) = left {
            left.stop().await;
        }
        ward.deadlines.restriction = ward.restriction_ends();
        loop {
            match ward.next(&mut commands).await {
                Next::Obey(None | Some(Command::Stop)) => break,
                Next::Obey(Some(command)) => ward.obey(command).await,
                Next::Hear(event) => ward.hear(event).await,
                Next::Connect(keyring) => ward.connect(keyring).await,
                Next::Overdue => ward.overdue().await,
            }
        }
        ward.close().await;
        ward.keep_what_waits().await;
    }

    async fn next(&mut self, commands: &mut UnboundedReceiver<Command>) -> Next {
        // Commands first: a stop must not wait behind a flood of events.
        match commands.try_recv() {
            Ok(command) => return Next::Obey(Some(command)),
            Err(TryRecvError::Disconnected) => return Next::Obey(None),
            Err(TryRecvError::Empty) => {}
        }
        let deadline = self.deadlines.next();
        let events = self.session.as_mut().map(|running| &mut running.events);
        let turn = self.turn.as_mut();
        tokio::select! {
            command = commands.recv() => Next::Obey(command),
            event = async { match events { Some(events) => events.recv().await, None => std::future::pending().await } } =>
                Next::Hear(event.unwrap_or(EngineEvent::Over(Ending::Stopped))),
            keyring = async { match turn { Some(turn) => { drop((&mut turn.comes).await); turn.keyring }, None => std::future::pending().await } } =>
                Next::Connect(keyring),
            () = async { match deadline { Some(at) => tokio::time::sleep_until(at).await, None => std::future::pending().await } } => Next::Overdue,
        }
    }

    /// Moves along the table for a reason, stores, and tells. Answers whether it meant something in this state.
    async fn because(&mut self, reason: &Reason) -> bool {
        self.moved(reason.input(), Some(reason.to_cause())).await
    }

    /// The same, with the time when the next try comes.
    async fn because_until(&mut self, reason: &Reason, pause: Duration) -> bool {
        let until = self.shared.clock.now_ms() + i64::try_from(pause.as_millis()).unwrap_or(0);
        self.moved(reason.input(), Some(Cause { until: Some(until), ..reason.to_cause() })).await
    }

    async fn moved(&mut self, input: machine::Input, cause: Option<Cause>) -> bool {
        let phone = &mut self.stored.phone;
        let Some(state) = machine::next(phone.state, input) else { return false };
        if state == phone.state && cause == phone.cause {
            return true;
        }
        let is_news = state != phone.state || cause.as_ref().map(|cause| &cause.code) != phone.cause.as_ref().map(|cause| &cause.code);
        let now = self.shared.clock.now_ms();
        if state != phone.state {
            phone.since = now;
        }
        (phone.state, phone.cause) = (state, cause);
        tracing::info!(phone.id = %self.id, state = state.as_str(), "Phone {} is {}", self.id, state.as_str());
        let has_code = state == PhoneState::WaitingForScan;
        if has_code {
            // A person waits for this code; when many phones change at once, the write below takes its turn.
            self.tell_link();
        }
        // A try like the one before is no news: an outage of a day must not fill the timeline.
        if is_news || self.deadlines.save_state.is_some() {
            self.save_state(now).await;
        }
        let guest_is_done = state == PhoneState::Connected && self.end_guest_link().await;
        self.tell_phone().await;
        if !has_code {
            self.tell_link();
        }
        // The last thing that a guest hears of is that the phone is connected.
        if guest_is_done {
            self.shared.events.publish(DomainEvent::GuestLinkEnded(self.id));
        }
        true
    }

    /// Stores where the phone stands. A write that failed (the cause is in the log) is repeated.
    pub(super) async fn save_state(&mut self, now: i64) {
        let is_saved = self.shared.save_state(&self.stored.phone, now).await;
        self.deadlines.save_state = (!is_saved).then(|| Instant::now() + SAVE_AGAIN);
    }

    /// A link that was sent to the owner of the handset has nothing more to give; answers whether there was one.
    async fn end_guest_link(&self) -> bool {
        let (db, now) = (&self.shared.db, self.shared.clock.now_ms());
        // After a failed read it stands until its end, but leads nowhere while the phone is linked.
        let Ok(Some(sentence)) = guests::phone_is_connected(db, self.id, now).await else { return false };
        // A failed write is in the log.
        drop(store::note(db, self.id, self.stored.phone.state, &sentence, now).await);
        true
    }

    /// Tells everybody where the phone and its link stand.
    async fn tell(&mut self) {
        self.tell_phone().await;
        self.tell_link();
    }

    async fn tell_phone(&mut self) {
        // The name may have been changed meanwhile, and more of the history be here.
        match store::one(&self.shared.db, self.id).await {
            Ok(stored) => {
                self.stored.phone.name = stored.phone.name;
                self.stored.phone.history = stored.phone.history;
            }
            // It was removed, and nobody would hear of that once more.
            Err(AppError::NotFound(_)) => return,
            Err(_) => {}
        }
        self.shared.events.publish(DomainEvent::PhoneChanged(self.stored.phone.clone()));
    }

    fn tell_link(&self) {
        self.shared.events.publish(DomainEvent::LinkProgressed(self.progress()));
    }

    fn progress(&self) -> LinkProgress {
        LinkProgress {
            phone: self.stored.phone.clone(),
            code: self.code.as_ref().map(CodeOnShow::for_people),
            by_number: self.by_number.as_ref().and_then(NumberCodeOnShow::for_people),
            passkey_code: self.passkey_code.clone(),
        }
    }

    /// Ends whatever is under way, for this reason.
    async fn end(&mut self, reason: &Reason) {
        self.close().await;
        self.because(reason).await;
    }

    /// Ends whatever is under way.
    async fn close(&mut self) {
        self.refusal = None;
        let Deadlines { restriction, save_state, keep_news, .. } = self.deadlines;
        self.deadlines = Deadlines { restriction, save_state, keep_news, ..Deadlines::default() };
        self.end_session().await;
    }

    /// Closes the session, if one is open or waits to be, and waits for it: the next one must not meet it.
    async fn end_session(&mut self) {
        (self.code, self.by_number, self.passkey_code, self.turn) = (None, None, None, None);
        self.deadlines.number_code = None;
        self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
        let Some(mut running) = self.session.take() else { return };
        // Pulses of sessions that are off the list are soon forgotten.
        let heard_at = self.shared.clock.now_ms() - self.shared.heard_ago_ms(self.id);
        running.session.stop().await;
        // WhatsApp tells these once.
        while let Ok(event) = running.events.try_recv() {
            self.keep_news_of(event).await;
        }
        if let Some(at) = running.logged_in {
            if at.elapsed() >= self.shared.limits.lasting {
                self.pacing.lasted();
            }
            self.stored.heard_at = Some(heard_at);
            // Only for the health card; a failed write is in the log.
            drop(store::set_heard(&self.shared.db, self.id, heard_at).await);
        }
    }
}
