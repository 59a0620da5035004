//! Files that colleagues are about to send: taken in as they come, looked at, and kept until the message is queued.
use super::{
    file_name,
    files::{self, Place, Upload},
    kinds,
    model::{Kind, MessageId},
    sorting, thumbnails, voice, words,
};
use crate::{
    error::{AppError, unexpected},
    state::AppState,
    team::{Actor, Permission, door},
};
use axum::{
    Router,
    body::{Body, BodyDataStream, to_bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::put,
};
use futures_util::StreamExt;
use object_store::GetOptions;
use serde::Deserialize;
use std::time::Duration;
use tower_sessions::Session;
use uuid::Uuid;

/// A file that stands still for so long is given up.
const SILENCE: Duration = Duration::from_secs(30);
/// Of a file that is refused this much more is read, bytes, so that the browser hears why and not that the line broke.
const READ_OUT: usize = 16 << 20;

const TOO_MANY: &str =
    "You have 100 files here that are not sent yet. Send or take off some of them first; what nobody sends goes after a day.";
const NOT_KEPT: &str = "The file could not be written to the disk of the server. Ask whoever runs Leadwire to look for space there.";
const IS_COMING: &str = "This file is on its way already. Wait a moment.";
const NO_THUMBNAIL: &str = "This is no small picture: a JPEG of at most 64 KB.";
const CUT_OFF: &str = "The connection was lost before the file was here whole. Send it again.";

/// `PUT /upload/{message}`, and after it `/thumbnail`: they have their own limits of size and time, so they stand beside the routes that
/// share theirs.
pub fn upload_routes() -> Router<AppState> {
    Router::new().route("/upload/{message}", put(upload)).route("/upload/{message}/thumbnail", put(upload_thumbnail))
}

/// The largest file that can be sent, in bytes.
pub(super) fn largest(app: &AppState) -> u64 {
    app.config.media_limit().min(sorting::LARGEST)
}

/// Takes a file in; the answer is what it would be sent as, or a sentence.
async fn upload(State(app): State<AppState>, session: Session, Path(id): Path<Uuid>, headers: HeaderMap, body: Body) -> Response {
    let mut coming = body.into_data_stream();
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let taken = match door::admit_request(&app, &session, Permission::SendMessages).await {
        Ok(actor) => take(&app, &actor, MessageId(id), told, &mut coming).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(kind) => kinds::name(kind).into_response(),
        Err(error) => {
            read_out(coming).await;
            (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.to_string()).into_response()
        }
    }
}

/// The width and height at which a page shows a file, 0 when it does not know.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
}

/// Takes in a small picture of a file that is here; the file goes without it when it is refused.
async fn upload_thumbnail(
    State(app): State<AppState>,
    session: Session,
    Path(id): Path<Uuid>,
    Query(shown): Query<Shown>,
    body: Body,
) -> Response {
    match take_thumbnail(&app, &session, MessageId(id), &shown, body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.to_string()).into_response()
        }
    }
}

async fn take_thumbnail(app: &AppState, session: &Session, id: MessageId, shown: &Shown, body: Body) -> Result<(), AppError> {
    let actor = door::admit_request(app, session, Permission::SendMessages).await?;
    let read = tokio::time::timeout(SILENCE, to_bytes(body, thumbnails::LARGEST)).await;
    let bytes = read.ok().and_then(Result::ok).filter(|bytes| thumbnails::is_one(bytes));
    let bytes = bytes.ok_or_else(|| AppError::field("file", NO_THUMBNAIL))?;
    let is_here = thumbnails::note_upload(&app.db, id, actor.id, &bytes, (shown.width, shown.height)).await?;
    if is_here { Ok(()) } else { Err(AppError::NotFound("file".into())) }
}

async fn take(app: &AppState, actor: &Actor, id: MessageId, told: Option<u64>, coming: &mut BodyDataStream) -> Result<Kind, AppError> {
    let limit = largest(app);
    if told.is_some_and(|told| told > limit) {
        return Err(too_large(limit));
    }
    match files::begin_upload(&app.db, id, actor.id, app.clock.now_ms()).await? {
        Place::Free => {}
        Place::Here(here) => return Ok(sorting::send_as(&here.content, here.size, false).0),
        Place::Taken => return Err(AppError::Conflict("Another message has this id already. Nothing was sent.".into())),
        Place::TooMany => return Err(AppError::Conflict(TOO_MANY.into())),
    }
    let here = match keep(app, id, limit, coming).await {
        Ok(here) => here,
        Err(error) => {
            files::forget_upload(&app.db, id).await?;
            return Err(error);
        }
    };
    files::finish_upload(&app.db, id, &here).await?;
    Ok(sorting::send_as(&here.content, here.size, false).0)
}

/// Writes a file to the shelf as it comes; one that is refused or cut off leaves nothing there.
async fn keep(app: &AppState, id: MessageId, limit: u64, coming: &mut BodyDataStream) -> Result<Upload, AppError> {
    let not_kept = |error: anyhow::Error| {
        tracing::error!("A file that is to be sent could not be kept: {error:#}");
        AppError::Conflict(NOT_KEPT.into())
    };
    let begun = app.shelf.begin(id).await.map_err(not_kept)?;
    let mut incoming = begun.ok_or_else(|| AppError::Conflict(IS_COMING.into()))?;
    let (mut head, mut size) = (Vec::new(), 0_u64);
    let refused = loop {
        let piece = match tokio::time::timeout(SILENCE, coming.next()).await {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) if size == 0 => break AppError::field("file", words::EMPTY_FILE),
            Ok(None) => {
                incoming.finish().await.map_err(not_kept)?;
                let (width, height) = sorting::sides(&head);
                let size = i64::try_from(size).unwrap_or(i64::MAX);
                return Ok(Upload { content: sorting::content(&head).into(), size, width, height });
            }
            Ok(Some(Err(_))) | Err(_) => break AppError::Conflict(CUT_OFF.into()),
        };
        size += piece.len() as u64;
        if size > limit {
            break too_large(limit);
        }
        let wanted = sorting::HEAD.saturating_sub(head.len()).min(piece.len());
        head.extend_from_slice(piece.get(..wanted).unwrap_or_default());
        if let Err(error) = incoming.write(piece).await {
            break not_kept(error);
        }
    };
    incoming.give_up().await;
    Err(refused)
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

/// A recording that is Opus in WebM becomes a voice message. Doing it twice changes nothing more, should the program end in between.
pub(super) async fn as_voice(app: &AppState, id: MessageId, here: Upload) -> Result<Upload, AppError> {
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
pub(super) fn name_of(typed: &str, kind: Kind) -> String {
    let harmless = file_name::harmless(typed);
    match kind {
        Kind::Document if harmless.is_empty() => words::FILE.to_owned(),
        _ => harmless,
    }
}
