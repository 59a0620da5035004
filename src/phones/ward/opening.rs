//! Opening a phone's session: for a new link, for another round of codes, or to log in with kept keys.
use super::{Running, Ward, deadlines};
use crate::{
    error::AppError,
    phones::{machine::Input, model::PhoneState},
    whatsapp::{LinkStep, storage::KeyringId},
};
use std::{sync::PoisonError, time::Duration};

impl Ward {
    /// A new link gets new keys: nothing of an old or broken one can spoil it.
    pub(super) async fn open_fresh(&mut self) -> Result<(), AppError> {
        let phone = self.id.to_string();
        let opened = async {
            let keyring = self.shared.engine.fresh_keyring(&phone, self.shared.clock.now_ms()).await?;
            self.open(keyring).await
        }
        .await;
        if let Err(error) = &opened {
            self.fail(Self::reported(error)).await;
        }
        opened
    }

    /// Another round of codes with the same keys.
    pub(super) async fn reopen(&mut self) {
        let opened = match self.shared.engine.keyring_of(&self.id.to_string()).await {
            Ok(Some(keyring)) => self.open(keyring).await,
            Ok(None) => Err(AppError::Conflict("The keys of this link are gone.".into())),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = &opened {
            self.fail(Self::reported(error)).await;
        }
    }

    /// Logs in when WhatsApp accepted the keys, else says truly how the link ended. A database that is busy or away is no
    /// reason to give a linked phone up.
    pub(super) async fn resume(&mut self) {
        let state = self.stored.phone.state;
        if self.session.is_some() || !(state.is_linked() || state.is_linking() || state == PhoneState::Failed) {
            return;
        }
        match self.kept_keyring().await {
            Ok(Some(keyring)) => {
                self.moved(Input::Resumed, Some("Leadwire logs in again…".into())).await;
                if self.open(keyring).await.is_err() {
                    self.try_again().await;
                }
            }
            Ok(None) if matches!(state, PhoneState::Starting | PhoneState::WaitingForScan) => {
                self.end_codes("Leadwire was restarted before a code was scanned. Show a new code.").await;
            }
            Ok(None) => self.fail("The keys of this phone are missing, so it cannot log in. Link it again; history stays.".into()).await,
            Err(_) => self.try_again().await,
        }
    }

    async fn try_again(&mut self) {
        let pause = Duration::from_millis(rand::random_range(2_000..8_000));
        self.next_session(pause).await;
        let cause = "Leadwire's own database did not answer, so the phone could not log in. Trying again by itself.";
        self.moved(Input::Lost, Some(cause.into())).await;
    }

    pub(super) async fn kept_keyring(&self) -> Result<Option<KeyringId>, AppError> {
        let Some(keyring) = self.shared.engine.keyring_of(&self.id.to_string()).await? else { return Ok(None) };
        Ok(self.shared.engine.linked_address(keyring).await?.map(|_| keyring))
    }

    async fn open(&mut self, keyring: KeyringId) -> Result<(), AppError> {
        self.codes = 0;
        self.round += 1;
        (self.step, self.step_failure) = (LinkStep::Address, None);
        if self.stored.phone.state.is_linking() {
            // Armed before the work begins: whatever takes long is within the limit.
            self.deadlines.first_code = deadlines::within(self.shared.limits.first_code);
        }
        if let Some(account) = self.shared.engine.linked_address(keyring).await? {
            // The program may have been killed between the scan and this.
            self.take_account(&account).await?;
        }
        let inbox = (self.shared.inbox_of)(self.id);
        let turn = self.shared.opening.acquire().await;
        let (session, events) = self.shared.engine.open(keyring, inbox).await?;
        drop(turn);
        let session = std::sync::Arc::new(session);
        self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(self.id, session.clone());
        self.session = Some(Running { session, events });
        Ok(())
    }
}
