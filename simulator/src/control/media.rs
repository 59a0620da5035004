//! The media server: encrypted files, for clients that show their tokens.

use super::Control;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest file that is taken, in bytes: WhatsApp takes documents of 100 MiB, and encryption adds a little.
pub(super) const LARGEST_UPLOAD: usize = 101 << 20;

/// `?auth=<token of the media connection>&token=<hash of the file>`
#[derive(Deserialize)]
pub(super) struct Tokens {
    auth: String,
    token: String,
}

/// The same, and `resume=1` with a question instead of a file.
#[derive(Deserialize)]
pub(super) struct Upload {
    auth: String,
    resume: Option<String>,
}

pub(super) async fn give(State(control): State<Control>, OriginalUri(uri): OriginalUri, Query(tokens): Query<Tokens>) -> Response {
    match control.media(uri.path(), &tokens.auth, &tokens.token).await {
        Ok(Some(file)) => file.into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(status) => refusal(status),
    }
}

/// `POST /mms/<kind>/<hash>`, as clients upload; with `resume` they ask first how much of a large file is here.
pub(super) async fn take(
    State(control): State<Control>,
    Path((_kind, token)): Path<(String, String)>,
    Query(upload): Query<Upload>,
    file: Bytes,
) -> Response {
    if upload.resume.is_some() {
        let whole = control.uploaded(&token).await.map(|(url, path)| json!({ "resume": "complete", "url": url, "direct_path": path }));
        return Json::<Value>(whole.unwrap_or_else(|| json!({ "resume": "0" }))).into_response();
    }
    match control.take_upload(&upload.auth, &token, file).await {
        Ok((url, path)) => Json(json!({ "url": url, "direct_path": path })).into_response(),
        Err(status) => refusal(status),
    }
}

fn refusal(status: u16) -> Response {
    StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response()
}
