//! Files that colleagues bring: taken in as they come, looked at, and kept until they belong to a message or a template.
use super::{
    file_name,
    model::{FileId, FileKind},
    shelf::Incoming,
    sorting,
    store::{self, Place},
    thumbnails, voice, words,
};
use crate::{
    error::{AppError, unexpected},
    state::AppState,
    team::{Actor, Permission, PersonId, door},
};
use axum::{
    body::{Body, BodyDataStream, to_bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use object_store::GetOptions;
use serde::Deserialize;
use sqlx::{Any, Transaction};
use std::time::Duration;
use tower_sessions::Session;
use uuid::Uuid;

/// A file that stands still for so long is given up.
const SILENCE: Duration = Duration::from_secs(30);
/// Of a file that is refused this much more is read, bytes, so that the browser hears why and not that the line broke.
const READ_OUT: usize = 16 << 20;
/// A file that was brought and not used is kept this long, milliseconds: whoever chose it may come back.
const KEPT_UNUSED_MS: i64 = 86_400_000;

const TOO_MANY: &str =
    "You have 100 files here that are not sent yet. Send or take off some of them first; what nobody sends goes after a day.";
const NOT_KEPT: &str = "The file could not be written to the disk of the server. Ask whoever runs Leadwire to look for space there.";
const IS_COMING: &str = "This file is on its way already. Wait a moment.";
const NO_THUMBNAIL: &str = "This is no small picture: a JPEG of at most 64 KB.";
const CUT_OFF: &str = "The connection was lost before the file was here whole. Send it again.";
const TAKEN: &str = "Another message has this id already. Nothing was sent.";

/// A file that a colleague brought, by its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its type, by its first bytes.
    pub content: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, 0 when it is no picture.
    pub width: u32,
    /// Pixels, 0 when it is no picture.
    pub height: u32,
}

/// The largest file that can be sent, in bytes.
pub fn largest(app: &AppState) -> u64 {
    app.config.media_limit().min(sorting::LARGEST)
}

/// What keeps a file from coming in under an id that stands for something else.
pub fn taken() -> AppError {
    AppError::Conflict(TAKEN.into())
}

/// Takes in the body of a request from somebody who may send; the answer is what it would be sent as, or a sentence.
pub async fn receive(app: &AppState, admitted: Result<Actor, AppError>, id: FileId, headers: &HeaderMap, body: Body) -> Response {
    let mut coming = body.into_data_stream();
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let received = match admitted {
        Ok(actor) => take_in(app, &actor, id, told, &mut coming).await,
        Err(error) => Err(error),
    };
    if received.is_err() {
        read_out(coming).await;
    }
    or_sentence(received.map(|kind| kind.name().into_response()))
}

/// The answer, or the sentence of an error with its status.
pub fn or_sentence(answer: Result<Response, AppError>) -> Response {
    answer.unwrap_or_else(|error| {
        (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.to_string()).into_response()
    })
}

/// The width and height at which a page shows a file, 0 when it does not know.
#[derive(Debug, Deserialize)]
pub struct Shown {
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
}

/// `PUT …/thumbnail`: takes in a small picture of a file that is here; the file goes without it when it is refused.
pub async fn receive_thumbnail(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<Uuid>,
    Query(shown): Query<Shown>,
    body: Body,
) -> Response {
    let taken = take_thumbnail(&app, &session, FileId(id), &shown, body).await;
    or_sentence(taken.map(|()| StatusCode::NO_CONTENT.into_response()))
}

async fn take_thumbnail(app: &AppState, session: &Session, id: FileId, shown: &Shown, body: Body) -> Result<(), AppError> {
    let actor = door::admit_request(app, session, Permission::SendMessages).await?;
    let read = tokio::time::timeout(SILENCE, to_bytes(body, thumbnails::LARGEST)).await;
    let bytes = read.ok().and_then(Result::ok).filter(|bytes| thumbnails::is_one(bytes));
    let bytes = bytes.ok_or_else(|| AppError::field("file", NO_THUMBNAIL))?;
    let is_here = store::note_thumbnail(&app.db, id, actor.id, &bytes, (shown.width, shown.height)).await?;
    if is_here { Ok(()) } else { Err(AppError::NotFound("file".into())) }
}

async fn take_in(app: &AppState, actor: &Actor, id: FileId, told: Option<u64>, coming: &mut BodyDataStream) -> Result<FileKind, AppError> {
    let limit = largest(app);
    if told.is_some_and(|told| told > limit) {
        return Err(too_large(limit));
    }
    if let Some(here) = make_place(app, actor, id).await? {
        return Ok(kind_of(&here));
    }
    let kept = match app.shelf.begin(id).await {
        Ok(Some(incoming)) => keep(incoming, limit, coming).await,
        // The place is kept for the one that is coming in.
        Ok(None) => return Err(AppError::Conflict(IS_COMING.into())),
        Err(error) => Err(not_kept(&error)),
    };
    match kept {
        Ok(here) => finish(app, id, &here, None).await,
        Err(error) => {
            store::forget(&app.db, id).await?;
            Err(error)
        }
    }
}

/// The file is on the shelf; the answer is as what it would be sent.
async fn finish(app: &AppState, id: FileId, here: &Upload, thumbnail: Option<&[u8]>) -> Result<FileKind, AppError> {
    // Without its place, it took more than a day, or the same came before it and belongs to something by now: so it is not removed.
    if store::finish(&app.db, id, here, thumbnail).await? { Ok(kind_of(here)) } else { Err(AppError::Conflict(CUT_OFF.into())) }
}

/// Makes place for a file; answers the one that this person has here under this id already.
async fn make_place(app: &AppState, actor: &Actor, id: FileId) -> Result<Option<Upload>, AppError> {
    match store::begin(&app.db, id, actor.id, app.clock.now_ms()).await? {
        Place::Free => Ok(None),
        Place::Here(here) => Ok(Some(here)),
        Place::Taken => Err(taken()),
        Place::TooMany => Err(AppError::Conflict(TOO_MANY.into())),
    }
}

/// Puts a copy of a file that is on the shelf there as if this person had brought it; doing it twice changes nothing more.
///
/// # Errors
/// `NotFound` when it is not on the shelf; a conflict when the id stands for something else, or the copy cannot be written.
pub async fn copy(
    app: &AppState,
    actor: &Actor,
    (from, to): (FileId, FileId),
    what: &Upload,
    thumbnail: Option<&[u8]>,
) -> Result<FileKind, AppError> {
    if let Some(here) = make_place(app, actor, to).await? {
        return Ok(kind_of(&here));
    }
    if let Err(error) = app.shelf.copy(from, to).await {
        store::forget(&app.db, to).await?;
        return Err(match error.downcast_ref() {
            Some(object_store::Error::NotFound { .. }) => AppError::NotFound("file".into()),
            _ => not_kept(&error),
        });
    }
    finish(app, to, what, thumbnail).await
}

fn kind_of(here: &Upload) -> FileKind {
    sorting::send_as(&here.content, here.size, false).0
}

fn not_kept(error: &anyhow::Error) -> AppError {
    tracing::error!("A file could not be kept: {error:#}");
    AppError::Conflict(NOT_KEPT.into())
}

/// Writes a file to the shelf as it comes; one that is refused or cut off leaves nothing there.
async fn keep(mut incoming: Incoming, limit: u64, coming: &mut BodyDataStream) -> Result<Upload, AppError> {
    match write(&mut incoming, limit, coming).await {
        Ok(here) => {
            incoming.finish().await.map_err(|error| not_kept(&error))?;
            Ok(here)
        }
        Err(refused) => {
            incoming.give_up().await;
            Err(refused)
        }
    }
}

async fn write(incoming: &mut Incoming, limit: u64, coming: &mut BodyDataStream) -> Result<Upload, AppError> {
    let (mut head, mut size) = (Vec::new(), 0_u64);
    loop {
        let piece = match tokio::time::timeout(SILENCE, coming.next()).await {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) if size == 0 => return Err(AppError::field("file", words::EMPTY_FILE)),
            Ok(None) => {
                let (width, height) = sorting::sides(&head);
                let size = i64::try_from(size).unwrap_or(i64::MAX);
                return Ok(Upload { content: sorting::content(&head).into(), size, width, height });
            }
            Ok(Some(Err(_))) | Err(_) => return Err(AppError::Conflict(CUT_OFF.into())),
        };
        size += piece.len() as u64;
        if size > limit {
            return Err(too_large(limit));
        }
        let wanted = sorting::HEAD.saturating_sub(head.len()).min(piece.len());
        head.extend_from_slice(piece.get(..wanted).unwrap_or_default());
        incoming.write(piece).await.map_err(|error| not_kept(&error))?;
    }
}

fn too_large(limit: u64) -> AppError {
    AppError::field("file", words::file_too_large(limit))
}

async fn read_out(mut coming: BodyDataStream) {
    let mut left = READ_OUT;
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(SILENCE, coming.next()).await {
        left = left.saturating_sub(piece.len());
        if left == 0 {
            return;
        }
    }
}

/// The file that this person has here under this id.
///
/// # Errors
/// When the database cannot be read.
pub async fn uploaded(app: &AppState, id: FileId, person: PersonId) -> Result<Option<Upload>, AppError> {
    store::here(&app.db, id, person).await
}

/// The file belongs to something from now on, with the transaction: answers what it is, with its small picture, if this person still has it
/// here.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(tx: &mut Transaction<'static, Any>, id: FileId, person: PersonId) -> Result<Option<(Upload, Option<Vec<u8>>)>, AppError> {
    store::take(tx, id, person).await
}

/// Removes what was brought and not used for a day. Answers whether it is worth another look soon.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(app: &AppState) -> Result<bool, AppError> {
    for id in store::abandoned(&app.db, app.clock.now_ms() - KEPT_UNUSED_MS).await? {
        if let Err(error) = app.shelf.remove(id).await {
            tracing::warn!("A file that nobody used could not be removed: {error:#}");
            return Ok(true);
        }
        store::forget(&app.db, id).await?;
    }
    Ok(false)
}

/// A recording that is Opus in WebM becomes a voice message. Doing it twice changes nothing more, should the program end in between.
///
/// # Errors
/// When the file cannot be read or written.
pub async fn as_voice(app: &AppState, id: FileId, here: Upload) -> Result<Upload, AppError> {
    if !sorting::may_become_voice(&here.content, here.size) {
        return Ok(here);
    }
    let got = app.shelf.get(id, GetOptions::default()).await.map_err(|error| unexpected(&error))?;
    let mut bytes = got.bytes().await.map_err(|error| unexpected(&error))?.to_vec();
    if let Some(ogg) = voice::in_ogg(&bytes) {
        app.shelf.put(id, ogg.clone()).await.map_err(|error| unexpected(&error))?;
        bytes = ogg;
    }
    Ok(Upload { content: sorting::content(&bytes).into(), size: i64::try_from(bytes.len()).unwrap_or(i64::MAX), ..here })
}

/// What a file is called to others: harmless, and never nothing.
pub fn name_of(typed: &str, kind: FileKind) -> String {
    let harmless = file_name::harmless(typed);
    match kind {
        FileKind::Document if harmless.is_empty() => words::FILE.to_owned(),
        _ => harmless,
    }
}
