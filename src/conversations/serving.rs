//! The files of messages for those who may see conversations.
use super::{files, model::MessageId, thumbnails};
use crate::{
    error::AppError,
    media::serving,
    state::AppState,
    team::{Permission, door},
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use tower_sessions::Session;
use uuid::Uuid;

/// `GET /media/{message}`, whole or a range of it.
pub async fn serve(State(app): State<AppState>, session: Session, Path(id): Path<Uuid>, headers: HeaderMap) -> Response {
    let answer = async {
        door::admit_request(&app, &session, Permission::SeeLeads).await?;
        let file = files::stored(&app.db, MessageId(id)).await?.ok_or_else(|| AppError::NotFound("file".into()))?;
        serving::file(&app, MessageId(id).file(), (&file.kind, &file.name), &headers).await
    };
    serving::or_refusal(answer.await)
}

/// `GET /media/{message}/thumbnail`: the small picture of its file, whether the file is here or not.
pub async fn serve_thumbnail(State(app): State<AppState>, session: Session, Path(id): Path<Uuid>) -> Response {
    let answer = async {
        door::admit_request(&app, &session, Permission::SeeLeads).await?;
        let jpeg = thumbnails::of(&app.db, MessageId(id)).await?.ok_or_else(|| AppError::NotFound("file".into()))?;
        Ok(serving::thumbnail(jpeg))
    };
    serving::or_refusal(answer.await)
}
