//! Kinds of message, as the engine, the table and the list of leads call them.
use super::model::Kind;
use crate::{
    error::{AppError, unexpected},
    whatsapp,
};

const NAMES: [(Kind, &str); 15] = [
    (Kind::Text, "text"),
    (Kind::Photo, "photo"),
    (Kind::Video, "video"),
    (Kind::Voice, "voice"),
    (Kind::Audio, "audio"),
    (Kind::Document, "document"),
    (Kind::Sticker, "sticker"),
    (Kind::Location, "location"),
    (Kind::Contact, "contact"),
    (Kind::Poll, "poll"),
    (Kind::Withheld, "withheld"),
    (Kind::Other, "other"),
    (Kind::Waiting, "waiting"),
    (Kind::Deleted, "deleted"),
    (Kind::Gone, "gone"),
];

/// Its name in the table.
pub(super) fn name(kind: Kind) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == kind).map_or("other", |(_, name)| name)
}

/// The kind of this name.
pub(super) fn named(name: &str) -> Result<Kind, AppError> {
    let found = NAMES.iter().find(|(_, known)| *known == name);
    found.map(|(kind, _)| *kind).ok_or_else(|| unexpected(&format!("unknown kind of message {name}")))
}

/// What the engine calls so.
pub(super) fn of_engine(kind: whatsapp::Kind) -> Kind {
    match kind {
        whatsapp::Kind::Text => Kind::Text,
        whatsapp::Kind::Photo => Kind::Photo,
        whatsapp::Kind::Video => Kind::Video,
        whatsapp::Kind::Voice => Kind::Voice,
        whatsapp::Kind::Audio => Kind::Audio,
        whatsapp::Kind::Document => Kind::Document,
        whatsapp::Kind::Sticker => Kind::Sticker,
        whatsapp::Kind::Location => Kind::Location,
        whatsapp::Kind::Contact => Kind::Contact,
        whatsapp::Kind::Poll => Kind::Poll,
        whatsapp::Kind::Withheld => Kind::Withheld,
        whatsapp::Kind::Other => Kind::Other,
        whatsapp::Kind::Waiting => Kind::Waiting,
    }
}

/// A message in a few words, where there is no room for more.
pub(super) fn in_short(kind: Kind, text: &str) -> String {
    let what = match kind {
        Kind::Text => return text.to_owned(),
        Kind::Photo => "Photo",
        Kind::Video => "Video",
        Kind::Voice => "Voice message",
        Kind::Audio => "Audio",
        Kind::Document => "Document",
        Kind::Sticker => "Sticker",
        Kind::Location => "Location",
        Kind::Contact => "Contact card",
        Kind::Poll => "Poll",
        Kind::Withheld => "A message that only the handset shows",
        Kind::Other => "A message that Leadwire cannot show",
        Kind::Waiting => "Waiting for this message",
        Kind::Deleted | Kind::Gone => "Deleted message",
    };
    if text.is_empty() { what.to_owned() } else { format!("{what}: {text}") }
}

/// The same for a reaction.
pub(super) fn reaction_in_short(emoji: &str) -> String {
    if emoji.is_empty() { "Took a reaction back".to_owned() } else { format!("Reacted {emoji}") }
}
