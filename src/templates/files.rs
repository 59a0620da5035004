//! The file of a template: kept with it, shown to whoever may use the template, removed when no template has it any more.
use super::{
    model::{TemplateFile, TemplateId},
    store,
};
use crate::{
    error::AppError,
    media::{
        FileId,
        serving::{self, or_refusal},
        sorting,
        uploading::{self, Upload},
    },
    state::AppState,
    team::{Actor, Permission, door},
};
use axum::{
    Router,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use sqlx::{Any, Transaction};
use tower_sessions::Session;
use uuid::Uuid;

/// A file that no template has any more is kept this long, milliseconds: deleting can be undone, and an answer may be half written.
const KEPT_MS: i64 = 86_400_000;

const GONE: &str = "This file is not on the server any more. Attach it again.";

/// A file that a template has, as it lies on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub(super) file: TemplateFile,
    pub(super) content: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Kept {
    /// The same, as if it had just been brought.
    pub fn upload(&self) -> Upload {
        Upload { content: self.content.clone(), size: self.file.size, width: self.width, height: self.height }
    }
}

/// A file of a template that this person may use.
///
/// # Errors
/// `NotFound` when there is none, or it is somebody else's own.
pub async fn one(app: &AppState, actor: &Actor, id: FileId) -> Result<Kept, AppError> {
    store::file(&app.db, id, actor.id).await?.ok_or_else(|| AppError::NotFound("file".into()))
}

/// Whether this id stands for the file of a template.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_one(app: &AppState, id: FileId) -> Result<bool, AppError> {
    store::is_file(&app.db, id).await
}

/// Its small picture, when it has one.
///
/// # Errors
/// When the database cannot be read.
pub async fn thumbnail(app: &AppState, actor: &Actor, id: FileId) -> Result<Option<Vec<u8>>, AppError> {
    store::thumbnail(&app.db, id, actor.id).await
}

/// Gives a template the file that it has already or had before, or one that this person brought just now.
///
/// # Errors
/// A field error of `file` when it is not here any more.
pub(super) async fn give(
    tx: &mut Transaction<'static, Any>,
    actor: &Actor,
    template: TemplateId,
    (id, name): (FileId, &str),
    now_ms: i64,
) -> Result<TemplateFile, AppError> {
    if let Some(known) = store::file_of(tx, template, id, actor.id).await? {
        return Ok(known);
    }
    let (here, thumbnail) = uploading::take(tx, id, actor.id).await?.ok_or_else(|| AppError::field("file", GONE))?;
    let kind = sorting::send_as(&here.content, here.size, false).0;
    let file = TemplateFile { id, name: uploading::name_of(name, kind), size: here.size, kind, has_thumbnail: thumbnail.is_some() };
    let kept = Kept { file, content: here.content, width: here.width, height: here.height };
    store::put_file(tx, template, &kept, thumbnail, now_ms).await?;
    Ok(kept.file)
}

/// Removes what no template has had for a day. Answers whether it is worth another look soon.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(app: &AppState) -> Result<bool, AppError> {
    for id in store::unused_files(&app.db, app.clock.now_ms() - KEPT_MS).await? {
        if let Err(error) = app.shelf.remove(id).await {
            tracing::warn!("A file that no template has any more could not be removed: {error:#}");
            return Ok(true);
        }
        store::forget_file(&app.db, id).await?;
    }
    Ok(false)
}

/// `GET /template-file/{file}`, whole or a range of it, and `/thumbnail` after it.
pub fn routes() -> Router<AppState> {
    Router::new().route("/template-file/{file}", get(serve)).route("/template-file/{file}/thumbnail", get(serve_thumbnail))
}

async fn serve(State(app): State<AppState>, session: Session, Path(id): Path<Uuid>, headers: HeaderMap) -> Response {
    let answer = async {
        let actor = door::admit_request(&app, &session, Permission::SeeLeads).await?;
        let kept = one(&app, &actor, FileId(id)).await?;
        serving::file(&app, FileId(id), (&kept.content, &kept.file.name), &headers).await
    };
    or_refusal(answer.await)
}

async fn serve_thumbnail(State(app): State<AppState>, session: Session, Path(id): Path<Uuid>) -> Response {
    let answer = async {
        let actor = door::admit_request(&app, &session, Permission::SeeLeads).await?;
        let jpeg = thumbnail(&app, &actor, FileId(id)).await?.ok_or_else(|| AppError::NotFound("file".into()))?;
        Ok(serving::thumbnail(jpeg))
    };
    or_refusal(answer.await)
}
