//! What a received message is: a message of its own, or a word about another one.
use super::{Address, MediaFile, media};
use wacore::proto_helpers::MessageExt;
use wacore_binary::Jid;
use waproto::whatsapp::{self as wa, message::protocol_message};

/// The longest reaction, in characters: the longest emoji is a dozen.
const LONGEST_REACTION: usize = 16;
/// More people than this of one contact card, or numbers of one person, are not shown.
const MOST_CONTACTS: usize = 20;
/// The longest name of a place or person, in characters.
const LONGEST_NAME: usize = 120;
/// Characters of a quoted message that are kept.
const LONGEST_QUOTE: usize = 200;

/// What kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A picture, perhaps with words.
    Photo,
    /// A film, perhaps with words.
    Video,
    /// Spoken into the handset.
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
    /// One that only the handset shows.
    Withheld,
    /// One that we have no way to show.
    Other,
    /// One that cannot be read yet.
    Waiting,
}

/// Another message of the same conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// WhatsApp's id.
    pub stanza_id: String,
    /// Whether our side wrote it.
    pub ours: bool,
}

/// What one message says. Its words are beside it, in [`super::Inbound::text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A message of its own.
    Message {
        /// Of which kind.
        kind: Kind,
        /// A location's latitude and longitude.
        place: Option<String>,
        /// The message that it replies to.
        reply: Option<Reply>,
        /// Its file, when there is a way to have it.
        file: Option<Box<MediaFile>>,
    },
    /// A reaction; without words it takes back the one before.
    Reaction(Target),
    /// The words take the place of those of a message.
    Edit(Target),
    /// The message is taken back.
    Delete(Target),
}

/// The message that another one replies to, as it was when the reply was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Which.
    pub to: Target,
    /// Its kind.
    pub kind: Kind,
    /// Its first words.
    pub text: String,
}

impl What {
    /// A message of its own that replies to none.
    pub fn message(kind: Kind) -> Self {
        Self::Message { kind, place: None, reply: None, file: None }
    }
}

/// What was read from a message, and when it was written if that is said inside it, Unix milliseconds.
pub(super) struct Content {
    pub(super) what: What,
    pub(super) text: String,
    pub(super) written_at: Option<i64>,
}

/// Reads a message of this person, or of our own handset to them. None when there is nothing a person would look for in the thread.
pub(super) fn read(message: &wa::Message, person: &Address, from_handset: bool) -> Option<Content> {
    let base = message.get_base_message();
    if let Some(amendment) = amendment(base, from_handset) {
        return amendment;
    }
    if message.is_view_once() {
        // Whoever wrote it wants it to be seen once, and not to be kept.
        return Some(Content { what: What::message(Kind::Withheld), text: String::new(), written_at: None });
    }
    let (kind, text, place) = words(base)?;
    let reply = context(base).and_then(|context| reply(context, person));
    let file = media::of(base).map(Box::new);
    Some(Content { what: What::Message { kind, place, reply, file }, text, written_at: None })
}

/// `Some(None)` when it is about another message in a way that does not concern us.
fn amendment(base: &wa::Message, from_handset: bool) -> Option<Option<Content>> {
    let target = |key: Option<&wa::MessageKey>| {
        let key = key?;
        let stanza_id = key.id.clone().filter(|id| !id.is_empty() && !id.contains('\0'))?;
        // "From me" as the writer says it.
        Some(Target { stanza_id, ours: key.from_me.unwrap_or(false) == from_handset })
    };
    if let Some(reaction) = base.reaction_message.as_option() {
        let emoji = reaction.text.as_deref().unwrap_or_default();
        let text = one_line(emoji, LONGEST_REACTION);
        return Some(target(reaction.key.as_option()).map(|target| Content {
            what: What::Reaction(target),
            text,
            written_at: reaction.sender_timestamp_ms,
        }));
    }
    let about = base.protocol_message.as_option()?;
    let of = target(about.key.as_option());
    // Nobody changes what somebody else wrote.
    let own = of.filter(|target| target.ours == from_handset);
    let content = |what, text| Content { what, text, written_at: about.timestamp_ms };
    Some(match about.r#type {
        Some(protocol_message::Type::REVOKE) => own.map(|target| content(What::Delete(target), String::new())),
        Some(protocol_message::Type::MESSAGE_EDIT) => {
            let edited = about.edited_message.as_option().and_then(|edited| words(edited.get_base_message()));
            own.zip(edited).map(|(target, (_, text, _))| content(What::Edit(target), text))
        }
        _ => None,
    })
}

/// Kind, words and place of a message.
fn words(base: &wa::Message) -> Option<(Kind, String, Option<String>)> {
    if let Some(text) = base.text_content() {
        return Some((Kind::Text, without_nul(text), None));
    }
    let caption = || without_nul(base.get_caption().unwrap_or_default());
    Some(if base.image_message.is_set() {
        (Kind::Photo, caption(), None)
    } else if base.video_message.is_set() || base.ptv_message.is_set() {
        (Kind::Video, caption(), None)
    } else if let Some(audio) = base.audio_message.as_option() {
        (if audio.ptt.unwrap_or(false) { Kind::Voice } else { Kind::Audio }, String::new(), None)
    } else if base.document_message.is_set() {
        (Kind::Document, caption(), None)
    } else if base.sticker_message.is_set() || base.lottie_sticker_message.is_set() {
        (Kind::Sticker, String::new(), None)
    } else if let Some(location) = base.location_message.as_option() {
        let lines = [location.name.as_deref(), location.address.as_deref()];
        let lines = lines.into_iter().flatten().map(|line| one_line(line, LONGEST_NAME)).filter(|line| !line.is_empty());
        (Kind::Location, lines.collect::<Vec<_>>().join("\n"), place(location.degrees_latitude, location.degrees_longitude))
    } else if let Some(live) = base.live_location_message.as_option() {
        let text = without_nul(live.caption.as_deref().unwrap_or_default());
        (Kind::Location, text, place(live.degrees_latitude, live.degrees_longitude))
    } else if let Some(contact) = base.contact_message.as_option() {
        (Kind::Contact, card(contact), None)
    } else if let Some(contacts) = base.contacts_array_message.as_option() {
        let cards: Vec<_> = contacts.contacts.iter().take(MOST_CONTACTS).map(card).collect();
        (Kind::Contact, cards.join("\n\n"), None)
    } else if let Some(poll) = poll(base) {
        let options = poll.options.iter().map(|option| format!("• {}", without_nul(option.option_name.as_deref().unwrap_or_default())));
        let name = without_nul(poll.name.as_deref().unwrap_or_default());
        (Kind::Poll, std::iter::once(name).chain(options).collect::<Vec<_>>().join("\n"), None)
    } else if says_nothing(base) {
        return None;
    } else {
        (Kind::Other, String::new(), None)
    })
}

/// Keys, votes and other things between apps.
fn says_nothing(base: &wa::Message) -> bool {
    let known = base.protocol_message.is_set()
        || base.sender_key_distribution_message.is_set()
        || base.poll_update_message.is_set()
        || base.pin_in_chat_message.is_set()
        || base.keep_in_chat_message.is_set()
        || base.enc_reaction_message.is_set();
    known || *base == wa::Message::default()
}

fn poll(base: &wa::Message) -> Option<&wa::message::PollCreationMessage> {
    let versions = [
        &base.poll_creation_message,
        &base.poll_creation_message_v2,
        &base.poll_creation_message_v3,
        &base.poll_creation_message_v5,
        &base.poll_creation_message_v6,
    ];
    versions.into_iter().find_map(|version| version.as_option())
}

fn place(latitude: Option<f64>, longitude: Option<f64>) -> Option<String> {
    let (latitude, longitude) = latitude.zip(longitude)?;
    let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    on_earth.then(|| format!("{latitude:.6},{longitude:.6}"))
}

/// Name and numbers of a contact card.
fn card(contact: &wa::message::ContactMessage) -> String {
    let name = one_line(contact.display_name.as_deref().unwrap_or_default(), LONGEST_NAME);
    let vcard = contact.vcard.as_deref().unwrap_or_default();
    // TEL;type=CELL;waid=6281200000001:+62 812-0000-0001, or item1.TEL…
    let is_number =
        |field: &str| field.split(';').next().and_then(|name| name.rsplit('.').next()).is_some_and(|name| name.eq_ignore_ascii_case("TEL"));
    let numbers = vcard.lines().filter_map(|line| line.split_once(':')).filter(|(field, _)| is_number(field));
    let numbers = numbers.map(|(_, number)| one_line(number, 40)).filter(|number| !number.is_empty()).take(MOST_CONTACTS);
    std::iter::once(name).filter(|name| !name.is_empty()).chain(numbers).collect::<Vec<_>>().join("\n")
}

fn context(base: &wa::Message) -> Option<&wa::ContextInfo> {
    macro_rules! first_of {
        ($($field:ident),+) => {
            None$(.or_else(|| base.$field.as_option().and_then(|part| part.context_info.as_option())))+
        };
    }
    first_of!(
        extended_text_message,
        image_message,
        video_message,
        audio_message,
        document_message,
        sticker_message,
        location_message,
        live_location_message,
        contact_message,
        contacts_array_message
    )
}

fn reply(context: &wa::ContextInfo, person: &Address) -> Option<Reply> {
    let stanza_id = context.stanza_id.clone().filter(|id| !id.is_empty() && !id.contains('\0'))?;
    let quoted = context.quoted_message.as_option()?;
    let writer: Option<Jid> = context.participant.as_deref().and_then(|jid| jid.parse().ok());
    let writer = Address::of(writer.as_ref());
    let is_theirs = (writer.number.is_some() && writer.number == person.number) || (writer.lid.is_some() && writer.lid == person.lid);
    let (kind, text, _) = words(quoted.get_base_message()).unwrap_or((Kind::Other, String::new(), None));
    Some(Reply { to: Target { stanza_id, ours: !is_theirs }, kind, text: one_line(&text, LONGEST_QUOTE) })
}

/// A NUL can be sent but not stored as text.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// The first characters on one line, without those that no eye sees and that turn the reading of others.
fn one_line(text: &str, longest: usize) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|letter| !letter.is_control() && !turns(*letter)).take(longest).collect()
}
