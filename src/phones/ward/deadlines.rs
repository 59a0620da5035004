//! What must have happened by when. One timer per phone, only while something is due.
use super::{Ward, code::CODES_A_ROUND};
use crate::phones::machine::Input;
use crate::whatsapp::LinkStep;
use std::time::Duration;
use tokio::time::Instant;

/// What is due, the earliest first by [`Deadlines::next`].
#[derive(Default)]
pub(super) struct Deadlines {
    pub(super) first_code: Option<Instant>,
    pub(super) whole_link: Option<Instant>,
    pub(super) unwatched: Option<Instant>,
    pub(super) login: Option<Instant>,
    pub(super) ready: Option<Instant>,
    /// Open a session again: the last one could not be, or lost its connection while it showed codes.
    pub(super) again: Option<Instant>,
}

impl Deadlines {
    pub(super) fn next(&self) -> Option<Instant> {
        [self.first_code, self.whole_link, self.unwatched, self.login, self.ready, self.again].into_iter().flatten().min()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

pub(super) fn within(limit: Duration) -> Option<Instant> {
    Some(Instant::now() + limit)
}

fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|at| at <= Instant::now())
}

impl Ward {
    /// Something is due and has not happened.
    pub(super) async fn overdue(&mut self) {
        if is_over(self.deadlines.first_code) {
            let cause = self.no_code();
            self.fail(cause).await;
        } else if is_over(self.deadlines.whole_link) {
            self.end_codes("Nobody scanned a code in time. Show a new code when the handset is at hand.").await;
        } else if is_over(self.deadlines.unwatched) {
            self.end_codes("The link was ended because nobody looked at the code. Show a new code.").await;
        } else if is_over(self.deadlines.again) {
            self.open_again().await;
        } else if is_over(self.deadlines.login) {
            let cause = "The handset scanned, but WhatsApp did not confirm the login in time. Show a new code and scan again.";
            self.fail(cause.into()).await;
        } else if is_over(self.deadlines.ready) {
            self.prove_login().await;
        }
    }

    pub(super) async fn end_codes(&mut self, cause: &str) {
        self.close().await;
        self.moved(Input::CodesEnded, Some(cause.into())).await;
    }

    /// Codes ran out: another round while somebody looks, else the end.
    pub(super) async fn codes_spent(&mut self) {
        if self.watchers == 0 || self.round >= self.shared.limits.rounds {
            let cause =
                format!("No scan in time: {} codes have run out. Show a new code.", u16::from(self.round) * u16::from(CODES_A_ROUND));
            return self.end_codes(&cause).await;
        }
        self.next_session(Duration::ZERO).await;
    }

    /// Closes the session and opens another one a little later, within the limits of the same link.
    pub(super) async fn next_session(&mut self, pause: Duration) {
        let Deadlines { first_code, whole_link, unwatched, .. } = self.deadlines;
        self.close().await;
        self.deadlines = Deadlines { first_code, whole_link, unwatched, again: within(pause), ..Deadlines::default() };
    }

    async fn open_again(&mut self) {
        self.deadlines.again = None;
        if self.stored.phone.state.is_linking() {
            self.reopen().await;
        } else {
            self.resume().await;
        }
    }

    /// The library may never report the end of its start-up exchange, though the login is alive: then one cheap
    /// question, answered by WhatsApp, is the proof.
    async fn prove_login(&mut self) {
        let Some(running) = &self.session else { return self.deadlines.ready = None };
        let session = running.session.clone();
        let answered = tokio::time::timeout(Duration::from_secs(5), session.is_alive()).await.unwrap_or(false);
        if answered {
            self.deadlines.ready = None;
            self.moved(Input::Ready, None).await;
        } else {
            self.deadlines.ready = within(self.shared.limits.ready);
        }
    }

    fn no_code(&self) -> String {
        let detail = self.step_failure.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        match self.step {
            LinkStep::Address => format!(
                "The address of WhatsApp's server could not be looked up{detail}. Check this server's network and DNS, then try again."
            ),
            LinkStep::Connection => format!(
                "WhatsApp's server could not be reached{detail}. Check this server's internet connection and firewall, then try again."
            ),
            LinkStep::Handshake => format!(
                "WhatsApp's server answered, but the encrypted handshake did not finish{detail}. A proxy in between may be the cause; try again."
            ),
            LinkStep::Code => "Connected to WhatsApp, but it gave no code in time. Wait a minute, then try again.".into(),
        }
    }
}
