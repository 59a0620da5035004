//! What a ward can be told.
use super::{Ward, deadlines};
use crate::{
    error::AppError,
    phones::{
        machine::{self, Input},
        model::{LinkProgress, PhoneState},
    },
};
use tokio::sync::oneshot;

/// A command; the reply of one that nobody waits for any more is dropped.
pub(in crate::phones) enum Command {
    /// The program started.
    Resume,
    /// Show a code.
    Begin { force: bool, reply: oneshot::Sender<Result<bool, AppError>> },
    /// Somebody looks.
    Watch(oneshot::Sender<Result<LinkProgress, AppError>>),
    /// Somebody stopped looking.
    Unwatch,
    /// The text of the code on show.
    CodeText(oneshot::Sender<Option<String>>),
    /// End the link on both sides.
    Unlink(oneshot::Sender<Result<(), AppError>>),
    /// The program ends.
    Stop,
}

impl Ward {
    pub(super) async fn obey(&mut self, command: Command) {
        match command {
            Command::Resume => self.resume().await,
            Command::Begin { force, reply } => {
                let answer = self.begin(force).await;
                drop(reply.send(answer));
            }
            Command::Watch(reply) => {
                self.watchers += 1;
                self.deadlines.unwatched = None;
                drop(reply.send(Ok(self.progress())));
            }
            Command::Unwatch => self.unwatch(),
            Command::CodeText(reply) => drop(reply.send(self.code.as_ref().map(|code| code.text.clone()))),
            Command::Unlink(reply) => {
                let answer = self.unlink().await;
                drop(reply.send(answer));
            }
            Command::Stop => {}
        }
    }

    async fn begin(&mut self, force: bool) -> Result<bool, AppError> {
        if (self.session.is_some() || self.deadlines.again.is_some()) && !force {
            return Ok(false);
        }
        if machine::next(self.stored.phone.state, Input::Begun).is_none() {
            return Err(AppError::Conflict("This phone is being linked right now. Wait for it to finish.".into()));
        }
        // Keys that may still work are not thrown away before they were tried.
        if self.stored.phone.state == PhoneState::Failed && !force && self.kept_keyring().await?.is_some() {
            self.resume().await;
            return Ok(true);
        }
        self.close().await;
        self.moved(Input::Begun, None).await;
        self.round = 0;
        self.open_fresh().await?;
        self.deadlines.whole_link = deadlines::within(self.shared.limits.whole_link);
        if self.watchers == 0 {
            self.deadlines.unwatched = deadlines::within(self.shared.limits.unwatched);
        }
        Ok(true)
    }

    fn unwatch(&mut self) {
        self.watchers = self.watchers.saturating_sub(1);
        if self.watchers == 0 && self.deadlines.whole_link.is_some() {
            self.deadlines.unwatched = deadlines::within(self.shared.limits.unwatched);
        }
    }

    async fn unlink(&mut self) -> Result<(), AppError> {
        let was_linked = self.stored.phone.state.is_linked();
        let told = match &self.session {
            Some(running) => running.session.clone().unlink().await,
            None => false,
        };
        self.close().await;
        if let Err(error) = self.shared.engine.forget_keys(&self.id.to_string()).await {
            let error = AppError::from(error);
            self.fail(format!("Unlinked, but the keys could not be cleared: {error} Unlink again.")).await;
            return Err(error);
        }
        let cause = if was_linked && !told {
            "Unlinked here, but WhatsApp could not be told. Remove the link on the handset too: Settings, Linked devices."
        } else {
            "Unlinked here. Leads and history are kept."
        };
        self.moved(Input::Unlinked, Some(cause.into())).await;
        Ok(())
    }
}
