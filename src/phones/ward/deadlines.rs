//! What must have happened by when. One timer per phone, only while something is due.
use super::Ward;
use crate::phones::{machine::Input, model::PhoneState, reason::Reason};
use std::time::Duration;
use tokio::time::Instant;

/// What is due, the earliest first by [`Deadlines::next`].
#[derive(Default)]
pub(super) struct Deadlines {
    pub(super) first_code: Option<Instant>,
    pub(super) whole_link: Option<Instant>,
    pub(super) unwatched: Option<Instant>,
    /// The code for linking by number runs out, and with it what the connection was kept for.
    pub(super) number_code: Option<Instant>,
    pub(super) login: Option<Instant>,
    pub(super) ready: Option<Instant>,
    /// Connect again.
    pub(super) again: Option<Instant>,
    /// WhatsApp lets the account start new chats again; outlives every session.
    pub(super) restriction: Option<Instant>,
    /// Store the state, as it could not be stored when it changed.
    pub(super) save_state: Option<Instant>,
    /// Store what became of messages, as it could not be stored when it was reported.
    pub(super) keep_news: Option<Instant>,
}

impl Deadlines {
    pub(super) fn next(&self) -> Option<Instant> {
        let Self { first_code, whole_link, unwatched, number_code, login, ready, again, restriction, save_state, keep_news } = *self;
        [first_code, whole_link, unwatched, number_code, login, ready, again, restriction, save_state, keep_news]
            .into_iter()
            .flatten()
            .min()
    }

    /// A handset has scanned.
    pub(super) fn end_of_codes(&mut self) {
        (self.first_code, self.whole_link, self.unwatched, self.number_code, self.again) = (None, None, None, None, None);
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
            let reason = self.no_code();
            self.end(&reason).await;
        } else if is_over(self.deadlines.whole_link) {
            self.end(&Reason::LinkTooLong).await;
        } else if is_over(self.deadlines.unwatched) {
            self.end(&Reason::NotWatched).await;
        } else if is_over(self.deadlines.number_code) {
            self.number_code_is_over().await;
        } else if is_over(self.deadlines.again) {
            self.try_again().await;
        } else if is_over(self.deadlines.login) {
            self.login_is_late().await;
        } else if is_over(self.deadlines.ready) {
            self.prove_login().await;
        } else if is_over(self.deadlines.restriction) {
            self.restriction_is_over().await;
        } else if is_over(self.deadlines.save_state) {
            self.save_state(self.stored.phone.since).await;
            // Whoever read it meanwhile read what was before.
            self.tell().await;
        } else if is_over(self.deadlines.keep_news) {
            self.keep_what_waits().await;
        }
    }

    async fn try_again(&mut self) {
        self.deadlines.again = None;
        if matches!(self.stored.phone.state, PhoneState::Banned | PhoneState::Outdated) {
            self.log_in().await;
        } else {
            self.open_again().await;
        }
    }

    /// The keys are linked, so this is a phone that cannot log in right now, no link that failed.
    async fn login_is_late(&mut self) {
        self.deadlines.login = None;
        self.end_session().await;
        self.moved(Input::Resumed, None).await;
        self.lost(&Reason::ConnectionLost("WhatsApp did not confirm the login in time".into())).await;
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
            self.attend(true).await;
        } else {
            self.deadlines.ready = within(self.shared.limits.ready);
        }
    }
}
