//! Of whom a phone is told that they write.
use super::{Command, Ward};
use crate::phones::{model::PhoneState, supervision::Supervisor};
use std::{sync::PoisonError, time::Duration};

/// The library tells of the account's name first, and then tells WhatsApp that it is available.
const ANNOUNCES_WITHIN: Duration = Duration::from_secs(2);

impl Ward {
    /// Has WhatsApp tell of those who are attended to, and of nobody else; `again` when the library may have said otherwise.
    pub(super) async fn attend(&self, again: bool) {
        let Some(running) = self.session.as_ref().filter(|_| self.stored.phone.state == PhoneState::Connected) else { return };
        let people = self.shared.attended.lock().unwrap_or_else(PoisonError::into_inner).get(&self.id).cloned().unwrap_or_default();
        running.session.attend(&people, again).await;
    }

    /// The same, once the library has said what it is about to say.
    pub(super) fn attend_soon(&self) {
        let (supervisor, id) = (Supervisor::of(self.shared.clone()), self.id);
        tokio::spawn(async move {
            tokio::time::sleep(ANNOUNCES_WITHIN).await;
            supervisor.tell(id, Command::Attend { again: true });
        });
    }
}
