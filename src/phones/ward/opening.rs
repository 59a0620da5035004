//! Opening a phone's session: for a new link, for another round of codes, or to log in with kept keys.
use super::{Running, Turn, Ward, deadlines};
use crate::{
    error::AppError,
    phones::{gate::Urgency, model::PhoneState, reason::Reason},
    whatsapp::{Keys, LinkStep, storage::KeyringId},
};
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// A database that is busy or away is asked again within this, at random.
const DATABASE_AGAIN: Duration = Duration::from_secs(5);

impl Ward {
    /// A new link gets new keys: nothing of an old or broken one can spoil it.
    pub(super) async fn open_fresh(&mut self) -> Result<(), AppError> {
        match self.shared.engine.fresh_keyring(&self.id.to_string(), self.shared.clock.now_ms()).await {
            Ok(keyring) => {
                self.queue_up(keyring).await;
                Ok(())
            }
            Err(error) => Err(self.own_trouble(error.into()).await),
        }
    }

    /// Another connection with the same keys: the next round of codes, or the login.
    pub(super) async fn open_again(&mut self) {
        self.deadlines.again = None;
        let is_login = self.is_login();
        match self.shared.engine.keyring_of(&self.id.to_string()).await {
            Ok(Some(keyring)) => self.queue_up(keyring).await,
            Ok(None) if is_login => self.end(&Reason::KeysMissing).await,
            Ok(None) => drop(self.open_fresh().await),
            Err(_) if is_login => self.database_is_away().await,
            Err(error) => drop(self.own_trouble(error.into()).await),
        }
    }

    /// Whether the next connection is to log in with keys that a handset has scanned for.
    fn is_login(&self) -> bool {
        !self.stored.phone.state.is_linking() || self.stored.phone.state == PhoneState::Securing
    }

    /// What the start of the program means for this phone. A database that is busy or away is no reason to give a phone up.
    pub(super) async fn resume(&mut self) {
        use PhoneState::{Banned, CodeExpired, Failed, Locked, LoggedOut, New, Outdated, Paused, Replaced};
        if self.is_under_way() {
            return;
        }
        match self.stored.phone.state {
            New | CodeExpired | Paused | LoggedOut | Replaced | Locked => {}
            Banned => self.wait_for_the_end_of_the_ban(),
            Outdated | Failed => {
                // Whatever failed before the start may work now, as a newer Leadwire may; a link that was never made stays as it is.
                if matches!(self.kept_keys().await, Ok(Some(_))) {
                    self.log_in().await;
                }
            }
            state => match self.kept_keys().await {
                Ok(Some(_)) => self.log_in().await,
                Ok(None) if state.is_linking() && state != PhoneState::Securing => self.end(&Reason::RestartedWhileLinking).await,
                Ok(None) => self.end(&Reason::KeysMissing).await,
                Err(_) => self.database_is_away().await,
            },
        }
    }

    /// Logs in with the keys that are there, at the next turn.
    pub(super) async fn log_in(&mut self) {
        if self.because(&Reason::LoggingIn).await {
            self.open_again().await;
        }
    }

    /// Whether a session is open, waits for its turn, or is to be opened later.
    pub(super) fn is_under_way(&self) -> bool {
        self.session.is_some() || self.turn.is_some() || self.deadlines.again.is_some()
    }

    async fn database_is_away(&mut self) {
        // WhatsApp was not troubled, so its pace does not count.
        let pause = DATABASE_AGAIN.mul_f64(rand::random_range(0.5..1.0));
        self.lost_for(&Reason::DatabaseAway, pause).await;
    }

    /// Says that Leadwire itself could not go on, and answers the error.
    async fn own_trouble(&mut self, error: AppError) -> AppError {
        self.end(&Reason::OwnTrouble(error.to_string())).await;
        error
    }

    /// The keys in use, when a handset has scanned for them; those that nobody can read count too, as they may have been.
    pub(super) async fn kept_keys(&self) -> Result<Option<KeyringId>, AppError> {
        let Some(keyring) = self.shared.engine.keyring_of(&self.id.to_string()).await? else { return Ok(None) };
        Ok((self.shared.engine.keys(keyring).await? != Keys::Unlinked).then_some(keyring))
    }

    /// Waits for the turn to connect. Phones that somebody waits for go first.
    async fn queue_up(&mut self, keyring: KeyringId) {
        let is_linking = self.stored.phone.state.is_linking();
        if is_linking && self.stored.phone.state != PhoneState::Securing {
            // Armed before the work begins: whatever takes long is within the limit.
            self.deadlines.first_code = self.deadlines.first_code.or(deadlines::within(self.shared.limits.first_code));
        }
        let inbox = (self.shared.inbox_of)(self.id);
        let urgent = is_linking || self.watchers > 0 || inbox.has_people_waiting().await;
        let comes = self.shared.gate.queue(if urgent { Urgency::PeopleWait } else { Urgency::Usual });
        self.turn = Some(Turn { comes, keyring });
    }

    /// It is this phone's turn.
    pub(super) async fn connect(&mut self, keyring: KeyringId) {
        self.turn = None;
        let is_login = self.is_login();
        self.codes = 0;
        self.round = self.round.saturating_add(1);
        (self.step, self.step_failure) = (LinkStep::Address, None);
        match self.try_to_connect(keyring).await {
            Ok(()) => {}
            Err(_) if is_login => self.database_is_away().await,
            Err(error) => drop(self.own_trouble(error).await),
        }
    }

    async fn try_to_connect(&mut self, keyring: KeyringId) -> Result<(), AppError> {
        match self.shared.engine.keys(keyring).await? {
            // The program may have been killed between the scan and this.
            Keys::Linked(account) => self.take_account(&account).await?,
            Keys::Unlinked => {}
            Keys::Unreadable => return self.keys_are_unreadable().await,
        }
        let inbox = (self.shared.inbox_of)(self.id);
        let opening = self.shared.opening.acquire().await;
        let (session, events) = self.shared.engine.open(keyring, inbox, self.shared.limits.save_keys).await?;
        drop(opening);
        self.pacing.begins(Instant::now(), &self.shared.limits.pace);
        let session = Arc::new(session);
        self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(self.id, session.clone());
        self.session = Some(Running { session, events, logged_in: None });
        Ok(())
    }

    /// Keys of an unfinished link are worth nothing and are made anew, once. Those of a linked phone may be saved from a backup.
    async fn keys_are_unreadable(&mut self) -> Result<(), AppError> {
        let was_linking = self.stored.phone.state.is_linking() && self.stored.phone.state != PhoneState::Securing;
        if was_linking && !self.cleared_keys {
            self.cleared_keys = true;
            self.because(&Reason::KeysCleared).await;
            self.shared.engine.forget_keys_in_use(&self.id.to_string()).await?;
            return self.open_fresh().await;
        }
        self.end(&Reason::KeysUnreadable).await;
        Ok(())
    }

    /// A connection of a linked phone is gone: when the next one comes, and why it is needed.
    pub(super) async fn lost(&mut self, reason: &Reason) {
        let pause = self.next_pause();
        self.lost_for(reason, pause).await;
    }

    async fn lost_for(&mut self, reason: &Reason, pause: Duration) {
        self.deadlines.ready = None;
        self.deadlines.again = deadlines::within(pause);
        self.because_until(reason, pause).await;
    }

    pub(super) fn next_pause(&mut self) -> Duration {
        self.pacing.pause(Instant::now(), &self.shared.limits.pace, rand::random())
    }
}
