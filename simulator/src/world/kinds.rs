//! Messages that are more than words: how a handset writes them, and how it reads them.

use super::media::NewMedia;
use super::{World, media};
use crate::clock::now_ms;
use crate::number::{DeviceAddress, Number};
use crate::refusal::Refusal;
use buffa::MessageField;
use serde::Deserialize;
use wacore::proto_helpers::MessageExt as _;
use waproto::whatsapp::message::{
    ContactMessage, ContactsArrayMessage, ExtendedTextMessage, LocationMessage, OrderMessage, PollCreationMessage, ProtocolMessage,
    ReactionMessage, poll_creation_message, protocol_message,
};
use waproto::whatsapp::{ContextInfo, Message, MessageKey};

/// What a message is when it is not only words. The words are beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum MessageKind {
    /// The text is an emoji; an empty one takes the reaction back.
    Reaction {
        /// The id of the message.
        to: String,
    },
    /// The text takes the place of the one before.
    Edit {
        /// The id of the message.
        of: String,
    },
    /// Takes a message back, for everybody.
    Delete {
        /// The id of the message.
        of: String,
    },
    /// A place.
    Location {
        /// Degrees.
        latitude: f64,
        /// Degrees.
        longitude: f64,
        /// What it is called.
        #[serde(default)]
        name: String,
        /// Where it is.
        #[serde(default)]
        address: String,
    },
    /// Contact cards.
    Contacts(Vec<Card>),
    /// A question, which is the text, with answers.
    Poll {
        /// The answers.
        options: Vec<String>,
    },
    /// A file; the text is its caption.
    Media(NewMedia),
    /// An order, which only few clients know.
    Unknown,
}

/// One contact card.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The person's name.
    pub name: String,
    /// Their numbers, as people write them.
    pub numbers: Vec<String>,
}

/// What is said in one message.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub text: &'a str,
    pub kind: Option<&'a MessageKind>,
    /// The message that it replies to.
    pub reply_to: Option<&'a str>,
}

/// What a handset's history shows of a message.
pub(super) struct Shown {
    pub kind: &'static str,
    pub text: String,
    /// The message that it is about, or replies to.
    pub of: Option<String>,
}

impl World {
    /// The message that says this, as the handset of `from` writes it.
    pub(super) fn compose(&mut self, from: &Number, to: &Number, said: &Said<'_>) -> Result<Message, Refusal> {
        let text = said.text.to_owned();
        let empty = Message::default();
        Ok(match said.kind {
            None => match said.reply_to {
                None => Message { conversation: Some(text), ..empty },
                Some(id) => {
                    let context_info = MessageField::some(self.context(from, to, id)?);
                    let extended = ExtendedTextMessage { text: Some(text), context_info, ..Default::default() };
                    Message { extended_text_message: MessageField::some(extended), ..empty }
                }
            },
            Some(MessageKind::Reaction { to: id }) => {
                let key = MessageField::some(self.key(from, to, id)?);
                let reaction = ReactionMessage { key, text: Some(text), sender_timestamp_ms: Some(now_ms()), ..Default::default() };
                Message { reaction_message: MessageField::some(reaction), ..empty }
            }
            Some(MessageKind::Edit { of }) => {
                let edited_message = MessageField::some(Message { conversation: Some(text), ..Default::default() });
                let about = ProtocolMessage {
                    key: MessageField::some(self.key(from, to, of)?),
                    r#type: Some(protocol_message::Type::MESSAGE_EDIT),
                    edited_message,
                    timestamp_ms: Some(now_ms()),
                    ..Default::default()
                };
                Message { protocol_message: MessageField::some(about), ..empty }
            }
            Some(MessageKind::Delete { of }) => {
                let key = MessageField::some(self.key(from, to, of)?);
                let about = ProtocolMessage { key, r#type: Some(protocol_message::Type::REVOKE), ..Default::default() };
                Message { protocol_message: MessageField::some(about), ..empty }
            }
            Some(MessageKind::Location { latitude, longitude, name, address }) => {
                let location = LocationMessage {
                    degrees_latitude: Some(*latitude),
                    degrees_longitude: Some(*longitude),
                    name: Some(name.clone()),
                    address: Some(address.clone()),
                    ..Default::default()
                };
                Message { location_message: MessageField::some(location), ..empty }
            }
            Some(MessageKind::Contacts(cards)) => match cards.as_slice() {
                [card] => Message { contact_message: MessageField::some(contact(card)), ..empty },
                cards => {
                    let contacts = ContactsArrayMessage { contacts: cards.iter().map(contact).collect(), ..Default::default() };
                    Message { contacts_array_message: MessageField::some(contacts), ..empty }
                }
            },
            Some(MessageKind::Poll { options }) => {
                let option = |name: &String| poll_creation_message::Option { option_name: Some(name.clone()), ..Default::default() };
                let poll = PollCreationMessage { name: Some(text), options: options.iter().map(option).collect(), ..Default::default() };
                Message { poll_creation_message_v3: MessageField::some(poll), ..empty }
            }
            Some(MessageKind::Media(file)) => {
                let encrypted = media::encrypt(file, said.text)?;
                self.upload(encrypted)
            }
            Some(MessageKind::Unknown) => {
                let order = OrderMessage { order_title: Some("An order".into()), ..Default::default() };
                Message { order_message: MessageField::some(order), ..empty }
            }
        })
    }

    /// How a message of this chat is named inside others. One that is not in the history is taken for the handset's own.
    fn key(&self, from: &Number, to: &Number, id: &str) -> Result<MessageKey, Refusal> {
        let handset = self.handset(from)?;
        let is_own = handset.log.iter().find(|entry| entry.id == id).is_none_or(|entry| &entry.from == from);
        let chat = self.jid(&DeviceAddress::handset(to), handset.addressing);
        Ok(MessageKey { remote_jid: Some(chat.to_string()), from_me: Some(is_own), id: Some(id.to_owned()), ..Default::default() })
    }

    fn context(&self, from: &Number, to: &Number, id: &str) -> Result<ContextInfo, Refusal> {
        let handset = self.handset(from)?;
        let quoted = handset.log.iter().find(|entry| entry.id == id);
        let writer = quoted.map_or(from, |entry| if &entry.from == from { from } else { to });
        let participant = self.jid(&DeviceAddress::handset(writer), handset.addressing).to_string();
        let text = quoted.map(|entry| entry.text.clone()).unwrap_or_default();
        Ok(ContextInfo {
            stanza_id: Some(id.to_owned()),
            participant: Some(participant),
            quoted_message: MessageField::some(Message { conversation: Some(text), ..Default::default() }),
            ..Default::default()
        })
    }
}

fn contact(card: &Card) -> ContactMessage {
    let numbers = card.numbers.iter().map(|number| {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        format!("TEL;type=CELL;type=VOICE;waid={digits}:{number}\n")
    });
    let vcard = format!("BEGIN:VCARD\nVERSION:3.0\nN:;{0};;;\nFN:{0}\n{1}END:VCARD", card.name, numbers.collect::<String>());
    ContactMessage { display_name: Some(card.name.clone()), vcard: Some(vcard), ..Default::default() }
}

/// `type` and `edit` of the stanza, as WhatsApp's clients write them.
pub(super) fn stanza_marks(message: &Message) -> (&'static str, Option<&'static str>) {
    if let Some(reaction) = message.reaction_message.as_option() {
        let is_taken_back = reaction.text.as_deref().unwrap_or_default().is_empty();
        return ("reaction", is_taken_back.then_some("7"));
    }
    match message.protocol_message.as_option().and_then(|about| about.r#type) {
        Some(protocol_message::Type::MESSAGE_EDIT) => ("text", Some("1")),
        Some(protocol_message::Type::REVOKE) => ("text", Some("7")),
        _ if message.poll_creation_message_v3.is_set() => ("poll", None),
        _ if media_kind(message).is_some() => ("media", None),
        _ => ("text", None),
    }
}

fn media_kind(base: &Message) -> Option<&'static str> {
    Some(if base.image_message.is_set() {
        "image"
    } else if base.video_message.is_set() {
        "video"
    } else if base.audio_message.is_set() {
        "audio"
    } else if base.document_message.is_set() {
        "document"
    } else if base.sticker_message.is_set() {
        "sticker"
    } else {
        return None;
    })
}

/// What the history shows of it.
pub(super) fn show(message: &Message) -> Shown {
    let base = message.get_base_message();
    let id = |key: Option<&MessageKey>| key.and_then(|key| key.id.clone());
    if let Some(reaction) = base.reaction_message.as_option() {
        return Shown { kind: "reaction", text: reaction.text.clone().unwrap_or_default(), of: id(reaction.key.as_option()) };
    }
    if let Some(about) = base.protocol_message.as_option() {
        let of = id(about.key.as_option());
        let text = about.edited_message.as_option().and_then(|edited| edited.text_content()).unwrap_or_default().to_owned();
        return match about.r#type {
            Some(protocol_message::Type::MESSAGE_EDIT) => Shown { kind: "edit", text, of },
            Some(protocol_message::Type::REVOKE) => Shown { kind: "delete", text, of },
            _ => Shown { kind: "other", text, of: None },
        };
    }
    let extended = base.extended_text_message.as_option();
    let of = extended.and_then(|extended| extended.context_info.as_option()).and_then(|context| context.stanza_id.clone());
    if let Some(text) = base.text_content() {
        return Shown { kind: "text", text: text.to_owned(), of };
    }
    if let Some(poll) = base.poll_creation_message_v3.as_option() {
        return Shown { kind: "poll", text: poll.name.clone().unwrap_or_default(), of };
    }
    if let Some(kind) = media_kind(base) {
        return Shown { kind, text: base.get_caption().unwrap_or_default().to_owned(), of };
    }
    let kind = if base.location_message.is_set() {
        "location"
    } else if base.contact_message.is_set() || base.contacts_array_message.is_set() {
        "contacts"
    } else {
        "other"
    };
    Shown { kind, text: String::new(), of }
}
