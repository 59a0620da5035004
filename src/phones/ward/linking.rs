//! The codes of a link: one after the other, round after round, and the one for linking by number.
use super::{
    Ward,
    code::{CodeOnShow, NumberCodeOnShow},
    commands::Command,
    deadlines::{self, Deadlines},
};
use crate::{
    error::AppError,
    phones::{
        linking::still_linked,
        machine::{self, Input},
        model::PhoneState,
        numbers::international,
        reason::Reason,
        supervision::Supervisor,
    },
    whatsapp::{NUMBER_CODE_VALID_FOR, NumberCodeFailure},
};
use std::time::Duration;
use tokio::sync::oneshot;

impl Ward {
    pub(super) async fn begin(&mut self, force: bool, by: String) -> Result<bool, AppError> {
        if self.is_under_way() && !force && self.stored.phone.state.is_linking() {
            return Ok(false);
        }
        if machine::next(self.stored.phone.state, Input::Begun).is_none() {
            return Err(AppError::Conflict("This phone is being linked right now. Wait for it to finish.".into()));
        }
        // Keys that may still work are not thrown away before they were tried.
        let state = self.stored.phone.state;
        if !force && (state == PhoneState::Failed || state.keeps_link()) && self.kept_keys().await?.is_some() {
            if state != PhoneState::Failed {
                return Err(still_linked(&self.stored.phone.name));
            }
            self.log_in().await;
            return Ok(true);
        }
        self.close().await;
        self.because(&Reason::LinkBegun(by)).await;
        (self.round, self.shown, self.cleared_keys, self.is_also) = (0, 0, false, None);
        self.deadlines.whole_link = deadlines::within(self.shared.limits.whole_link);
        if self.watchers == 0 {
            self.deadlines.unwatched = deadlines::within(self.shared.limits.unwatched);
        }
        self.open_fresh().await?;
        Ok(true)
    }

    pub(super) async fn code_came(&mut self, text: String, valid_for: Duration) {
        if !self.code.as_ref().is_some_and(|code| code.has_ref_of(&text)) {
            self.codes = self.codes.saturating_add(1);
            self.shown = self.shown.saturating_add(1);
        }
        let at_ms = self.shared.clock.now_ms();
        match CodeOnShow::new(text, self.codes, valid_for) {
            Ok(code) => {
                // The bench reads this line's time as the moment of the engine's event.
                tracing::debug!(phone.id = %self.id, code.serial = code.serial, code.number = code.number, at_ms, "A code came");
                self.code = Some(code);
            }
            Err(error) => return self.end(&Reason::OwnTrouble(error.to_string())).await,
        }
        self.deadlines.first_code = None;
        if self.stored.phone.state == PhoneState::WaitingForScan {
            self.tell_link();
        } else {
            self.moved(Input::CodeCame, None).await;
        }
    }

    /// Codes ran out: another round while somebody looks, else the end.
    pub(super) async fn codes_spent(&mut self) {
        if self.watchers == 0 || self.round >= self.shared.limits.rounds {
            // WhatsApp may give fewer than the usual six, or none.
            let reason = if self.shown == 0 { Reason::NoCode } else { Reason::CodesSpent(self.shown) };
            return self.end(&reason).await;
        }
        let Deadlines { whole_link, unwatched, restriction, save_state, keep_news, .. } = self.deadlines;
        self.end_session().await;
        self.deadlines = Deadlines { whole_link, unwatched, restriction, save_state, keep_news, ..Deadlines::default() };
        self.open_again().await;
    }

    /// Every code of the round was shown, but the handset may still be typing the characters: the connection stays for them.
    pub(super) fn only_the_number_code_is_left(&mut self) {
        self.code = None;
        self.deadlines.number_code = self.by_number.as_ref().map(NumberCodeOnShow::expires).or(deadlines::within(Duration::ZERO));
        self.tell_link();
    }

    /// The characters are worth nothing any more. Without a code beside them, the next round begins.
    pub(super) async fn number_code_is_over(&mut self) {
        self.by_number = None;
        self.deadlines.number_code = None;
        if self.code.is_none() && self.stored.phone.state == PhoneState::WaitingForScan {
            return self.codes_spent().await;
        }
        self.tell_link();
    }

    pub(super) fn unwatch(&mut self) {
        self.watchers = self.watchers.saturating_sub(1);
        if self.watchers == 0 && self.deadlines.whole_link.is_some() {
            self.deadlines.unwatched = deadlines::within(self.shared.limits.unwatched);
        }
    }

    /// Asks WhatsApp for the characters that are typed on the handset; the answer comes back as a command, as it takes a while.
    pub(super) fn ask_for_number_code(&self, number: String, reply: oneshot::Sender<Result<(), AppError>>) {
        let session = self.session.as_ref().filter(|_| self.stored.phone.state == PhoneState::WaitingForScan);
        let Some(session) = session.map(|running| running.session.clone()) else {
            let busy = "WhatsApp is not ready for this link yet. Wait until a code is on show, then try again.";
            return drop(reply.send(Err(AppError::Conflict(busy.into()))));
        };
        let (supervisor, id) = (Supervisor::of(self.shared.clone()), self.id);
        tokio::spawn(async move {
            let code = session.code_for_number(&number).await;
            supervisor.tell(id, Command::NumberCodeCame { number, code, reply });
        });
    }

    pub(super) fn number_code_came(&mut self, number: &str, code: Result<String, NumberCodeFailure>) -> Result<(), AppError> {
        match code {
            Ok(code) if self.stored.phone.state == PhoneState::WaitingForScan => {
                self.by_number = Some(NumberCodeOnShow::new(&code, international(number), NUMBER_CODE_VALID_FOR));
                self.tell_link();
                Ok(())
            }
            Ok(_) => Err(AppError::Conflict("The link was over before WhatsApp gave a code. Show a new code.".into())),
            Err(failure) => Err(AppError::field("number", why_no_number_code(&failure))),
        }
    }
}

fn why_no_number_code(failure: &NumberCodeFailure) -> String {
    match failure {
        NumberCodeFailure::Throttled(wait) => {
            let wait = wait.map_or("an hour".to_owned(), |wait| format!("{} minutes", wait.as_secs().div_ceil(60)));
            format!(
                "WhatsApp gives this number no code right now: too many were asked for, or the number is wrong. Check it, wait {wait}, or scan the QR code."
            )
        }
        NumberCodeFailure::NotOffered => "WhatsApp does not offer codes for this account. Scan the QR code instead.".into(),
        NumberCodeFailure::Refused => "WhatsApp refused to give a code for this number. Check the number, or scan the QR code.".into(),
        NumberCodeFailure::NotNow => {
            "WhatsApp gave no code for this number. Check the number with its country code, then try again.".into()
        }
    }
}
