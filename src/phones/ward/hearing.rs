//! What a ward does when the engine reports something.
use super::{Ward, deadlines};
use crate::{
    error::AppError,
    phones::{machine::Input, model::PhoneState, reason::Reason, store},
    whatsapp::{Address, EngineEvent, Inbox, LinkStep, ScanFailure},
};
use std::sync::Arc;
use tokio::time::Instant;

/// The handset's last sign of life is stored no more often than this, milliseconds.
const HANDSET_SEEN_EVERY_MS: i64 = 3_600_000;

impl Ward {
    pub(super) async fn hear(&mut self, event: EngineEvent) {
        match event {
            EngineEvent::Step(step) => self.step = step,
            EngineEvent::StepFailed(step, detail) => (self.step, self.step_failure) = (step, Some(detail)),
            EngineEvent::Code { text, valid_for } => self.code_came(text, valid_for).await,
            EngineEvent::CodesSpent => self.only_the_number_code_is_left(),
            EngineEvent::NumberCodeOver => self.number_code_is_over().await,
            EngineEvent::PasskeyAsked => self.passkey_asked().await,
            EngineEvent::PasskeyCode(code) => self.passkey_code_came(code).await,
            EngineEvent::PasskeyFailed(detail) => self.end(&Reason::PasskeyFailed(detail)).await,
            EngineEvent::Scanned(account) => self.scanned(account).await,
            EngineEvent::ScanFailed(failure) => self.scan_failed(failure).await,
            EngineEvent::LoggedIn => self.logged_in().await,
            EngineEvent::Ready => self.ready().await,
            EngineEvent::HandsetSeen => self.handset_seen().await,
            EngineEvent::Typing { person, state } => self.inbox().typing(&person, state).await,
            EngineEvent::Announced => self.attend_soon(),
            EngineEvent::Over(ending) => self.over(ending).await,
            news => self.keep_news_of(news).await,
        }
    }

    pub(super) fn inbox(&self) -> Arc<dyn Inbox> {
        (self.shared.inbox_of)(self.id)
    }

    async fn scanned(&mut self, account: Address) {
        (self.code, self.by_number, self.passkey_code) = (None, None, None);
        self.deadlines.end_of_codes();
        if let Err(error) = self.take_account(&account).await {
            return self.end(&Reason::OwnTrouble(error.to_string())).await;
        }
        self.deadlines.login = deadlines::within(self.shared.limits.login);
        self.moved(Input::Scanned, None).await;
        self.handset_seen().await;
    }

    async fn scan_failed(&mut self, failure: ScanFailure) {
        let reason = match failure {
            ScanFailure::HandsetTooOld => Reason::HandsetTooOld,
            ScanFailure::SignatureMismatch => Reason::SignatureMismatch,
            ScanFailure::Other(detail) => Reason::ScanFailed(detail),
        };
        self.end(&reason).await;
    }

    async fn logged_in(&mut self) {
        self.deadlines.login = None;
        if let Some(running) = &mut self.session {
            running.logged_in = Some(Instant::now());
        }
        if let Some(refusal) = self.refusal.take() {
            return self.refuse(refusal).await;
        }
        if self.moved(Input::LoggedIn, None).await {
            self.deadlines.ready = deadlines::within(self.shared.limits.ready);
        }
        let _ = self.shared.ready.send(self.id);
    }

    async fn ready(&mut self) {
        self.deadlines.ready = None;
        self.moved(Input::Ready, None).await;
        self.attend(true).await;
        self.ask_about_restriction();
    }

    async fn handset_seen(&mut self) {
        let now = self.shared.clock.now_ms();
        if self.stored.handset_seen_at.is_none_or(|seen| now - seen > HANDSET_SEEN_EVERY_MS) {
            self.stored.handset_seen_at = Some(now);
            // Only for the health card; a failed write is in the log.
            drop(store::set_handset_seen(&self.shared.db, self.id, now).await);
        }
    }

    /// WhatsApp asks for a passkey after the scan. What it asks is for a page of its own, so we can only wait and tell.
    async fn passkey_asked(&mut self) {
        self.code = None;
        self.deadlines.first_code = None;
        self.because(&Reason::PasskeyAsked).await;
    }

    async fn passkey_code_came(&mut self, code: Option<String>) {
        if self.stored.phone.state != PhoneState::PasskeyRequired {
            self.passkey_asked().await;
        }
        match code {
            Some(code) => {
                self.passkey_code = Some(code);
                self.tell_link();
            }
            // Nobody needs to compare anything.
            None => drop(self.finish_passkey().await),
        }
    }

    pub(super) async fn confirm_passkey(&mut self) -> Result<(), AppError> {
        if self.session.is_some() && self.passkey_code.is_none() {
            return Err(AppError::Conflict("There is no code to compare. Wait until one is on show.".into()));
        }
        self.finish_passkey().await
    }

    async fn finish_passkey(&mut self) -> Result<(), AppError> {
        let Some(running) = &self.session else {
            return Err(AppError::Conflict("This link is over. Show a new code.".into()));
        };
        if let Err(error) = running.session.confirm_passkey().await {
            let detail = format!("{error:#}");
            self.end(&Reason::PasskeyFailed(detail)).await;
        }
        Ok(())
    }

    pub(super) fn no_code(&self) -> Reason {
        let detail = self.step_failure.clone();
        match self.step {
            LinkStep::Address => Reason::NoAddress(detail),
            LinkStep::Connection => Reason::NoConnection(detail),
            LinkStep::Handshake => Reason::NoHandshake(detail),
            LinkStep::Code => Reason::NoCode,
        }
    }
}
