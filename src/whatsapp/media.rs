//! Files of messages: what a message says of its file, fetching it from WhatsApp's media servers, and giving them one of ours.
use super::Kind;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use wacore::{
    download::{Downloadable, MediaType},
    proto_helpers::MessageExt,
};
use waproto::whatsapp as wa;
use whatsapp_rust::{Client, download::DownloadParams, http::HttpStatusError, upload::UploadOptions};

/// The widest and highest picture that is believed, in pixels.
const LARGEST_SIDE: u32 = 20_000;
/// A small picture that has more bytes is none.
const LARGEST_THUMBNAIL: usize = 64 << 10;

/// What a message says of its file. Whoever wrote it may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// What it is called, empty when that is not said.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Pixels, 0 when not said.
    pub width: u32,
    /// Pixels, 0 when not said.
    pub height: u32,
    /// How long it plays, 0 when not said.
    pub seconds: u32,
    /// A small picture of it, empty when there is none. Nobody has looked yet whether it is one.
    pub thumbnail: Vec<u8>,
    /// How it is had.
    pub reference: MediaReference,
}

/// Where WhatsApp keeps a file, and the key to it. A secret of the conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaReference {
    kind: MediaKind,
    path: String,
    key: Vec<u8>,
    sha256: Vec<u8>,
    enc_sha256: Vec<u8>,
    /// Of ours: what the media server calls it, and when it got it, Unix seconds.
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    uploaded_at: Option<i64>,
}

/// What a message says of where its file is.
pub(super) struct Parts {
    pub(super) url: Option<String>,
    pub(super) path: String,
    pub(super) key: Vec<u8>,
    pub(super) key_timestamp: Option<i64>,
    pub(super) sha256: Vec<u8>,
    pub(super) enc_sha256: Vec<u8>,
}

impl MediaReference {
    pub(super) fn parts(&self) -> Parts {
        let Self { path, key, sha256, enc_sha256, url, uploaded_at, .. } = self.clone();
        Parts { url, path, key, key_timestamp: uploaded_at, sha256, enc_sha256 }
    }

    /// When we gave the file to WhatsApp, Unix milliseconds; none of files that came from there.
    pub fn uploaded_at_ms(&self) -> Option<i64> {
        self.uploaded_at.map(|seconds| seconds.saturating_mul(1000))
    }
}

/// Each kind has keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MediaKind {
    Image,
    Video,
    Audio,
    Document,
    Sticker,
}

impl MediaKind {
    fn of(media_type: MediaType) -> Option<Self> {
        Some(match media_type {
            MediaType::Image => Self::Image,
            MediaType::Video => Self::Video,
            MediaType::Audio => Self::Audio,
            MediaType::Document => Self::Document,
            MediaType::Sticker => Self::Sticker,
            _ => return None,
        })
    }

    fn to_send(kind: Kind) -> Self {
        match kind {
            Kind::Photo => Self::Image,
            Kind::Video => Self::Video,
            Kind::Audio | Kind::Voice => Self::Audio,
            _ => Self::Document,
        }
    }

    fn media_type(self) -> MediaType {
        match self {
            Self::Image => MediaType::Image,
            Self::Video => MediaType::Video,
            Self::Audio => MediaType::Audio,
            Self::Document => MediaType::Document,
            Self::Sticker => MediaType::Sticker,
        }
    }
}

impl fmt::Debug for MediaReference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MediaReference").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why a file is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchFailure {
    /// No connection: nothing can be fetched until the next login.
    NotConnected,
    /// WhatsApp does not keep it any more.
    Gone,
    /// What came is not what was sent.
    Damaged,
    /// It did not come; trying again later makes sense.
    TryLater,
}

/// Why WhatsApp does not have a file of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadFailure {
    /// No connection: nothing can be uploaded until the next login.
    NotConnected,
    /// It did not get there; trying again later makes sense.
    TryLater,
    /// WhatsApp's media server does not take it; its HTTP status.
    Refused(u16),
}

/// The file of a message, when it names one with all that is needed to have it.
pub(super) fn of(message: &wa::Message) -> Option<MediaFile> {
    let base = message.get_base_message();
    if let Some(image) = base.image_message.as_option() {
        return file(image, "", [image.width, image.height, None], image.jpeg_thumbnail.as_deref());
    }
    if let Some(video) = base.video_message.as_option().or_else(|| base.ptv_message.as_option()) {
        return file(video, "", [video.width, video.height, video.seconds], video.jpeg_thumbnail.as_deref());
    }
    if let Some(audio) = base.audio_message.as_option() {
        return file(audio, "", [None, None, audio.seconds], None);
    }
    if let Some(document) = base.document_message.as_option() {
        let name = document.file_name.as_deref().or(document.title.as_deref()).unwrap_or_default();
        return file(document, name, [None, None, None], document.jpeg_thumbnail.as_deref());
    }
    let sticker = base.sticker_message.as_option()?;
    file(sticker, "", [sticker.width, sticker.height, None], None)
}

fn file(part: &dyn Downloadable, name: &str, [width, height, seconds]: [Option<u32>; 3], thumbnail: Option<&[u8]>) -> Option<MediaFile> {
    let reference = MediaReference {
        kind: MediaKind::of(part.app_info())?,
        path: part.direct_path().filter(|path| path.starts_with('/'))?.to_owned(),
        key: part.media_key()?.to_vec(),
        sha256: part.file_sha256()?.to_vec(),
        enc_sha256: part.file_enc_sha256()?.to_vec(),
        url: None,
        uploaded_at: None,
    };
    let believed = |side: Option<u32>| side.filter(|side| *side <= LARGEST_SIDE).unwrap_or(0);
    Some(MediaFile {
        name: name.to_owned(),
        size: part.file_length().unwrap_or(0),
        width: believed(width),
        height: believed(height),
        seconds: seconds.unwrap_or(0),
        thumbnail: thumbnail.filter(|bytes| bytes.len() <= LARGEST_THUMBNAIL).map(<[u8]>::to_vec).unwrap_or_default(),
        reference,
    })
}

/// Fetches a file and opens it; it is what was sent, to the bit.
pub(super) async fn fetch(client: &Client, reference: &MediaReference, size: u64) -> Result<Vec<u8>, FetchFailure> {
    let MediaReference { kind, path, key, sha256, enc_sha256, .. } = reference;
    let params = DownloadParams::encrypted(path.as_str(), key, sha256, enc_sha256, size, kind.media_type());
    let bytes = client.download_from_params(&params).await.map_err(|error| failure(&error))?;
    // The library checks what was encrypted, not what it says of the file inside.
    if Sha256::digest(&bytes).as_slice() == sha256.as_slice() { Ok(bytes) } else { Err(FetchFailure::Damaged) }
}

/// Encrypts a file with a key of its own and gives it to WhatsApp's media server. The whole file is in memory meanwhile, once as it is
/// and once encrypted.
pub(super) async fn upload(client: &Client, kind: Kind, bytes: Vec<u8>) -> Result<MediaReference, UploadFailure> {
    let kind = MediaKind::to_send(kind);
    let given = client.upload(bytes, kind.media_type(), UploadOptions::new()).await.map_err(|error| upload_failure(&error))?;
    Ok(MediaReference {
        kind,
        path: given.direct_path,
        key: given.media_key.to_vec(),
        sha256: given.file_sha256.to_vec(),
        enc_sha256: given.file_enc_sha256.to_vec(),
        url: Some(given.url),
        uploaded_at: Some(given.media_key_timestamp),
    })
}

fn upload_failure(error: &anyhow::Error) -> UploadFailure {
    let status = error.chain().find_map(|cause| cause.downcast_ref::<HttpStatusError>()).map(|status| status.status);
    // The library's text names the address with its token, which has no place in a log.
    tracing::warn!(status, "A file could not be given to WhatsApp");
    match status {
        // What is wrong with the token or with the server may be over later; what is wrong with the file is not.
        Some(status) if (400..500).contains(&status) && !matches!(status, 401 | 403 | 408 | 429) => UploadFailure::Refused(status),
        _ => UploadFailure::TryLater,
    }
}

fn failure(error: &anyhow::Error) -> FetchFailure {
    use wacore::download::MediaDecryptionError;
    if let Some(status) = error.chain().find_map(|cause| cause.downcast_ref::<HttpStatusError>()) {
        return if matches!(status.status, 403 | 404 | 410) { FetchFailure::Gone } else { FetchFailure::TryLater };
    }
    let is_damaged = error.chain().any(|cause| cause.is::<MediaDecryptionError>());
    // The library's text names the address with its token, which has no place in a log.
    tracing::warn!(is_damaged, "A file of a message could not be fetched");
    if is_damaged { FetchFailure::Damaged } else { FetchFailure::TryLater }
}
