//! What is sent: words, or a file that WhatsApp's media servers have, perhaps with words.
use super::{Kind, MediaReference, media};
use buffa::MessageField;
use waproto::whatsapp::{
    self as wa,
    message::{AudioMessage, DocumentMessage, FutureProofMessage, ImageMessage, VideoMessage},
};

/// A message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its words; of a file the caption.
    pub text: String,
    /// Its file.
    pub file: Option<Box<OutgoingFile>>,
}

/// A file that WhatsApp has. Numbers are 0 when not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingFile {
    /// As what it is sent: a photo, film, sound, voice message, or else a document.
    pub kind: Kind,
    /// What a document is called.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How long it plays.
    pub seconds: u32,
    /// A small JPEG of it.
    pub thumbnail: Option<Vec<u8>>,
    /// Where it is.
    pub reference: MediaReference,
}

impl Outgoing {
    /// As WhatsApp's clients write it. What we do not know, such as waveforms, is left out: they show the message without.
    pub(super) fn message(&self) -> wa::Message {
        let empty = wa::Message::default();
        let Some(file) = &self.file else { return wa::Message { conversation: Some(self.text.clone()), ..empty } };
        let known = |number: u32| (number > 0).then_some(number);
        let caption = (!self.text.is_empty()).then(|| self.text.clone());
        let mimetype = Some(file.mime.clone());
        let thumbnail = file.thumbnail.clone();
        macro_rules! part {
            ($part:ident { $($field:ident: $value:expr),* $(,)? }) => {{
                let media::Parts { url, path, key, key_timestamp, sha256, enc_sha256 } = file.reference.parts();
                MessageField::some($part {
                    url,
                    direct_path: Some(path),
                    media_key: Some(key),
                    media_key_timestamp: key_timestamp,
                    file_sha256: Some(sha256),
                    file_enc_sha256: Some(enc_sha256),
                    file_length: Some(file.size),
                    mimetype,
                    $($field: $value,)*
                    ..Default::default()
                })
            }};
        }
        match file.kind {
            Kind::Photo => {
                let image = part!(ImageMessage {
                    caption: caption,
                    width: known(file.width),
                    height: known(file.height),
                    jpeg_thumbnail: thumbnail
                });
                wa::Message { image_message: image, ..empty }
            }
            Kind::Video => {
                let seconds = known(file.seconds);
                let video = part!(VideoMessage {
                    caption: caption,
                    width: known(file.width),
                    height: known(file.height),
                    seconds: seconds,
                    jpeg_thumbnail: thumbnail
                });
                wa::Message { video_message: video, ..empty }
            }
            Kind::Audio | Kind::Voice => {
                let audio = part!(AudioMessage { ptt: Some(file.kind == Kind::Voice), seconds: known(file.seconds) });
                wa::Message { audio_message: audio, ..empty }
            }
            _ => {
                let (title, has_caption) = (Some(file.name.clone()), caption.is_some());
                let document = part!(DocumentMessage {
                    caption: caption,
                    file_name: Some(file.name.clone()),
                    title: title,
                    jpeg_thumbnail: thumbnail
                });
                let message = wa::Message { document_message: document, ..empty };
                if !has_caption {
                    return message;
                }
                // A caption of a document is shown by clients only inside this.
                let wrapped = FutureProofMessage { message: MessageField::some(message) };
                wa::Message { document_with_caption_message: MessageField::some(wrapped), ..wa::Message::default() }
            }
        }
    }
}
