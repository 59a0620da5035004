//! Copies of messages that came before: which of them may be confirmed, and what is done about a message of which there are only
//! copies left.
//!
//! 0.7.0 confirms a copy of what it has opened already unless it keeps the message until it is stored, and while it reads a
//! backlog it keeps none. A copy that comes before the message is stored would take it off WhatsApp's queue: should storing it
//! fail then, it would be lost. So the library is told that it cannot know as long as we do not know either, and confirms nothing.
//!
//! It can also have saved that a message was opened and then dropped the message: its tail end of a connection does that to one
//! that is opened at the very moment. Nothing opens its copies any more. So whoever sent it is asked to send it again, which both
//! WhatsApp's handsets and its servers know as a retry.
use super::{Address, EngineEvent, Inbound, Inbox, Kind, What, storage::KeyringId};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use wacore_binary::{Jid, Node, builder::NodeBuilder};
use whatsapp_rust::{Client, RetryRequestOptions};

/// Ids that are remembered; whatever is forgotten is asked of the database, or comes again.
const MOST: usize = 10_000;
/// What this connection has opened is stored within this, or the connection ends.
const STORED_WITHIN: Duration = Duration::from_secs(10);

/// What was handled in this process, of all sessions: a receipt may be lost with its connection, and the copy comes on the next.
#[derive(Clone, Default)]
pub(super) struct Handled(Arc<Mutex<HashSet<(KeyringId, String)>>>);

/// What one session has received.
#[derive(Clone)]
pub(super) struct Received {
    inbox: Arc<dyn Inbox>,
    keyring: KeyringId,
    handled: Handled,
}

impl Received {
    pub(super) fn new(inbox: Arc<dyn Inbox>, keyring: KeyringId, handled: Handled) -> Self {
        Self { inbox, keyring, handled }
    }

    /// These are stored, or need not be.
    pub(super) fn stored<'a>(&self, ids: impl Iterator<Item = &'a str>) {
        let mut handled = self.handled.0.lock().unwrap_or_else(PoisonError::into_inner);
        if handled.len() > MOST {
            handled.clear();
        }
        handled.extend(ids.map(|id| (self.keyring, id.to_owned())));
    }

    async fn is_settled(&self, id: &str) -> anyhow::Result<bool> {
        let is_handled = self.handled.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&(self.keyring, id.to_owned()));
        Ok(is_handled || self.inbox.is_stored(id).await?)
    }
}

/// A copy that was not confirmed. The addresses are the library's.
#[derive(Debug)]
pub(super) struct Refused {
    chat: String,
    sender: String,
    id: String,
}

impl Refused {
    /// The stanza with which it came, as far as asking for it again needs it; none for what is no message to one person.
    fn stanza(&self) -> Option<Node> {
        let (chat, sender) = (self.chat.parse::<Jid>().ok()?, self.sender.parse::<Jid>().ok()?);
        if !(chat.is_pn() || chat.is_lid()) {
            return None;
        }
        let stanza = NodeBuilder::new("message").attr("id", self.id.as_str()).attr("from", &sender).attr("type", "text");
        // Our own handset wrote it to somebody else.
        let is_ours = sender.to_non_ad() != chat;
        Some(if is_ours { stanza.attr("recipient", &chat) } else { stanza }.build())
    }

    /// The place that it will have in the conversation.
    fn message(&self) -> Option<Inbound> {
        let (chat, sender) = (self.chat.parse::<Jid>().ok()?, self.sender.parse::<Jid>().ok()?);
        Some(Inbound {
            stanza_id: self.id.clone(),
            person: Address::of([&chat]),
            from_handset: sender.to_non_ad() != chat,
            push_name: String::new(),
            text: String::new(),
            what: What::message(Kind::Waiting),
            at: wacore::time::now_millis(),
        })
    }
}

/// The eyes of the key storage: the library asks it about every copy.
#[derive(Clone)]
pub struct Copies {
    received: Received,
    refused: UnboundedSender<Refused>,
}

impl Copies {
    pub(super) fn of(received: Received, refused: UnboundedSender<Refused>) -> Self {
        Self { received, refused }
    }

    /// Whether a copy of this message may be confirmed to WhatsApp.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) async fn may_confirm(&self, chat: &str, sender: &str, id: &str) -> anyhow::Result<bool> {
        let is_settled = self.received.is_settled(id).await?;
        if !is_settled {
            drop(self.refused.send(Refused { chat: chat.into(), sender: sender.into(), id: id.into() }));
        }
        Ok(is_settled)
    }
}

impl fmt::Debug for Copies {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Copies")
    }
}

/// Asks for messages that only copies are left of, once each in a session. Asking for one that is stored after all does no harm: it
/// comes again and is stored once.
pub(super) async fn ask_for_the_lost(
    client: Weak<Client>,
    received: Received,
    events: UnboundedSender<EngineEvent>,
    mut refused: UnboundedReceiver<Refused>,
) {
    let mut asked = HashSet::new();
    while let Some(copy) = refused.recv().await {
        if asked.insert(copy.id.clone()) {
            tokio::spawn(ask_for(copy, client.clone(), received.clone(), events.clone()));
        }
    }
}

async fn ask_for(copy: Refused, client: Weak<Client>, received: Received, events: UnboundedSender<EngineEvent>) {
    tokio::time::sleep(STORED_WITHIN).await;
    let Some(client) = client.upgrade().filter(|client| client.is_logged_in()) else { return };
    // A database that is away ends the connection; the copy comes again on the next.
    if received.is_settled(&copy.id).await.unwrap_or(true) {
        return;
    }
    let (Some(stanza), Some(message)) = (copy.stanza(), copy.message()) else { return };
    drop(events.send(EngineEvent::Undecryptable(Box::new(message))));
    match client.request_message_retry(&stanza.as_node_ref(), RetryRequestOptions::new()).await {
        Ok(outcome) => tracing::info!(?outcome, "A message was opened and lost on the way here; its sender is asked for it again"),
        Err(error) => tracing::warn!("A message was opened and lost on the way here, and its sender could not be asked: {error}"),
    }
}
