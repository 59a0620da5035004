//! Received messages: theirs into ours, and the hook that holds WhatsApp's receipt back until they are stored.
use super::{
    Address, Ending, HistoryPart, ReceiptKind, RetryRequest, Typing,
    connection::LastWord,
    content::{self, Kind, What},
    received::Received,
    storage::KeyStore,
};
use async_trait::async_trait;
use std::{sync::Arc, time::Duration};
use wacore::types::{
    events::InboundMessage,
    message::{MessageCategory, MessageInfo},
};
use wacore_binary::Jid;
use whatsapp_rust::{Client, InboundDurabilityHook};

/// Pauses before a batch that could not be stored is tried again.
const PAUSES: [Duration; 4] = [Duration::from_millis(50), Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];

/// A message of a 1-to-1 conversation, received or sent on another device of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// WhatsApp's id, unique within the conversation and the direction.
    pub stanza_id: String,
    /// The other person.
    pub person: Address,
    /// Whether the account's own handset wrote it.
    pub from_handset: bool,
    /// The name that the person gave themselves, empty when unknown.
    pub push_name: String,
    /// Its words, which may be none: of a photo the caption, of a reaction the emoji.
    pub text: String,
    /// What it is.
    pub what: What,
    /// WhatsApp's time, Unix milliseconds; of a word about another message the writer's own, which is finer.
    pub at: i64,
}

/// WhatsApp's server did not take a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its code, as in `<ack error>`.
    pub code: String,
    /// Whether WhatsApp lets the whole account start no new chats right now.
    pub no_new_chats: bool,
}

/// Where received messages go. One call is one transaction, idempotent: the same messages may come again.
#[async_trait]
pub trait Inbox: Send + Sync + 'static {
    /// Stores the batch; only then WhatsApp gets its receipt.
    async fn commit(&self, batch: &[Inbound]) -> anyhow::Result<()>;
    /// Whether a received message is stored.
    async fn is_stored(&self, stanza_id: &str) -> anyhow::Result<bool>;
    /// Stores that WhatsApp's server took or refused a message.
    async fn acked(&self, stanza_id: &str, refusal: Option<&Refusal>) -> anyhow::Result<()>;
    /// Stores how far messages got.
    async fn receipt(&self, stanza_ids: &[String], kind: ReceiptKind) -> anyhow::Result<()>;
    /// Remembers that a message of ours has to be given once more.
    async fn asked_again(&self, request: &RetryRequest) -> anyhow::Result<()>;
    /// Remembers that a message came that cannot be read yet, and keeps its place.
    async fn undecryptable(&self, message: &Inbound) -> anyhow::Result<()>;
    /// Forgets that these could not be read: they can be now, and are nothing that a person would look for.
    async fn readable(&self, stanza_ids: &[String]) -> anyhow::Result<()>;
    /// Keeps a part of the conversations that the handset had before the link, to be read later.
    async fn history(&self, part: &HistoryPart) -> anyhow::Result<()>;
    /// Stores that a person has another number.
    async fn number_changed(&self, from: &Address, to: &Address) -> anyhow::Result<()>;
    /// Tells that a person writes to us, or has stopped. Nothing of it is stored.
    async fn typing(&self, person: &Address, state: Typing);
    /// Whether people wait for this phone: unread messages, or ones that are queued to go out by it.
    async fn has_people_waiting(&self) -> bool;
}

/// The library's hook around an [`Inbox`].
pub(super) struct Hook {
    pub(super) keys: KeyStore,
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) received: Received,
    pub(super) last_word: LastWord,
}

#[async_trait]
impl InboundDurabilityHook for Hook {
    async fn on_messages(&self, client: Arc<Client>, batch: &[InboundMessage]) -> anyhow::Result<()> {
        let name = |message: &InboundMessage| {
            let MessageInfo { source, id, .. } = &*message.info;
            (source.chat.to_string(), source.sender.to_string(), id.to_string())
        };
        let storing = self.keys.storing(batch.iter().map(name).collect());
        let stored = store(&self.inbox, &client, batch).await;
        if let Err(error) = &stored {
            drop(storing);
            tracing::error!("Received messages could not be stored, so WhatsApp keeps them: {error:#}");
            // Keys that open them may have been written before their copies came, and nothing more may be written by this session.
            self.keys.keep_copies().await;
            self.last_word.say(Ending::NotStored);
            // WhatsApp delivers again on the next connection only. Not awaited: we are inside the one that ends.
            tokio::spawn(async move { client.reconnect().await });
            return stored;
        }
        storing.done();
        self.received.stored(batch.iter().map(|message| message.info.id.as_str()));
        stored
    }
}

/// Stores what concerns us of a batch, with patience for a database that is busy or away for a moment.
pub(super) async fn store(inbox: &Arc<dyn Inbox>, client: &Client, batch: &[InboundMessage]) -> anyhow::Result<()> {
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for theirs in batch {
        match translate(theirs, client).await {
            Some(inbound) => ours.push(inbound),
            None if theirs.info.source.is_group => {}
            None => others.push(theirs.info.id.to_string()),
        }
    }
    if !others.is_empty() {
        // It counts nothing but what cannot be read; the next message of this kind tries again.
        drop(inbox.readable(&others).await);
    }
    if ours.is_empty() {
        return Ok(());
    }
    for pause in PAUSES {
        match inbox.commit(&ours).await {
            Ok(()) => return Ok(()),
            Err(_) => tokio::time::sleep(pause).await,
        }
    }
    inbox.commit(&ours).await
}

/// What the handset itself writes names the other person in one way only; the library often knows the other.
async fn complete(person: &mut Address, client: &Client) {
    let known = match (&person.number, &person.lid) {
        (Some(number), None) => Jid::pn(number.trim_start_matches('+')),
        (None, Some(lid)) => Jid::lid(lid.as_str()),
        _ => return,
    };
    // A look-up that fails costs nothing but the second address.
    if let Ok(Some(entry)) = client.get_lid_pn_entry(&known).await {
        person.number.get_or_insert_with(|| format!("+{}", entry.phone_number));
        person.lid.get_or_insert_with(|| entry.lid.to_string());
    }
}

/// None for groups, status updates, channels, and for what is no message to a person.
async fn translate(theirs: &InboundMessage, client: &Client) -> Option<Inbound> {
    let mut inbound = of_kind(&theirs.info, Kind::Other)?;
    complete(&mut inbound.person, client).await;
    let content = content::read(&theirs.message, &inbound.person, inbound.from_handset)?;
    Some(Inbound { text: content.text, what: content.what, at: content.written_at.unwrap_or(inbound.at), ..inbound })
}

/// A message whose words are not there: WhatsApp gives it to the handset only, or it cannot be read yet.
pub(super) fn of_kind(info: &MessageInfo, kind: Kind) -> Option<Inbound> {
    let source = &info.source;
    // What the account's own devices tell each other is in no conversation.
    let is_between_devices = info.category == MessageCategory::Peer;
    if source.is_group || is_between_devices || !(source.chat.is_pn() || source.chat.is_lid()) {
        return None;
    }
    let other = if source.is_from_me {
        [Some(&source.chat), source.recipient.as_ref(), source.recipient_alt.as_ref()]
    } else {
        [Some(&source.chat), Some(&source.sender), source.sender_alt.as_ref()]
    };
    Some(Inbound {
        stanza_id: info.id.to_string(),
        person: Address::of(other.into_iter().flatten()),
        from_handset: source.is_from_me,
        push_name: info.push_name.clone(),
        text: String::new(),
        what: What::message(kind),
        at: info.timestamp.timestamp_millis(),
    })
}
