//! What a ward does when the engine reports something.
use super::{Ward, code::CodeOnShow, deadlines};
use crate::{
    error::AppError,
    event::DomainEvent,
    phones::{machine::Input, model::PhoneState, numbers::international, store},
    whatsapp::{Address, EngineEvent},
};
use std::time::Duration;

/// After a connection that was lost while codes were on show.
const RECONNECT_WHILE_LINKING: Duration = Duration::from_millis(500);

impl Ward {
    pub(super) async fn hear(&mut self, event: EngineEvent) {
        match event {
            EngineEvent::Step(step) => self.step = step,
            EngineEvent::StepFailed(step, detail) => self.step_failed(step, detail).await,
            EngineEvent::Code { text, valid_for } => self.code_came(text, valid_for).await,
            EngineEvent::CodesSpent => self.codes_spent().await,
            EngineEvent::Scanned(account) => self.scanned(account).await,
            EngineEvent::ScanFailed(cause) | EngineEvent::Refused(cause) => self.fail(cause).await,
            EngineEvent::LoggedIn => self.logged_in().await,
            EngineEvent::Ready => self.ready().await,
            EngineEvent::Lost(why) => self.lost(&why).await,
            EngineEvent::LoggedOut => self.logged_out().await,
            EngineEvent::Ended => self.ended().await,
            EngineEvent::Acked { stanza_id, refusal } => {
                let inbox = (self.shared.inbox_of)(self.id);
                log_failure(inbox.acked(&stanza_id, refusal.as_deref()).await);
            }
            EngineEvent::Receipt { stanza_ids, kind, at: _ } => {
                let inbox = (self.shared.inbox_of)(self.id);
                log_failure(inbox.receipt(&stanza_ids, kind).await);
            }
        }
    }

    async fn step_failed(&mut self, step: crate::whatsapp::LinkStep, detail: String) {
        if self.stored.phone.state == PhoneState::Reconnecting {
            self.moved(Input::Lost, Some(format!("No connection to WhatsApp ({detail}). Trying again by itself."))).await;
        }
        (self.step, self.step_failure) = (step, Some(detail));
    }

    async fn code_came(&mut self, text: String, valid_for: Duration) {
        if !self.code.as_ref().is_some_and(|code| code.has_ref_of(&text)) {
            self.codes = self.codes.saturating_add(1);
        }
        let at_ms = self.shared.clock.now_ms();
        match CodeOnShow::new(text, self.codes, valid_for) {
            Ok(code) => {
                // For the measurement of how soon a tab paints it; the code itself is a secret.
                tracing::debug!(serial = code.serial, at_ms, "New code issued");
                self.code = Some(code);
            }
            Err(error) => return self.fail(Self::reported(&error)).await,
        }
        self.deadlines.first_code = None;
        // The first code moves the state and tells; the following ones change nothing that is stored.
        if self.stored.phone.state == PhoneState::WaitingForScan {
            self.shared.events.publish(DomainEvent::LinkProgressed(self.progress()));
        } else {
            self.moved(Input::CodeCame, None).await;
        }
    }

    async fn scanned(&mut self, account: Address) {
        self.code = None;
        self.deadlines.clear();
        if let Err(error) = self.take_account(&account).await {
            return self.fail(Self::reported(&error)).await;
        }
        self.deadlines.login = deadlines::within(self.shared.limits.login);
        self.moved(Input::Scanned, None).await;
    }

    /// Stores whose account the keys are linked to, or remembers why it cannot be this phone's.
    pub(super) async fn take_account(&mut self, account: &Address) -> Result<(), AppError> {
        self.refusal = self.why_not(account).await?;
        if self.refusal.is_some() {
            return Ok(());
        }
        store::set_address(&self.shared.db, self.id, account.number.as_deref(), account.lid.as_deref()).await?;
        if let Some(number) = &account.number {
            self.stored.phone.number = Some(international(number));
            self.stored.number = Some(number.clone());
        }
        Ok(())
    }

    /// One number belongs to one phone here, or its conversations would be split or mixed.
    async fn why_not(&self, account: &Address) -> Result<Option<String>, AppError> {
        let Some(number) = account.number.as_deref() else { return Ok(None) };
        if let Some(known) = self.stored.number.as_deref()
            && known != number
        {
            return Ok(Some(format!(
                "The handset that scanned is {}, but this phone is {}. Scan with the right handset, or add the other one as a new phone.",
                international(number),
                international(known)
            )));
        }
        let other = store::name_of_number(&self.shared.db, number, self.id).await?;
        Ok(other.map(|name| {
            format!("{} is linked already, as \"{name}\". Scan with another handset, or use that phone.", international(number))
        }))
    }

    /// Takes the link back on WhatsApp's side, which listens only after the login, and says why.
    async fn refuse(&mut self, cause: String) {
        let told = match &self.session {
            Some(running) => running.session.clone().unlink().await,
            None => false,
        };
        let cause = if told { cause } else { format!("{cause} Remove the new link on the handset too: Settings, Linked devices.") };
        // A failure here leaves keys that are refused again at the next try.
        drop(self.shared.engine.forget_keys(&self.id.to_string()).await);
        self.fail(cause).await;
    }

    async fn logged_in(&mut self) {
        self.deadlines.login = None;
        if let Some(cause) = self.refusal.take() {
            return self.refuse(cause).await;
        }
        if self.moved(Input::LoggedIn, None).await {
            self.deadlines.ready = deadlines::within(self.shared.limits.ready);
        }
        let _ = self.shared.ready.send(self.id);
    }

    async fn ready(&mut self) {
        self.deadlines.ready = None;
        self.moved(Input::Ready, None).await;
    }

    async fn lost(&mut self, why: &str) {
        self.deadlines.ready = None;
        if matches!(self.stored.phone.state, PhoneState::Starting | PhoneState::WaitingForScan) {
            // The library would go on showing the codes of the connection that is gone.
            self.next_session(RECONNECT_WHILE_LINKING).await;
            self.deadlines.first_code = self.deadlines.first_code.or(deadlines::within(self.shared.limits.first_code));
            self.moved(Input::Lost, Some(format!("The connection to WhatsApp ended ({why}). Asking for a new code…"))).await;
            return;
        }
        self.moved(Input::Lost, Some(format!("The connection to WhatsApp ended ({why}). Connecting again by itself."))).await;
    }

    async fn logged_out(&mut self) {
        if self.stored.phone.state.is_linking() && self.stored.phone.state != PhoneState::Securing {
            return self.fail("WhatsApp refused this link. Show a new code and scan again.".into()).await;
        }
        self.close().await;
        self.moved(Input::LoggedOut, Some("The link was removed on the handset. Link again; leads and history stay.".into())).await;
    }

    /// The library stopped by itself though nothing before said why.
    async fn ended(&mut self) {
        self.fail("The connection to WhatsApp ended for good without a reason. Link the phone again; history stays.".into()).await;
    }
}

/// Receipts and acknowledgements come once; a failed write loses a tick, never a message, and is in the log.
fn log_failure(result: anyhow::Result<()>) {
    if let Err(error) = result {
        tracing::error!("What the engine reported could not be stored: {error:#}");
    }
}
