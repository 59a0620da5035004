//! Files on their way into a message: brought by the browser, or taken from a template.
use super::{model::MessageId, store};
use crate::{
    error::AppError,
    media::{FileId, uploading},
    state::AppState,
    team::{Actor, Permission, door},
    templates,
};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::put,
};
use tower_sessions::Session;
use uuid::Uuid;

/// `PUT /upload/{message}`, after it `/thumbnail`, and `/template-file/{file}`: they have their own limits of size and time, so they stand
/// beside the routes that share theirs.
pub fn upload_routes() -> Router<AppState> {
    Router::new()
        .route("/upload/{message}", put(upload))
        .route("/upload/{message}/thumbnail", put(uploading::receive_thumbnail))
        .route("/upload/{message}/template-file/{file}", put(take_of_template))
}

async fn upload(State(app): State<AppState>, session: Session, Path(id): Path<Uuid>, headers: HeaderMap, body: Body) -> Response {
    let admitted = admit(&app, &session, MessageId(id)).await;
    uploading::receive(&app, admitted, FileId(id), &headers, body).await
}

/// The file that a template has becomes one that this person is about to send; the answer is what it goes as, or a sentence.
async fn take_of_template(State(app): State<AppState>, session: Session, Path((id, file)): Path<(Uuid, Uuid)>) -> Response {
    let taken = async {
        let actor = admit(&app, &session, MessageId(id)).await?;
        let kept = templates::files::one(&app, &actor, FileId(file)).await?;
        let thumbnail = templates::files::thumbnail(&app, &actor, FileId(file)).await?;
        let what = kept.upload();
        let kind = uploading::copy(&app, &actor, (FileId(file), FileId(id)), &what, thumbnail.as_deref()).await?;
        Ok(kind.name().into_response())
    };
    uploading::or_sentence(taken.await)
}

/// Whoever may send, under an id that no message and no template has.
async fn admit(app: &AppState, session: &Session, id: MessageId) -> Result<Actor, AppError> {
    let actor = door::admit_request(app, session, Permission::SendMessages).await?;
    let stands_for_another = store::is_there(&app.db, id).await? || templates::files::is_one(app, FileId(id.0)).await?;
    if stands_for_another { Err(uploading::taken()) } else { Ok(actor) }
}
