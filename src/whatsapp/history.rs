//! What the handset hands over when a device is linked: its conversations so far, in parts, packed (`HistorySync`, zlib).
//!
//! The library (0.7.0) confirms a part before it has fetched it, and tells of it once: what is lost between the two, or before
//! [`super::Inbox::history`] has stored it, the handset does not give again by itself. From then on it is kept here until all of it is
//! imported.
use super::{
    Address, Inbound, Inbox, ReceiptKind, Target, What,
    content::{self, Kind},
};
use bytes::Bytes;
use std::{collections::HashMap, fmt, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc::{self, Receiver, Sender, UnboundedReceiver},
    time::Instant,
};
use wacore::{
    history_sync::{HistorySyncError, HistorySyncStream},
    types::events::{Event, LazyHistorySync},
};
use wacore_binary::Jid;
use waproto::whatsapp::{self as wa, history_sync::HistorySyncType, web_message_info::Status};

/// Conversations that are read ahead of those that are stored.
const AHEAD: usize = 4;
/// After a write that failed, it is repeated this much later.
const KEEP_AGAIN: Duration = Duration::from_secs(1);
/// What the database has not taken for so long, it never will.
const AT_LONGEST: Duration = Duration::from_secs(3600);

/// One part, as the handset packed it.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryPart {
    /// The packed bytes: every word of its conversations. A secret.
    pub packed: Bytes,
    /// How many bytes they are unpacked.
    pub size: u64,
    /// How much of the whole is handed over with it, as the handset says, in percent.
    pub percent: Option<u8>,
}

/// What a part holds of one 1-to-1 conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// With whom.
    pub person: Address,
    /// What they call themselves, or how the handset knows them; may be empty.
    pub name: String,
    /// What was said, in the order in which the handset tells it. None when only a name is told.
    pub messages: Vec<Recalled>,
}

/// One message of before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// The message.
    pub message: Inbound,
    /// How far it got on the person's side, when it is ours.
    pub reached: Option<ReceiptKind>,
}

impl HistoryPart {
    /// Reads its conversations, one after the other, at the pace at which they are taken. What cannot be read ends it.
    pub fn talks(self) -> Receiver<Result<Talk, HistorySyncError>> {
        let (talks, taken) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = read(&self, &talks) {
                drop(talks.blocking_send(Err(error)));
            }
        });
        taken
    }
}

impl fmt::Debug for HistoryPart {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("HistoryPart").field("size", &self.size).field("percent", &self.percent).finish_non_exhaustive()
    }
}

/// Has each part stored before it is read: the library tells of it once, so a database that is away for a while is waited for.
pub(super) async fn keep(inbox: Arc<dyn Inbox>, mut parts: UnboundedReceiver<Arc<Event>>) {
    while let Some(event) = parts.recv().await {
        let Event::HistorySync(lazy) = &*event else { continue };
        let Some(part) = part(lazy) else { continue };
        let came = Instant::now();
        while let Err(error) = inbox.history(&part).await {
            if came.elapsed() > AT_LONGEST {
                tracing::error!("A part of the handset's conversations is let go: {error:#}");
                break;
            }
            tracing::warn!("A part of the handset's conversations could not be stored and waits: {error:#}");
            tokio::time::sleep(KEEP_AGAIN).await;
        }
    }
}

/// None of those that hold no conversations of people.
fn part(lazy: &LazyHistorySync) -> Option<HistoryPart> {
    let is_status = lazy.sync_type() == HistorySyncType::INITIAL_STATUS_V3 as i32;
    (!is_status).then(|| HistoryPart {
        packed: lazy.compressed_bytes().clone(),
        size: lazy.decompressed_size() as u64,
        percent: lazy.progress().map(|percent| u8::try_from(percent.min(100)).unwrap_or(100)),
    })
}

/// Twice over the bytes: names and addresses stand behind the conversations.
fn read(part: &HistoryPart, talks: &Sender<Result<Talk, HistorySyncError>>) -> Result<(), HistorySyncError> {
    let mut stream = HistorySyncStream::new(&part.packed, part.size);
    while stream.next_conversation_bytes()?.is_some() {}
    let rest = stream.remainder()?;
    let people = People::of(&rest);
    let mut stream = HistorySyncStream::new(&part.packed, part.size);
    let mut is_empty = true;
    while let Some(conversation) = stream.next_conversation()? {
        is_empty = false;
        if let Some(talk) = talk(&conversation, &people)
            && talks.blocking_send(Ok(talk)).is_err()
        {
            return Ok(());
        }
    }
    if is_empty {
        for (jid, name) in &people.names {
            let Some(person) = jid.parse().ok().filter(is_person).map(|jid| people.address([&jid])) else { continue };
            if talks.blocking_send(Ok(Talk { person, name: name.clone(), messages: Vec::new() })).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What a part says of people beside their conversations.
struct People {
    names: HashMap<String, String>,
    /// Both ways.
    other_address: HashMap<Jid, Jid>,
}

impl People {
    fn of(rest: &wa::HistorySync) -> Self {
        let names =
            rest.pushnames.iter().filter_map(|known| Some((known.id.clone()?, known.pushname.clone().filter(|name| !name.is_empty())?)));
        let pairs = rest.phone_number_to_lid_mappings.iter().filter_map(|pair| {
            let (number, lid) = (pair.pn_jid.as_deref()?.parse::<Jid>().ok()?, pair.lid_jid.as_deref()?.parse::<Jid>().ok()?);
            Some((number.to_non_ad(), lid.to_non_ad()))
        });
        let other_address = pairs.flat_map(|(number, lid)| [(number.clone(), lid.clone()), (lid, number)]).collect();
        Self { names: names.collect(), other_address }
    }

    fn address<'a>(&'a self, jids: impl IntoIterator<Item = &'a Jid>) -> Address {
        let jids: Vec<_> = jids.into_iter().collect();
        let others = jids.iter().filter_map(|jid| self.other_address.get(&jid.to_non_ad()));
        Address::of(jids.iter().copied().chain(others))
    }
}

/// Not a group, a channel, a list, nor WhatsApp itself, which writes from the number 0.
fn is_person(jid: &Jid) -> bool {
    (jid.is_pn() || jid.is_lid()) && jid.user_base() != "0"
}

fn talk(conversation: &wa::Conversation, people: &People) -> Option<Talk> {
    let chat = conversation.id.parse::<Jid>().ok().filter(is_person)?;
    let others = [&conversation.pn_jid, &conversation.lid_jid].into_iter().filter_map(|jid| jid.as_deref()?.parse::<Jid>().ok());
    let jids: Vec<_> = std::iter::once(chat).chain(others).collect();
    let person = people.address(&jids);
    let infos = || conversation.messages.iter().filter_map(|message| message.message.as_option());
    let messages: Vec<_> = infos().flat_map(|info| recalled(info, &person)).collect();
    let by_themselves = infos().filter(|info| !is_ours(info)).find_map(|info| info.push_name.as_deref());
    let name = jids.iter().find_map(|jid| people.names.get(&jid.to_string()).map(String::as_str)).or(by_themselves);
    let name = name.or(conversation.name.as_deref()).or(conversation.display_name.as_deref()).unwrap_or_default().to_owned();
    (!messages.is_empty()).then_some(Talk { person, name, messages })
}

fn is_ours(info: &wa::WebMessageInfo) -> bool {
    info.key.as_option().and_then(|key| key.from_me).unwrap_or(false)
}

/// A message and the reactions to it; nothing of what WhatsApp itself notes in a conversation.
fn recalled(info: &wa::WebMessageInfo, person: &Address) -> Vec<Recalled> {
    let (Some(key), Some(message)) = (info.key.as_option(), info.message.as_option()) else { return Vec::new() };
    let at = i64::try_from(info.message_timestamp.unwrap_or(0)).unwrap_or(0).saturating_mul(1000);
    let (Some(stanza_id), true) = (known_id(key), at > 0) else { return Vec::new() };
    let from_handset = is_ours(info);
    let Some(content) = content::read(message, person, from_handset) else { return Vec::new() };
    let inbound = |stanza_id: &str, from_handset, text, what, at| Recalled {
        message: Inbound {
            stanza_id: stanza_id.to_owned(),
            person: person.clone(),
            from_handset,
            push_name: String::new(),
            text,
            what,
            at,
        },
        reached: (from_handset).then(|| reached(info)).flatten(),
    };
    let reactions = info.reactions.iter().filter_map(|reaction| {
        let key = reaction.key.as_option()?;
        let text = reaction.text.clone().filter(|text| !text.is_empty())?;
        let of = Target { stanza_id: stanza_id.clone(), ours: from_handset };
        let said_at = reaction.sender_timestamp_ms.unwrap_or(at);
        Some(inbound(&known_id(key)?, key.from_me.unwrap_or(false), text, What::Reaction(of), said_at))
    });
    let message = inbound(&stanza_id, from_handset, content.text, content.what, content.written_at.unwrap_or(at));
    std::iter::once(message).chain(reactions).filter(|recalled| !is_waiting(&recalled.message.what)).collect()
}

fn known_id(key: &wa::MessageKey) -> Option<String> {
    key.id.clone().filter(|id| !id.is_empty() && !id.contains('\0'))
}

fn is_waiting(what: &What) -> bool {
    matches!(what, What::Message { kind: Kind::Waiting, .. })
}

fn reached(info: &wa::WebMessageInfo) -> Option<ReceiptKind> {
    match info.status? {
        Status::DELIVERY_ACK => Some(ReceiptKind::Delivered),
        Status::READ | Status::PLAYED => Some(ReceiptKind::Read),
        _ => None,
    }
}
