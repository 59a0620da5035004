//! A handset hands its conversations so far to a device that was just linked: in parts, each a file on the media server that a message
//! between own devices names (`HistorySyncNotification`).

use super::handset::Entry;
use super::{Addressing, Envelope, World};
use crate::clock::{now_ms, now_secs};
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use axum::body::Bytes;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use buffa::{Message as _, MessageField};
use serde::Deserialize;
use std::collections::BTreeMap;
use wacore::download::MediaType;
use wacore::messages::MessageUtils;
use wacore::upload::encrypt_media;
use waproto::whatsapp::history_sync::HistorySyncType;
use waproto::whatsapp::message::{HistorySyncNotification, ImageMessage, ProtocolMessage, protocol_message};
use waproto::whatsapp::web_message_info::Status;
use waproto::whatsapp::{Conversation, HistorySync, HistorySyncMsg, Message, MessageKey, Pushname, WebMessageInfo};

const MAX_CONVERSATIONS: usize = 10_000;
const MAX_MESSAGES: usize = 10_000;
const MAX_PARTS: usize = 100;
/// One message a minute, and a conversation begins an hour after the one before.
const MINUTE_MS: i64 = 60_000;
/// The first person of an invented history; the others count up.
const FIRST_PERSON: u64 = 6_289_000_000_000;

/// What a handset hands over when a device is linked: the conversations that it has had here, and invented ones.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewHistory {
    /// Invented conversations, with `Person 1` of +6289000000001 and so on: at most 10,000.
    #[serde(default)]
    pub conversations: usize,
    /// Messages of each, in turns, theirs first; the last of each is a photo that the media server has lost. At most 10,000.
    #[serde(default)]
    pub messages: usize,
    /// In how many parts it comes: 1 to 100.
    #[serde(default = "one")]
    pub parts: usize,
    /// A group, a status update and a channel go with it, which are no conversations with a person.
    #[serde(default)]
    pub others: bool,
}

fn one() -> usize {
    1
}

impl World {
    /// From now on a device that is linked gets this history.
    pub(crate) fn set_history(&mut self, number: &Number, history: NewHistory) -> Result<(), Refusal> {
        if history.conversations > MAX_CONVERSATIONS || history.messages > MAX_MESSAGES || !(1..=MAX_PARTS).contains(&history.parts) {
            return Err(Refusal::BadRequest("conversations and messages are at most 10000, parts 1 to 100".into()));
        }
        self.handset_mut(number)?.history = Some(history);
        Ok(())
    }

    pub(super) async fn hand_over_history(&mut self, to: &DeviceAddress) -> anyhow::Result<()> {
        let Some(history) = self.handset(&to.number)?.history.clone() else { return Ok(()) };
        let mut conversations = self.had_here(&to.number)?;
        conversations.extend((1..=history.conversations).map(|person| invented(person, &history)));
        if history.others {
            let strangers = ["120363000000000001@g.us", "status@broadcast", "120363000000000002@newsletter", "0@s.whatsapp.net"];
            conversations.extend(strangers.map(|id| conversation(id, vec![text(id, "X1", false, "Not for a person", 1)])));
        }
        let each = conversations.len().div_ceil(history.parts).max(1);
        let parts: Vec<Vec<Conversation>> = conversations.chunks(each).map(<[Conversation]>::to_vec).collect();
        let count = parts.len();
        for (number, conversations) in parts.into_iter().enumerate() {
            let sync_type = if number == 0 { HistorySyncType::INITIAL_BOOTSTRAP } else { HistorySyncType::RECENT };
            let progress = u32::try_from((number + 1) * 100 / count).ok();
            let part =
                HistorySync { sync_type, conversations, progress, chunk_order: u32::try_from(number + 1).ok(), ..Default::default() };
            self.hand_over(to, &part).await?;
        }
        let pushnames =
            (1..=history.conversations).map(|person| Pushname { id: Some(address(person)), pushname: Some(format!("Person {person}")) });
        let names = HistorySync { sync_type: HistorySyncType::PUSH_NAME, pushnames: pushnames.collect(), ..Default::default() };
        self.hand_over(to, &names).await
    }

    /// What this handset and others here have said.
    fn had_here(&self, number: &Number) -> anyhow::Result<Vec<Conversation>> {
        let handset = self.handset(number)?;
        let mut talks: BTreeMap<&Number, Vec<&Entry>> = BTreeMap::new();
        for entry in &handset.log {
            let other = if &entry.from == number { &entry.to } else { &entry.from };
            talks.entry(other).or_default().push(entry);
        }
        let talk = |(other, entries): (&Number, Vec<&Entry>)| {
            let other = DeviceAddress::handset(other);
            let id = self.jid(&other, handset.addressing).to_string();
            let said = |entry: &&Entry| text(&id, &entry.id, &entry.from == number, &entry.text, entry.at);
            let messages = entries.iter().rev().filter(|entry| entry.kind == "text").map(said).collect();
            Conversation {
                pn_jid: Some(self.jid(&other, Addressing::Pn).to_string()),
                lid_jid: Some(self.jid(&other, Addressing::Lid).to_string()),
                name: self.handset(&other.number).ok().map(|other| other.name.clone()),
                ..conversation(&id, messages)
            }
        };
        Ok(talks.into_iter().map(talk).collect())
    }

    async fn hand_over(&mut self, to: &DeviceAddress, part: &HistorySync) -> anyhow::Result<()> {
        let packed = packed(&part.encode_to_vec());
        let encrypted = encrypt_media(&packed, MediaType::History)?;
        let path = format!("/v/simulator/{}", BASE64_URL_SAFE_NO_PAD.encode(encrypted.file_enc_sha256));
        self.media.insert(path.clone(), Bytes::from(encrypted.data_to_upload));
        let sync_type = match part.sync_type {
            HistorySyncType::INITIAL_BOOTSTRAP => waproto::whatsapp::message::HistorySyncType::INITIAL_BOOTSTRAP,
            HistorySyncType::PUSH_NAME => waproto::whatsapp::message::HistorySyncType::PUSH_NAME,
            _ => waproto::whatsapp::message::HistorySyncType::RECENT,
        };
        let notification = HistorySyncNotification {
            file_sha256: Some(encrypted.file_sha256.to_vec()),
            file_length: Some(packed.len() as u64),
            media_key: Some(encrypted.media_key.to_vec()),
            file_enc_sha256: Some(encrypted.file_enc_sha256.to_vec()),
            direct_path: Some(path),
            sync_type: Some(sync_type),
            chunk_order: part.chunk_order,
            progress: part.progress,
            ..Default::default()
        };
        let protocol = ProtocolMessage {
            r#type: Some(protocol_message::Type::HISTORY_SYNC_NOTIFICATION),
            history_sync_notification: MessageField::some(notification),
            ..Default::default()
        };
        let message = Message { protocol_message: MessageField::some(protocol), ..Default::default() };
        let ciphertext = self.encrypt(&to.number, to, &MessageUtils::encode_and_pad(&message)).await?;
        let envelope = Envelope {
            id: super::send::new_message_id(),
            from: DeviceAddress::handset(&to.number),
            chat: to.number.clone(),
            addressing: Addressing::Pn,
            stanza_type: "text".to_owned(),
            edit: None,
            peer: true,
            ciphertext,
            retry: 0,
            device_identity: None,
            at: now_secs() * 1000,
        };
        self.deliver_to_companion(to, &envelope);
        Ok(())
    }
}

fn address(person: usize) -> String {
    format!("{}@s.whatsapp.net", FIRST_PERSON + person as u64)
}

fn invented(person: usize, history: &NewHistory) -> Conversation {
    let (id, begins) = (address(person), now_ms() - MINUTE_MS * 60 * (2 + person as i64) - MINUTE_MS * history.messages as i64);
    let message = |number: usize| {
        let (ours, at) = (number.is_multiple_of(2), begins + MINUTE_MS * number as i64);
        let stanza = format!("OLD{person}X{number}");
        let mut said = text(&id, &stanza, ours, &format!("Old {number} of {person}"), at);
        if number == history.messages
            && let Some(info) = said.message.as_option_mut()
        {
            info.message = MessageField::some(lost_photo());
        }
        said
    };
    // The newest comes first, as handsets tell it.
    conversation(&id, (1..=history.messages).rev().map(message).collect())
}

fn lost_photo() -> Message {
    let photo = ImageMessage {
        caption: Some("An old photo".into()),
        direct_path: Some("/v/simulator/lost".into()),
        media_key: Some(vec![7; 32]),
        file_sha256: Some(vec![7; 32]),
        file_enc_sha256: Some(vec![7; 32]),
        file_length: Some(1000),
        mimetype: Some("image/jpeg".into()),
        ..Default::default()
    };
    Message { image_message: MessageField::some(photo), ..Default::default() }
}

fn conversation(id: &str, messages: Vec<HistorySyncMsg>) -> Conversation {
    Conversation { id: id.to_owned(), messages, ..Default::default() }
}

fn text(chat: &str, id: &str, ours: bool, text: &str, at: i64) -> HistorySyncMsg {
    let key = MessageKey { remote_jid: Some(chat.to_owned()), from_me: Some(ours), id: Some(id.to_owned()), ..Default::default() };
    let info = WebMessageInfo {
        key: MessageField::some(key),
        message: MessageField::some(Message { conversation: Some(text.to_owned()), ..Default::default() }),
        message_timestamp: u64::try_from(at / 1000).ok(),
        status: ours.then_some(Status::READ),
        ..Default::default()
    };
    HistorySyncMsg { message: MessageField::some(info), ..Default::default() }
}

/// In zlib's form, without making it smaller: blocks as they are, and Adler's checksum.
fn packed(plain: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 65_535;
    let mut packed = vec![0x78, 0x01];
    let count = plain.len().div_ceil(BLOCK).max(1);
    for number in 0..count {
        let block = plain.get(number * BLOCK..).map(|rest| rest.get(..BLOCK).unwrap_or(rest)).unwrap_or_default();
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        packed.push(u8::from(number + 1 == count));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in plain {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    packed.extend(((high << 16) | low).to_be_bytes());
    packed
}
