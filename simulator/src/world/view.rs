//! What the control interface shows of the world.

use super::World;
use super::handset::{Addressing, Entry, Handset};
use crate::handshake::Pattern;
use crate::number::Number;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// How far a sent message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The server has it.
    Sent,
    /// A device of the other side has it.
    Delivered,
    /// The other side opened the chat.
    Read,
}

/// One message in a handset's history, decrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    /// The message id, as on the wire.
    pub id: String,
    /// Who wrote it.
    pub from: Number,
    /// Whom it was written to.
    pub to: Number,
    /// The words, which may be none: of a reaction the emoji, of a poll the question.
    pub text: String,
    /// `text`, `reaction`, `edit`, `delete`, `location`, `contacts`, `poll`, `image`, `video`, `audio`, `document`, `sticker`, or `other` for anything the simulator does not show.
    pub kind: &'static str,
    /// The message that it is about, or replies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its file, fetched and opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileView>,
    /// When, in Unix milliseconds (UTC).
    pub at: i64,
    /// Only for messages of this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// The file of a message, as the handset has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// What it is called; only documents have a name.
    pub name: String,
    /// What the sender says of its type.
    pub mime: String,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// How long it plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Whether it is a voice message.
    pub voice: bool,
    /// The small picture that came with the message, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    /// What was found in it.
    #[serde(flatten)]
    pub opened: Opened,
}

/// What a handset found when it fetched and opened a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Opened {
    /// The file that the sender meant, to the bit.
    File {
        /// Bytes.
        size: usize,
        /// The digest of the decrypted bytes, in hexadecimal.
        sha256: String,
    },
    /// Why it could not be had.
    #[serde(serialize_with = "problem")]
    Problem(String),
}

fn problem<S: serde::Serializer>(why: &str, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap as _;
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry("problem", why)?;
    map.end()
}

/// A handset and its companions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandsetView {
    /// The account's number.
    pub number: Number,
    /// The name that others see.
    pub name: String,
    /// The account's hidden id, without `@lid`.
    pub lid: String,
    /// How its one-to-one chats are addressed on the wire.
    pub addressing: Addressing,
    /// Whether the handset is switched on.
    pub online: bool,
    /// Its linked devices, oldest first.
    pub companions: Vec<CompanionView>,
}

/// A linked device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompanionView {
    /// The device id, 1 and above; never used twice.
    pub device: u16,
    /// Logged in now.
    pub connected: bool,
    /// Stanzas that wait for its acknowledgement.
    pub waiting: usize,
    /// One-time pre-keys it has left on the server.
    pub pre_keys: usize,
    /// Whether it says that somebody sits in front of it.
    pub available: bool,
    /// Whose presence it has subscribed to.
    pub subscribed: Vec<Number>,
    /// When it was linked, in Unix milliseconds (UTC).
    pub linked_at: i64,
}

/// A link that has just been made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// The new device's id.
    pub device: u16,
    /// Its address, for example `6281200000001:1@s.whatsapp.net`.
    pub jid: String,
}

/// Where a socket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Before the end of the Noise handshake.
    Handshaking,
    /// An unregistered client that was given refs.
    Pairing,
    /// A companion that got `<success>`.
    LoggedIn,
    /// The server is about to close it.
    Closing,
}

/// An open socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectionView {
    /// Counts up from 1 over the life of the simulator.
    pub id: u64,
    /// The account, once it is known.
    pub number: Option<Number>,
    /// The device, once it is known.
    pub device: Option<u16>,
    /// Where it stands.
    pub state: ConnectionState,
    /// The handshake it came in by.
    pub handshake: Option<Pattern>,
    /// When it was opened, in Unix milliseconds (UTC).
    pub since: i64,
    /// Frames since it was opened.
    pub frames: Frames,
}

/// Frames on one socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Frames {
    /// From the client.
    pub received: u64,
    /// To the client.
    pub sent: u64,
}

impl World {
    pub(crate) fn handset_views(&self) -> Vec<HandsetView> {
        self.handsets.values().map(handset_view).collect()
    }

    pub(crate) fn handset_view(&self, number: &Number) -> Result<HandsetView, Refusal> {
        self.handset(number).map(handset_view)
    }

    pub(crate) fn count_messages(&self, number: &Number, status: Option<Status>) -> Result<usize, Refusal> {
        let handset = self.handset(number)?;
        let Some(status) = status else { return Ok(handset.log.len()) };
        Ok(handset.log.iter().filter(|entry| status_of(handset, entry) == Some(status)).count())
    }

    /// The handset's history, oldest first; only messages with this status when one is given.
    pub(crate) fn messages(&self, number: &Number, status: Option<Status>) -> Result<Vec<ChatMessage>, Refusal> {
        let handset = self.handset(number)?;
        let all = handset.log.iter().map(|entry| message_view(handset, entry));
        Ok(all.filter(|message| status.is_none() || message.status == status).collect())
    }
}

fn handset_view(handset: &Handset) -> HandsetView {
    let companions = handset.companions.iter().map(|(device, companion)| CompanionView {
        device: *device,
        connected: companion.connection.is_some(),
        waiting: companion.queue.len(),
        pre_keys: companion.keys.one_time.len(),
        available: companion.connection.is_some() && companion.attention.available,
        subscribed: companion.attention.subscribed.iter().cloned().collect(),
        linked_at: companion.linked_at,
    });
    HandsetView {
        number: handset.number.clone(),
        name: handset.name.clone(),
        lid: handset.lid.clone(),
        addressing: handset.addressing,
        online: handset.online,
        companions: companions.collect(),
    }
}

fn message_view(handset: &Handset, entry: &Entry) -> ChatMessage {
    ChatMessage {
        id: entry.id.clone(),
        from: entry.from.clone(),
        to: entry.to.clone(),
        text: entry.text.clone(),
        kind: entry.kind,
        of: entry.of.clone(),
        file: entry.file.clone(),
        at: entry.at,
        status: status_of(handset, entry),
    }
}

/// Only own messages have one.
fn status_of(handset: &Handset, entry: &Entry) -> Option<Status> {
    let own = entry.from == handset.number;
    own.then(|| handset.ticks.get(&entry.id).copied().unwrap_or(Status::Sent))
}
