//! The typed handle: what tests use, and what the HTTP calls are made of.

use crate::connects::Connects;
use crate::number::Number;
use crate::refusal::Refusal;
use crate::shared::Shared;
use crate::world::{Addressing, ChatMessage, ConnectionState, ConnectionView, Fault, HandsetView, LinkResult, Linked, Status, World};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a scan waits for the client to sign.
const SCAN_LIMIT: Duration = Duration::from_secs(10);

/// A handset to be created.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewHandset {
    /// Its number, with or without `+`.
    pub number: String,
    /// The name that others see: 1 to 100 characters.
    pub name: String,
    /// How its chats are addressed; by LID when not said.
    #[serde(default)]
    pub addressing: Addressing,
}

/// A text to be sent by a handset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// To whom, with or without `+`.
    pub to: String,
    /// 1 to 65536 bytes.
    pub text: String,
    /// The message id, to make a repeated call harmless; a new one when not said.
    #[serde(default)]
    pub id: Option<String>,
}

/// Does what the people with the handsets do. Cheap to clone; numbers are taken with or without `+`.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// A new handset with its account, addressed by LID.
    pub async fn create_handset(&self, number: &str, name: &str) -> Result<HandsetView, Refusal> {
        let new = NewHandset { number: number.to_owned(), name: name.to_owned(), addressing: Addressing::default() };
        self.create(new).await
    }

    /// A new handset with its account.
    pub async fn create(&self, new: NewHandset) -> Result<HandsetView, Refusal> {
        let number = parse(&new.number)?;
        let mut world = self.shared.world.lock().await;
        world.create_handset(number.clone(), &new.name, new.addressing)?;
        world.handset_view(&number)
    }

    /// All handsets, by number.
    pub async fn handsets(&self) -> Vec<HandsetView> {
        self.shared.world.lock().await.handset_views()
    }

    /// One handset.
    pub async fn handset(&self, number: &str) -> Result<HandsetView, Refusal> {
        self.shared.world.lock().await.handset_view(&known(number)?)
    }

    /// Waits until a handset is as wanted, or the time is over. Answers how it is then.
    pub async fn wait_for_handset(
        &self,
        number: &str,
        limit: Duration,
        wanted: impl Fn(&HandsetView) -> bool,
    ) -> Result<HandsetView, Refusal> {
        let number = known(number)?;
        let enough = |view: &Result<HandsetView, Refusal>| view.as_ref().map_or(true, &wanted);
        self.shared.watch(limit, |world| world.handset_view(&number), enough).await
    }

    /// Switches a handset on or off. While it is off, what is sent to it waits.
    pub async fn set_online(&self, number: &str, online: bool) -> Result<HandsetView, Refusal> {
        let number = known(number)?;
        let mut world = self.shared.world.lock().await;
        world.set_online(&number, online).await?;
        world.handset_view(&number)
    }

    /// Scans the text of a QR code and waits, at most 10 seconds, until the client has signed.
    pub async fn scan(&self, number: &str, qr: &str) -> Result<Linked, Refusal> {
        let answer = self.shared.world.lock().await.scan(&known(number)?, qr)?;
        let answered: LinkResult = match timeout(SCAN_LIMIT, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Refusal::PairingFailed("the client left".to_owned())),
            Err(_) => Err(Refusal::PairingTimeout),
        };
        answered
    }

    /// Removes the handset's linked devices. Answers how many there were.
    pub async fn unlink(&self, number: &str) -> Result<usize, Refusal> {
        self.shared.world.lock().await.unlink_all(&known(number)?)
    }

    /// Sends a text from a handset. Answers the message's id.
    pub async fn send(&self, from: &str, to: &str, text: &str) -> Result<String, Refusal> {
        self.send_message(from, NewMessage { to: to.to_owned(), text: text.to_owned(), id: None }).await
    }

    /// Sends a text from a handset, under an id of the caller's choice.
    pub async fn send_message(&self, from: &str, new: NewMessage) -> Result<String, Refusal> {
        let (from, to) = (known(from)?, known(&new.to)?);
        self.shared.world.lock().await.send_text(&from, &to, &new.text, new.id).await
    }

    /// A handset's history, oldest first.
    pub async fn messages(&self, number: &str) -> Result<Vec<ChatMessage>, Refusal> {
        self.shared.world.lock().await.messages(&known(number)?, None)
    }

    /// Waits until a handset's history holds `count` messages (of this status, if one is given), or
    /// the time is over. Answers what it holds then.
    pub async fn wait_for_messages(
        &self,
        number: &str,
        count: usize,
        status: Option<Status>,
        limit: Duration,
    ) -> Result<Vec<ChatMessage>, Refusal> {
        let number = known(number)?;
        let enough = |seen: &Result<Vec<_>, _>| seen.as_ref().map_or(true, |seen| seen.len() >= count);
        self.shared.watch(limit, |world| world.messages(&number, status), enough).await
    }

    /// Opens a chat on a handset: the other side's messages are read. Answers how many were new.
    pub async fn read(&self, number: &str, chat: &str) -> Result<usize, Refusal> {
        self.shared.world.lock().await.read_chat(&known(number)?, &known(chat)?)
    }

    /// The sockets that are open, oldest first; only those in this state, if one is given.
    pub async fn connections(&self, state: Option<ConnectionState>) -> Vec<ConnectionView> {
        self.shared.world.lock().await.connection_views(state)
    }

    /// Waits until exactly `count` sockets are open (in this state, if one is given), or the time is over.
    pub async fn wait_for_connections(&self, count: usize, state: Option<ConnectionState>, limit: Duration) -> Vec<ConnectionView> {
        self.shared.watch(limit, |world| world.connection_views(state), |seen| seen.len() == count).await
    }

    /// Who came when: everything, or one number's part; of the list what is not older than `since` (Unix milliseconds).
    pub async fn connects(&self, number: Option<&str>, since: i64) -> Result<Connects, Refusal> {
        let number = number.map(parse).transpose()?;
        Ok(self.shared.door().await.book().show(number.as_ref(), since))
    }

    /// Waits until a number has tried to log in `count` times, or the time is over.
    pub async fn wait_for_connects(&self, number: &str, count: u64, limit: Duration) -> Result<Connects, Refusal> {
        let number = parse(number)?;
        let tried = |world: &World| world.door.book().counts(Some(&number)).sockets;
        self.shared.watch(limit, tried, |tried| *tried >= count).await;
        self.connects(Some(number.as_str()), 0).await
    }

    /// Begins to count anew.
    pub async fn clear_connects(&self) {
        self.shared.door().await.book().clear();
    }

    /// Makes trouble.
    pub async fn add_fault(&self, fault: impl Into<Fault>) -> Result<(), Refusal> {
        self.shared.world.lock().await.add_fault(fault.into())
    }

    /// The trouble that lasts.
    pub async fn faults(&self) -> Vec<Fault> {
        self.shared.world.lock().await.faults.list()
    }

    /// Ends all trouble.
    pub async fn clear_faults(&self) {
        self.shared.world.lock().await.clear_faults();
    }
}

fn parse(number: &str) -> Result<Number, Refusal> {
    Number::parse(number).ok_or(Refusal::BadNumber)
}

/// What is not a number names no handset.
fn known(number: &str) -> Result<Number, Refusal> {
    Number::parse(number).ok_or(Refusal::UnknownHandset)
}
