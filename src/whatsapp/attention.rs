//! Of whom a session wants to hear that they write.
//!
//! WhatsApp tells a linked device of a person's typing only while the device calls itself available, and has subscribed to them
//! (`<presence type="available">`, `<presence type="subscribe" to=…>`; the second with the person's token where there is one, which the
//! library adds). Being available costs the owner of the handset something: their contacts see them online, as far as their privacy
//! settings show it, and the handset gives no notifications, as somebody seems to sit in front of a computer. The library (0.7.0) calls
//! itself available after every login and never takes that back. So this says the contrary once the login is done, and is available only
//! as long as somebody here has a lead of the phone open.
//!
//! An unavailable device confirms deliveries as `inactive`, which the sender is not shown. Messages do arrive here, so the library is
//! told to confirm them as before ([`Client::set_force_active_delivery_receipts`]).
use super::Address;
use std::{collections::HashSet, time::Duration};
use tokio::sync::Mutex;
use wacore_binary::Jid;
use whatsapp_rust::{Client, features::PresenceError};

/// More people than this at once are not listened to: the newest of a team's open leads are enough.
const MOST: usize = 64;
/// A connection that takes longer to take these words is about to end.
const SAID_WITHIN: Duration = Duration::from_secs(5);

/// What this session has said.
#[derive(Default)]
pub(super) struct Attention(Mutex<Said>);

#[derive(Default)]
struct Said {
    available: Option<bool>,
    subscribed: HashSet<Jid>,
}

impl Attention {
    /// Somebody else may have said that we are available.
    pub(super) async fn was_announced(&self) {
        self.0.lock().await.available = None;
    }

    /// Says to WhatsApp what is not said yet, so that these people and no others are heard of.
    pub(super) async fn turn_to(&self, client: &Client, people: &[Address]) {
        let mut said = self.0.lock().await;
        let wanted = people.iter().take(MOST).filter_map(where_they_write).collect();
        match tokio::time::timeout(SAID_WITHIN, said.say(client, wanted)).await {
            // The library learns the account's name during the first login, and is available once it has; that is told.
            Ok(Ok(()) | Err(PresenceError::PushNameEmpty)) => {}
            Ok(Err(error)) => tracing::debug!("WhatsApp was not told of whom to tell: {error}"),
            Err(_) => tracing::debug!("WhatsApp was not told of whom to tell: the connection takes nothing"),
        }
    }
}

impl Said {
    async fn say(&mut self, client: &Client, wanted: HashSet<Jid>) -> Result<(), PresenceError> {
        let presence = client.presence();
        for gone in self.subscribed.difference(&wanted).cloned().collect::<Vec<_>>() {
            presence.unsubscribe(&gone).await?;
            self.subscribed.remove(&gone);
        }
        let available = !wanted.is_empty();
        if self.available != Some(available) {
            if available {
                presence.set_available().await?
            } else {
                presence.set_unavailable().await?
            }
            self.available = Some(available);
        }
        for new in wanted.difference(&self.subscribed.clone()) {
            presence.subscribe(new.clone()).await?;
            self.subscribed.insert(new.clone());
        }
        Ok(())
    }
}

/// Chats are kept under the hidden id today, where it is known.
fn where_they_write(person: &Address) -> Option<Jid> {
    person.lid.as_deref().map(Jid::lid).or_else(|| person.to_jid())
}
