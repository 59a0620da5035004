//! Whose account was linked, and whether it may be this phone's.
use super::Ward;
use crate::{
    error::AppError,
    phones::{model::PhoneId, numbers::international, reason::Reason, store},
    whatsapp::Address,
};

/// Why an account cannot be this phone's.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// This phone is another number: who scanned, whose it is.
    WrongNumber(String, String),
    /// Another phone here has this number: the number, that phone, its name.
    LinkedAlready(String, PhoneId, String),
}

impl Refusal {
    fn reason(self, told: bool) -> Reason {
        match self {
            Self::WrongNumber(scanned, ours) => Reason::WrongNumber(scanned, ours, told),
            Self::LinkedAlready(number, _, name) => Reason::LinkedAlready(number, name, told),
        }
    }
}

impl Ward {
    /// Stores whose account the keys are linked to, or remembers why it cannot be this phone's.
    pub(super) async fn take_account(&mut self, account: &Address) -> Result<(), AppError> {
        self.refusal = self.why_not(account).await?;
        if self.refusal.is_some() || account.number.as_deref().is_some_and(|number| Some(number) == self.stored.number.as_deref()) {
            return Ok(());
        }
        let stored = store::set_address(&self.shared.db, self.id, account.number.as_deref(), account.lid.as_deref()).await;
        if let Err(error) = stored {
            // Two phones may have been scanned with one handset at the same moment; the database lets one of them have the number.
            self.refusal = self.why_not(account).await?;
            return if self.refusal.is_some() { Ok(()) } else { Err(error) };
        }
        if let Some(number) = &account.number {
            self.stored.phone.number = Some(international(number));
            self.stored.number = Some(number.clone());
        }
        Ok(())
    }

    /// One number belongs to one phone here, or its conversations would be split or mixed.
    async fn why_not(&self, account: &Address) -> Result<Option<Refusal>, AppError> {
        let Some(number) = account.number.as_deref() else { return Ok(None) };
        if let Some(known) = self.stored.number.as_deref()
            && known != number
        {
            return Ok(Some(Refusal::WrongNumber(international(number), international(known))));
        }
        let other = store::of_number(&self.shared.db, number, self.id).await?;
        Ok(other.map(|other| Refusal::LinkedAlready(international(number), other.phone.id, other.phone.name)))
    }

    /// Takes the link back on WhatsApp's side, which listens only after the login, and says why.
    pub(super) async fn refuse(&mut self, refusal: Refusal) {
        let told = match &self.session {
            Some(running) => running.session.clone().unlink().await,
            None => false,
        };
        if let Refusal::LinkedAlready(_, other, _) = &refusal {
            self.is_also = Some(*other);
        }
        // A failure here leaves keys that are refused again at the next try.
        drop(self.shared.engine.forget_keys_in_use(&self.id.to_string()).await);
        self.end(&refusal.reason(told)).await;
    }
}
