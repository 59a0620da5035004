//! Files: how a handset sends one and opens one, and what the media server takes and holds.

use super::World;
use super::view::{FileView, Opened};
use crate::refusal::Refusal;
use axum::body::Bytes;
use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use buffa::MessageField;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::io::Cursor;
use wacore::download::{DownloadUtils, Downloadable, MediaType};
use wacore::proto_helpers::MessageExt as _;
use wacore::upload::encrypt_media;
use waproto::whatsapp::Message;
use waproto::whatsapp::message::{AudioMessage, DocumentMessage, ImageMessage, StickerMessage, VideoMessage};

/// The token that clients show to the media server.
pub(crate) const MEDIA_AUTH: &str = "simulator";
/// Where its files are.
const FOLDER: &str = "/v/simulator/";

/// A file to be sent by a handset; the text is its caption.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMedia {
    /// What it is sent as.
    pub send_as: SendAs,
    /// Its bytes, in base64.
    pub data: String,
    /// What the sender says of its type.
    #[serde(default)]
    pub mime: String,
    /// What it is called; only documents have a name.
    #[serde(default)]
    pub name: String,
    /// What the sender says of its size, in bytes; the truth when not said.
    #[serde(default)]
    pub claimed_size: Option<u64>,
    /// Pixels.
    #[serde(default)]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default)]
    pub height: Option<u32>,
    /// How long it plays.
    #[serde(default)]
    pub seconds: Option<u32>,
    /// The small picture of it, in base64; it may be anything.
    #[serde(default)]
    pub thumbnail: String,
    /// The media server does not have it.
    #[serde(default)]
    pub lost: bool,
    /// The sender's hash is one of another file.
    #[serde(default)]
    pub wrong_hash: bool,
}

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendAs {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// Sound that was spoken into the handset.
    Voice,
    /// Any file.
    Document,
    /// A sticker.
    Sticker,
}

/// A message with its encrypted file.
pub(super) struct Encrypted {
    pub message: Message,
    path: String,
    file: Option<Bytes>,
}

/// Encrypts a file and writes the message that names it.
pub(super) fn encrypt(media: &NewMedia, caption: &str) -> Result<Encrypted, Refusal> {
    let plain = BASE64_STANDARD.decode(&media.data).map_err(|error| Refusal::BadRequest(format!("data is base64: {error}")))?;
    let kind = match media.send_as {
        SendAs::Image => MediaType::Image,
        SendAs::Video => MediaType::Video,
        SendAs::Audio | SendAs::Voice => MediaType::Audio,
        SendAs::Document => MediaType::Document,
        SendAs::Sticker => MediaType::Sticker,
    };
    let encrypted = encrypt_media(&plain, kind).map_err(|error| Refusal::Internal(error.to_string()))?;
    let path = format!("{FOLDER}{}", BASE64_URL_SAFE_NO_PAD.encode(encrypted.file_enc_sha256));
    let size = Some(media.claimed_size.unwrap_or(plain.len() as u64));
    let thumbnail =
        BASE64_STANDARD.decode(&media.thumbnail).map_err(|error| Refusal::BadRequest(format!("thumbnail is base64: {error}")))?;
    let thumbnail = (!thumbnail.is_empty()).then_some(thumbnail);
    let mut hash = encrypted.file_sha256.to_vec();
    if media.wrong_hash {
        hash.reverse();
    }
    macro_rules! file {
        ($part:ident { $($field:ident: $value:expr),* $(,)? }) => {
            MessageField::some($part {
                direct_path: Some(path.clone()),
                media_key: Some(encrypted.media_key.to_vec()),
                file_sha256: Some(hash.clone()),
                file_enc_sha256: Some(encrypted.file_enc_sha256.to_vec()),
                file_length: size,
                mimetype: Some(media.mime.clone()),
                $($field: $value,)*
                ..Default::default()
            })
        };
    }
    let text = (!caption.is_empty()).then(|| caption.to_owned());
    let (width, height, seconds) = (media.width, media.height, media.seconds);
    let empty = Message::default();
    let message = match media.send_as {
        SendAs::Image => Message {
            image_message: file!(ImageMessage { caption: text, width: width, height: height, jpeg_thumbnail: thumbnail }),
            ..empty
        },
        SendAs::Video => Message {
            video_message: file!(VideoMessage { caption: text, width: width, height: height, seconds: seconds, jpeg_thumbnail: thumbnail }),
            ..empty
        },
        SendAs::Audio => Message { audio_message: file!(AudioMessage { ptt: Some(false), seconds: seconds }), ..empty },
        SendAs::Voice => Message { audio_message: file!(AudioMessage { ptt: Some(true), seconds: seconds }), ..empty },
        SendAs::Document => Message {
            document_message: file!(DocumentMessage { caption: text, file_name: Some(media.name.clone()), jpeg_thumbnail: thumbnail }),
            ..empty
        },
        SendAs::Sticker => Message { sticker_message: file!(StickerMessage { width: width, height: height }), ..empty },
    };
    let file = (!media.lost).then(|| Bytes::from(encrypted.data_to_upload));
    Ok(Encrypted { message, path, file })
}

impl World {
    /// Puts an encrypted file onto the media server.
    pub(super) fn upload(&mut self, encrypted: Encrypted) -> Message {
        if let Some(file) = encrypted.file {
            self.media.insert(encrypted.path, file);
        }
        encrypted.message
    }

    /// Takes an encrypted file from a client; its token is the hash of what it uploads. Answers where it is from now on.
    pub(crate) fn take_upload(&mut self, auth: &str, token: &str, file: Bytes) -> Result<String, u16> {
        if auth != MEDIA_AUTH {
            return Err(401);
        }
        if BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&file)) != token {
            return Err(400);
        }
        let path = format!("{FOLDER}{token}");
        self.media.insert(path.clone(), file);
        self.uploads += 1;
        self.touch();
        Ok(path)
    }

    /// Where an upload is, when the media server has it whole.
    pub(crate) fn uploaded(&self, token: &str) -> Option<String> {
        let path = format!("{FOLDER}{token}");
        self.media.contains_key(&path).then_some(path)
    }

    /// The file of a message as a handset has it: fetched, opened, and compared with what the sender says of it.
    pub(super) fn open_file(&self, message: &Message) -> Option<FileView> {
        let base = message.get_base_message();
        let says = |part: &dyn Downloadable, mime: &Option<String>| FileView {
            mime: mime.clone().unwrap_or_default(),
            opened: self.fetch(part),
            name: String::new(),
            width: None,
            height: None,
            seconds: None,
            voice: false,
            thumbnail: None,
        };
        let small = |jpeg: &Option<Vec<u8>>| jpeg.as_ref().map(|jpeg| BASE64_STANDARD.encode(jpeg));
        if let Some(image) = base.image_message.as_option() {
            let thumbnail = small(&image.jpeg_thumbnail);
            return Some(FileView { width: image.width, height: image.height, thumbnail, ..says(image, &image.mimetype) });
        }
        if let Some(video) = base.video_message.as_option() {
            let thumbnail = small(&video.jpeg_thumbnail);
            return Some(FileView {
                width: video.width,
                height: video.height,
                seconds: video.seconds,
                thumbnail,
                ..says(video, &video.mimetype)
            });
        }
        if let Some(audio) = base.audio_message.as_option() {
            let voice = audio.ptt.unwrap_or(false);
            return Some(FileView { seconds: audio.seconds, voice, ..says(audio, &audio.mimetype) });
        }
        if let Some(document) = base.document_message.as_option() {
            let (name, thumbnail) = (document.file_name.clone().unwrap_or_default(), small(&document.jpeg_thumbnail));
            return Some(FileView { name, thumbnail, ..says(document, &document.mimetype) });
        }
        let sticker = base.sticker_message.as_option()?;
        Some(FileView { width: sticker.width, height: sticker.height, ..says(sticker, &sticker.mimetype) })
    }

    fn fetch(&self, part: &dyn Downloadable) -> Opened {
        let Some(file) = part.direct_path().and_then(|path| self.media.get(path)) else {
            return Opened::Problem("the media server does not have it".into());
        };
        let Some(key) = part.media_key() else { return Opened::Problem("it has no key".into()) };
        if part.file_enc_sha256() != Some(Sha256::digest(file).as_slice()) {
            return Opened::Problem("the encrypted file is another one".into());
        }
        let plain = match DownloadUtils::decrypt_stream(Cursor::new(file), key, part.app_info()) {
            Ok(plain) => plain,
            Err(error) => return Opened::Problem(error.to_string()),
        };
        let digest = Sha256::digest(&plain);
        if part.file_sha256() != Some(digest.as_slice()) || part.file_length() != Some(plain.len() as u64) {
            return Opened::Problem("it is not what the sender says".into());
        }
        Opened::File { size: plain.len(), sha256: hex::encode(digest) }
    }

    /// What the media server holds at a path, for a client that shows the right tokens.
    pub(crate) fn media_at(&self, path: &str, auth: &str, token: &str) -> Option<Bytes> {
        let is_known = auth == MEDIA_AUTH && path.strip_prefix(FOLDER) == Some(token);
        self.media.get(path).filter(|_| is_known).cloned()
    }
}
