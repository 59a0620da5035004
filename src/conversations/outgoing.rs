//! What a stored message is to WhatsApp, and giving it the file first.
use super::{
    files, kinds,
    model::{Kind, MessageId},
    thumbnails,
};
use crate::{
    error::{AppError, unexpected},
    media::sorting,
    phones::PhoneId,
    state::AppState,
    whatsapp::{self, MediaReference, Outgoing, OutgoingFile, SendFailure, UploadFailure},
};
use object_store::GetOptions;
use sqlx::{Row, any::AnyRow};

/// A file that WhatsApp got longer ago than this, milliseconds, is given to it anew: it forgets files after some weeks.
const KNOWN_TO_WHATSAPP_MS: i64 = 7 * 86_400_000;

const GONE: &str = "The file of this message is not on the server any more. Attach it again.";

/// The columns of a draft; `m` are messages, `f` their files.
pub(super) const COLUMNS: &str =
    "m.text, m.kind, f.name AS file_name, f.kind AS file_kind, f.size, f.width, f.height, f.seconds, f.reference, f.has_thumbnail";
/// How a message finds its file.
pub(super) const FILE: &str = "LEFT JOIN message_files f ON f.message_id = m.id AND f.state = 'stored'";

/// A message as it is stored, with what WhatsApp needs of it.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) text: String,
    kind: Kind,
    file: Option<DraftFile>,
}

#[derive(Clone)]
struct DraftFile {
    name: String,
    content: String,
    size: i64,
    width: u32,
    height: u32,
    seconds: u32,
    has_thumbnail: bool,
    reference: Option<MediaReference>,
}

impl Draft {
    /// Reads [`COLUMNS`].
    pub(super) fn of(row: &AnyRow) -> Result<Self, AppError> {
        let kind: String = row.try_get("kind")?;
        let kind = kinds::named(&kind)?;
        let name: Option<String> = row.try_get("file_name")?;
        let file = name.map(|name| file(row, name)).transpose()?;
        Ok(Self { text: row.try_get("text")?, kind, file })
    }

    /// The message, when WhatsApp has everything that it needs; none when the file must be given to it first.
    ///
    /// # Errors
    /// When there is no file where there should be one; a database that cannot be read is tried again later.
    pub(super) async fn outgoing(&self, app: &AppState, id: MessageId) -> Result<Option<Outgoing>, SendFailure> {
        let now_ms = app.clock.now_ms();
        let text = self.text.clone();
        let Some(file) = &self.file else {
            let is_whole = self.kind == Kind::Text;
            return if is_whole { Ok(Some(Outgoing { text, file: None })) } else { Err(SendFailure::Refused(GONE.into())) };
        };
        let is_known = |reference: &&MediaReference| reference.uploaded_at_ms().is_some_and(|at| at > now_ms - KNOWN_TO_WHATSAPP_MS);
        let Some(reference) = file.reference.as_ref().filter(is_known).cloned() else { return Ok(None) };
        let thumbnail = if file.has_thumbnail { thumbnails::of(&app.db, id).await.map_err(|_| SendFailure::TryLater)? } else { None };
        let outgoing = OutgoingFile {
            kind: to_engine(self.kind),
            name: file.name.clone(),
            mime: sorting::told(&file.content, &file.name),
            size: u64::try_from(file.size).unwrap_or_default(),
            width: file.width,
            height: file.height,
            seconds: file.seconds,
            thumbnail,
            reference,
        };
        Ok(Some(Outgoing { text, file: Some(Box::new(outgoing)) }))
    }

    /// Gives the file to WhatsApp and remembers where it is, so that it is given once.
    ///
    /// # Errors
    /// See [`SendFailure`]; a database that cannot be written is tried again later.
    pub(super) async fn give_file(self, app: AppState, phone: PhoneId, id: MessageId) -> Result<(), SendFailure> {
        let bytes = match app.shelf.get(id.file(), GetOptions::default()).await {
            Ok(got) => got.bytes().await.map_err(|_| SendFailure::TryLater)?,
            Err(object_store::Error::NotFound { .. }) => return Err(SendFailure::Refused(GONE.into())),
            Err(_) => return Err(SendFailure::TryLater),
        };
        let given = app.phones.upload(phone, to_engine(self.kind), bytes.into()).await;
        tracing::debug!(phone.id = %phone, is_given = given.is_ok(), "Gave a file to WhatsApp");
        let reference = given.map_err(|failure| match failure {
            UploadFailure::NotConnected => SendFailure::NotConnected,
            UploadFailure::TryLater => SendFailure::TryLater,
            UploadFailure::Refused(status) => SendFailure::Refused(why_refused(status)),
        })?;
        files::given_to_whatsapp(&app.db, id, &reference).await.map_err(|_| SendFailure::TryLater)
    }
}

/// The HTTP status with which WhatsApp's media server does not take a file.
fn why_refused(status: u16) -> String {
    match status {
        413 => "WhatsApp did not take this file because it is too large.".into(),
        other => format!("WhatsApp's media server did not take this file (code {other}). Try it as another kind of file."),
    }
}

fn file(row: &AnyRow, name: String) -> Result<DraftFile, AppError> {
    let number = |column| Ok::<_, AppError>(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0));
    let reference: String = row.try_get("reference")?;
    let reference = if reference.is_empty() { None } else { Some(serde_json::from_str(&reference).map_err(|error| unexpected(&error))?) };
    Ok(DraftFile {
        name,
        content: row.try_get("file_kind")?,
        size: row.try_get("size")?,
        width: number("width")?,
        height: number("height")?,
        seconds: number("seconds")?,
        has_thumbnail: row.try_get::<i64, _>("has_thumbnail")? == 1,
        reference,
    })
}

fn to_engine(kind: Kind) -> whatsapp::Kind {
    match kind {
        Kind::Text => whatsapp::Kind::Text,
        Kind::Photo => whatsapp::Kind::Photo,
        Kind::Video => whatsapp::Kind::Video,
        Kind::Voice => whatsapp::Kind::Voice,
        Kind::Audio => whatsapp::Kind::Audio,
        _ => whatsapp::Kind::Document,
    }
}
