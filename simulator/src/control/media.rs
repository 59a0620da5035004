//! The media server: encrypted files, for clients that show their tokens.

use super::Control;
use axum::extract::{OriginalUri, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// `?auth=<token of the media connection>&token=<hash of the file>`
#[derive(Deserialize)]
pub(super) struct Tokens {
    auth: String,
    token: String,
}

pub(super) async fn give(State(control): State<Control>, OriginalUri(uri): OriginalUri, Query(tokens): Query<Tokens>) -> Response {
    match control.media(uri.path(), &tokens.auth, &tokens.token).await {
        Ok(Some(file)) => file.into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(status) => StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response(),
    }
}
