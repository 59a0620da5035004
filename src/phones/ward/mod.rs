//! The care of one phone: a task that owns its session, obeys commands, hears the engine, and keeps the deadlines.
mod code;
mod commands;
mod deadlines;
mod hearing;
mod opening;

pub(super) use commands::Command;

use super::{
    machine::{self, Input},
    model::{LinkProgress, PhoneId},
    store::{self, StoredPhone},
    supervision::Shared,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    whatsapp::{EngineEvent, EngineSession, LinkStep},
};
use code::CodeOnShow;
use deadlines::Deadlines;
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc::{UnboundedReceiver, error::TryRecvError};

/// After a read that failed, the database is asked again this much later.
const READ_AGAIN: Duration = Duration::from_secs(1);

/// One phone's state while the program runs.
pub(super) struct Ward {
    shared: Arc<Shared>,
    id: PhoneId,
    stored: StoredPhone,
    session: Option<Running>,
    code: Option<CodeOnShow>,
    /// Codes of this round so far.
    codes: u8,
    round: u8,
    watchers: usize,
    step: LinkStep,
    step_failure: Option<String>,
    /// Why the account that scanned cannot be this phone; WhatsApp is told once it has confirmed the login.
    refusal: Option<String>,
    deadlines: Deadlines,
}

struct Running {
    session: Arc<EngineSession>,
    events: UnboundedReceiver<EngineEvent>,
}

enum Next {
    Obey(Option<Command>),
    Hear(EngineEvent),
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
            code: None,
            codes: 0,
            round: 0,
            watchers: 0,
            step: LinkStep::Address,
            step_failure: None,
            refusal: None,
            deadlines: Deadlines::default(),
        };
        loop {
            match ward.next(&mut commands).await {
                Next::Obey(None | Some(Command::Stop)) => break,
                Next::Obey(Some(command)) => ward.obey(command).await,
                Next::Hear(event) => ward.hear(event).await,
                Next::Overdue => ward.overdue().await,
            }
        }
        ward.close().await;
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
        tokio::select! {
            command = commands.recv() => Next::Obey(command),
            event = async { match events { Some(events) => events.recv().await, None => std::future::pending().await } } =>
                Next::Hear(event.unwrap_or(EngineEvent::Ended)),
            () = async { match deadline { Some(at) => tokio::time::sleep_until(at).await, None => std::future::pending().await } } => Next::Overdue,
        }
    }

    /// Moves along the table, stores, and tells. Answers whether the input meant something.
    async fn moved(&mut self, input: Input, cause: Option<String>) -> bool {
        let phone = &mut self.stored.phone;
        let Some(state) = machine::next(phone.state, input) else { return false };
        if state == phone.state && cause == phone.cause {
            return true;
        }
        let now = self.shared.clock.now_ms();
        (phone.state, phone.cause, phone.since) = (state, cause, now);
        tracing::info!(phone.id = %self.id, state = state.as_str(), "Phone {} is {}", self.id, state.as_str());
        // A failed write is in the log; the state in memory is the true one and the next change writes again.
        drop(store::set_state(&self.shared.db, self.id, state, self.stored.phone.cause.as_deref(), now).await);
        self.tell().await;
        true
    }

    /// Tells everybody where the phone and its link stand.
    async fn tell(&mut self) {
        // The name may have been changed meanwhile.
        if let Ok(stored) = store::one(&self.shared.db, self.id).await {
            self.stored.phone.name = stored.phone.name;
        }
        self.shared.events.publish(DomainEvent::PhoneChanged(self.stored.phone.clone()));
        self.shared.events.publish(DomainEvent::LinkProgressed(self.progress()));
    }

    fn progress(&self) -> LinkProgress {
        LinkProgress { phone: self.stored.phone.clone(), code: self.code.as_ref().map(CodeOnShow::for_people) }
    }

    async fn fail(&mut self, cause: String) {
        self.close().await;
        self.moved(Input::Failed, Some(cause)).await;
    }

    /// Closes the session, if one is open, and waits for it: the next one must not meet it.
    async fn close(&mut self) {
        self.code = None;
        self.refusal = None;
        self.deadlines.clear();
        self.shared.sessions.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&self.id);
        if let Some(running) = self.session.take() {
            running.session.stop().await;
        }
    }

    fn reported(error: &AppError) -> String {
        format!("Leadwire could not go on: {error} Try again.")
    }
}
