//! What a ward can be told.
use super::{Ward, news::News};
use crate::{
    error::AppError,
    phones::{
        model::{LinkProgress, PhoneId, PhoneState},
        reason::Reason,
        store,
    },
    whatsapp::{EngineSession, NumberCodeFailure},
};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Where the answer goes; one that nobody waits for any more is dropped.
pub(in crate::phones) type Reply<T> = oneshot::Sender<Result<T, AppError>>;

/// A command.
pub(in crate::phones) enum Command {
    /// The program started.
    Resume,
    /// Show a code, for somebody. Answers whether the link is fresh.
    Begin { force: bool, by: String, reply: Reply<bool> },
    /// Ask for the characters that are typed on the handset with this number.
    ByNumber { number: String, reply: Reply<()> },
    /// WhatsApp's answer to that.
    NumberCodeCame { number: String, code: Result<String, NumberCodeFailure>, reply: Reply<()> },
    /// The codes of the passkey step are the same.
    ConfirmPasskey(Reply<()>),
    /// Give the running link up.
    Cancel { by: String, reply: Reply<()> },
    /// Somebody looks.
    Watch(Reply<LinkProgress>),
    /// Somebody stopped looking.
    Unwatch,
    /// The text of the code on show.
    CodeText(oneshot::Sender<Option<String>>),
    /// Close the connection and keep it closed.
    Pause { by: String, reply: Reply<()> },
    /// Log in with the keys that are there.
    Connect(Reply<()>),
    /// End the link on both sides.
    Unlink { by: String, reply: Reply<()> },
    /// End the link and take the phone off the list.
    Remove { by: String, reply: Reply<()> },
    /// Remove this entry of a number that another phone has; answers that phone.
    Merge { by: String, reply: Reply<PhoneId> },
    /// Hold what is queued, or let it go.
    PauseSending { paused: bool, by: String, reply: Reply<()> },
    /// Note something in the timeline that changes no state.
    Note { sentence: String, reply: Reply<()> },
    /// Nothing was heard on this session for too long.
    Silent(Arc<EngineSession>),
    /// This session has given up saving its keys.
    NotSaving(Arc<EngineSession>),
    /// WhatsApp's answer about new chats: until when there are none, 0 without an end.
    Restricted(Option<i64>),
    /// Store what became of a message.
    Keep(News),
    /// Those who are attended to are others now, or the library may have told WhatsApp something else.
    Attend { again: bool },
    /// What is stored of the phone beside its state has changed.
    Tell,
    /// The program ends.
    Stop,
}

impl Ward {
    pub(super) async fn obey(&mut self, command: Command) {
        match command {
            Command::Resume => self.resume().await,
            Command::Begin { force, by, reply } => answer(reply, self.begin(force, by).await),
            Command::ByNumber { number, reply } => self.ask_for_number_code(number, reply),
            Command::NumberCodeCame { number, code, reply } => answer(reply, self.number_code_came(&number, code)),
            Command::ConfirmPasskey(reply) => answer(reply, self.confirm_passkey().await),
            Command::Cancel { by, reply } => answer(reply, self.cancel(by).await),
            Command::Watch(reply) => {
                self.watchers += 1;
                self.deadlines.unwatched = None;
                answer(reply, Ok(self.progress()));
            }
            Command::Unwatch => self.unwatch(),
            Command::CodeText(reply) => drop(reply.send(self.code.as_ref().map(|code| code.text.clone()))),
            Command::Pause { by, reply } => answer(reply, self.pause(by).await),
            Command::Connect(reply) => answer(reply, self.connect_again().await),
            Command::Unlink { by, reply } => answer(reply, self.unlink(by).await),
            Command::Remove { by, reply } => answer(reply, self.remove(&by).await),
            Command::Merge { by, reply } => answer(reply, self.merge(by).await),
            Command::PauseSending { paused, by, reply } => answer(reply, self.pause_sending(paused, &by).await),
            Command::Note { sentence, reply } => {
                self.note(&sentence).await;
                answer(reply, Ok(()));
            }
            Command::Silent(session) if self.is_current(&session) => self.give_up_session(&Reason::Silent).await,
            Command::NotSaving(session) if self.is_current(&session) => {
                // A new session saves again; but what this one knows must be durable first, so else it is asked again.
                if session.save_keys().await {
                    self.give_up_session(&Reason::KeysNotSaved).await;
                }
            }
            Command::Restricted(until) => self.restricted(until).await,
            Command::Tell => self.tell().await,
            Command::Attend { again } => self.attend(again).await,
            Command::Keep(news) => self.keep_news(news).await,
            Command::Silent(_) | Command::NotSaving(_) | Command::Stop => {}
        }
    }

    fn is_current(&self, session: &Arc<EngineSession>) -> bool {
        self.session.as_ref().is_some_and(|running| Arc::ptr_eq(&running.session, session))
    }

    async fn give_up_session(&mut self, reason: &Reason) {
        self.end_session().await;
        match self.stored.phone.state {
            PhoneState::Securing => self.open_again().await,
            state if state.is_linking() => {
                self.because(&Reason::CodeLost("nothing came from it any more".into())).await;
                self.open_again().await;
            }
            _ => self.lost(reason).await,
        }
    }

    async fn cancel(&mut self, by: String) -> Result<(), AppError> {
        if !self.stored.phone.state.is_linking() || self.stored.phone.state == PhoneState::Securing {
            return Err(AppError::Conflict("There is no link to cancel.".into()));
        }
        self.close().await;
        // What was linked before may still be saved, so what was set aside stays.
        drop(self.shared.engine.forget_keys_in_use(&self.id.to_string()).await);
        self.because(&Reason::LinkCancelled(by)).await;
        Ok(())
    }

    async fn pause(&mut self, by: String) -> Result<(), AppError> {
        let state = self.stored.phone.state;
        // One that is outdated may never have been linked.
        if !state.keeps_link() || (!state.is_active() && self.kept_keys().await?.is_none()) {
            return Err(AppError::Conflict("This phone is not linked, so there is nothing to disconnect.".into()));
        }
        self.end(&Reason::Paused(by)).await;
        Ok(())
    }

    async fn connect_again(&mut self) -> Result<(), AppError> {
        if self.session.is_some() || self.turn.is_some() {
            return Ok(());
        }
        if self.kept_keys().await?.is_none() {
            return Err(AppError::Conflict("This phone has no keys to log in with. Link it first.".into()));
        }
        self.deadlines.again = None;
        self.log_in().await;
        Ok(())
    }

    /// Ends the link on both sides and clears the keys; answers whether WhatsApp was told, or did not need to be.
    async fn end_link(&mut self) -> Result<bool, AppError> {
        let state = self.stored.phone.state;
        let was_linked = match state {
            PhoneState::Failed => !matches!(self.kept_keys().await, Ok(None)),
            state => state.keeps_link() || state == PhoneState::Securing,
        };
        let told = match &self.session {
            Some(running) => running.session.clone().unlink().await,
            None => false,
        };
        self.close().await;
        if let Err(error) = self.shared.engine.forget_keys(&self.id.to_string()).await {
            let error = AppError::from(error);
            self.because(&Reason::KeysNotCleared(error.to_string())).await;
            return Err(error);
        }
        Ok(told || !was_linked)
    }

    async fn unlink(&mut self, by: String) -> Result<(), AppError> {
        let told = self.end_link().await?;
        self.because(&Reason::Unlinked(by, told)).await;
        Ok(())
    }

    async fn merge(&mut self, by: String) -> Result<PhoneId, AppError> {
        let is_told_so = self.stored.phone.cause.as_ref().is_some_and(|cause| cause.code == "linked_already");
        let Some(other) = self.is_also.filter(|_| is_told_so) else {
            return Err(AppError::Conflict("Scan once more, so that Leadwire sees which phone this is.".into()));
        };
        self.remove(&by).await?;
        Ok(other)
    }

    /// Nobody is told of a change: whoever asked about it would not find the phone any more.
    async fn remove(&mut self, by: &str) -> Result<(), AppError> {
        let was_active = self.stored.phone.state.is_active();
        let told = self.end_link().await?;
        if was_active && !told {
            // These states come and go while a person reads. So the phone stays, with the sentence that says what is left to do; of the
            // other states the person was told before.
            let reason = Reason::Unlinked(by.to_owned(), told);
            self.because(&reason).await;
            return Err(AppError::Conflict(reason.to_cause().in_words()));
        }
        let removed = async {
            let now = self.shared.clock.now_ms();
            store::note(&self.shared.db, self.id, PhoneState::New, &format!("Removed by {by}."), now).await?;
            store::remove(&self.shared.db, self.id, now).await
        };
        if let Err(error) = removed.await {
            // Its link is over all the same.
            self.because(&Reason::Unlinked(by.to_owned(), told)).await;
            return Err(error);
        }
        // What was to go out by it never will.
        let _ = self.shared.ready.send(self.id);
        Ok(())
    }
}

fn answer<T>(reply: Reply<T>, with: Result<T, AppError>) {
    drop(reply.send(with));
}
