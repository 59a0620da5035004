//! The nouns of conversations: messages and what became of them.
use crate::{
    error::AppError,
    leads::{Lead, LeadId, Reach},
    media::{FileId, FileKind},
    phones::PhoneId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a lead does who has not sent a message yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Typing {
    /// They write.
    Writing,
    /// They speak a voice message.
    Recording,
}

/// A message. For one of ours the id is made in the browser and makes sending idempotent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageId(pub Uuid);

impl MessageId {
    /// Its file on the shelf.
    pub fn file(self) -> FileId {
        FileId(self.0)
    }
}

/// The text of a message we send: 1 to 4,096 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// The longest text, in characters.
    pub const LONGEST: usize = 4096;

    /// Takes a text as typed; white space at its ends is dropped, line breaks inside are kept.
    ///
    /// # Errors
    /// A field error of `text` when nothing is left or it is too long.
    pub fn parse(typed: &str) -> Result<Self, AppError> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(AppError::field("text", "Write a message first."));
        }
        let length = text.chars().count();
        if length > Self::LONGEST {
            return Err(AppError::field("text", format!("A message has at most {} characters; this one has {length}.", Self::LONGEST)));
        }
        // A NUL cannot be stored as text by Postgres and means nothing in a message.
        if text.contains('\0') {
            return Err(AppError::field("text", "This message has a character that cannot be sent."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What became of a message; for ours in the order of the ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// From the person.
    Received,
    /// Ours, kept here, not yet taken by WhatsApp.
    Queued,
    /// Ours, kept here until something is over that the sentence names; then it goes out by itself.
    Held(String),
    /// WhatsApp's server has it.
    Sent,
    /// A device of the person has it.
    Delivered,
    /// The person read it (they may have read it without telling).
    Read,
    /// It will not arrive; the sentence says why.
    Failed(String),
}

impl MessageStatus {
    /// How far a message of ours got; nothing for theirs.
    pub fn reach(&self) -> Option<Reach> {
        Some(match self {
            Self::Received => return None,
            Self::Queued | Self::Held(_) => Reach::Queued,
            Self::Sent => Reach::Sent,
            Self::Delivered => Reach::Delivered,
            Self::Read => Reach::Read,
            Self::Failed(_) => Reach::Failed,
        })
    }
}

/// What a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// A picture, perhaps with words.
    Photo,
    /// A film, perhaps with words.
    Video,
    /// Spoken into a handset.
    Voice,
    /// A piece of sound.
    Audio,
    /// A file, perhaps with words.
    Document,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// Names and numbers.
    Contact,
    /// A question with answers to choose from.
    Poll,
    /// Only the handset shows it.
    Withheld,
    /// There is no way to show it here.
    Other,
    /// It cannot be read yet and will be, in its place, when it comes again.
    Waiting,
    /// Its writer took it back.
    Deleted,
    /// Not there any more: what was waited for was no message to a person.
    Gone,
}

impl From<FileKind> for Kind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Photo => Self::Photo,
            FileKind::Video => Self::Video,
            FileKind::Voice => Self::Voice,
            FileKind::Audio => Self::Audio,
            FileKind::Document => Self::Document,
        }
    }
}

/// The file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// What it is called; may be empty.
    pub name: String,
    /// Bytes, as its sender says until it is here.
    pub size: i64,
    /// Pixels, 0 when unknown.
    pub width: u32,
    /// Pixels, 0 when unknown.
    pub height: u32,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
    /// What became of it.
    pub state: MediaState,
}

/// What became of the file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// It is on its way from the browser to the server, so much of it is there, percent; none while it stands still. In the browser only.
    Uploading(Option<u8>),
    /// It is on its way here.
    Pending,
    /// It is here.
    Stored(Shows),
    /// It will not come by itself; the sentence says why.
    Failed(String),
    /// It is larger than is kept here.
    TooLarge,
    /// Its phone fetches nothing by itself; a person can.
    NotFetched,
}

/// How a page shows a file, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// As a picture.
    Image,
    /// As a film.
    Video,
    /// As sound.
    Audio,
    /// Not at all: it can be saved.
    Nothing,
}

/// What a message replies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The message, when it is here.
    pub id: Option<MessageId>,
    /// Whether our side wrote it.
    pub is_ours: bool,
    /// Its first words.
    pub text: String,
    /// Whether there is a small picture of its file.
    pub has_thumbnail: bool,
}

/// A message as the thread shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identity.
    pub id: MessageId,
    /// Whose conversation it belongs to.
    pub lead_id: LeadId,
    /// The phone it came in or went out by.
    pub phone_id: PhoneId,
    /// That phone's name.
    pub phone_name: String,
    /// What it is.
    pub kind: Kind,
    /// Its words: of a photo the caption, of a contact card names and numbers; may be none.
    pub text: String,
    /// The same as HTML of ours, when handsets show it otherwise than it was written: signs gone, addresses to follow.
    pub formatted: Option<String>,
    /// A location's latitude and longitude.
    pub place: Option<String>,
    /// Its file.
    pub media: Option<Media>,
    /// What it replies to.
    pub quote: Option<Quote>,
    /// Whether the words were changed after they were sent.
    pub is_edited: bool,
    /// The person's reaction to it; may be empty.
    pub their_reaction: String,
    /// Our side's.
    pub our_reaction: String,
    /// Who wrote it: the person's name, a colleague's name, or "On the handset".
    pub sender: String,
    /// When, Unix milliseconds: WhatsApp's time for theirs, ours for ours.
    pub at: i64,
    /// What became of it.
    pub status: MessageStatus,
}

impl Message {
    /// Whether our side wrote it.
    pub fn is_ours(&self) -> bool {
        self.status != MessageStatus::Received
    }
}

/// A stretch of a conversation, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// At most 50.
    pub messages: Vec<Message>,
    /// Give it back to get the messages before these; none at the beginning.
    pub earlier: Option<String>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Leads by number and name, at most 20.
    pub leads: Vec<Lead>,
    /// Whether more leads fit.
    pub has_more_leads: bool,
    /// Messages that have the words, the newest first; at most 30.
    pub hits: Vec<Hit>,
    /// Give it back to get the messages after these; none when these are the last.
    pub next: Option<String>,
}

/// A message that has what was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Which.
    pub id: MessageId,
    /// Whose conversation it belongs to.
    pub lead: LeadId,
    /// What that lead is called.
    pub name: String,
    /// Whether our side wrote it.
    pub is_ours: bool,
    /// When, Unix milliseconds.
    pub at: i64,
    /// The text around the first hit.
    pub pieces: Vec<Piece>,
}

/// A piece of a text around a hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// As it was written, on one line.
    pub text: String,
    /// Whether it is what was searched.
    pub is_hit: bool,
}
