//! The status of a server function's error: the library answers every one with 500. Only pages of ours read postcard.
use crate::{call, error::AppError};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::Request,
    http::{
        StatusCode,
        header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

/// An error is a sentence or a few; more than this is none of ours.
const LONGEST_ERROR: usize = 64 * 1024;
/// Set by the library on answers that carry an error.
const MARK: &str = "serverfnerror";

/// Reads the error in a failed call's answer and gives the answer its status.
pub async fn error_statuses(request: Request, next: Next) -> Response {
    let from_page = request.headers().get(ACCEPT).is_some_and(|kind| kind == call::PAGES_ACCEPT);
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR || !response.headers().contains_key(MARK) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST_ERROR).await else { return Response::from_parts(parts, Body::empty()) };
    let Ok(error) = call::decode::<AppError>(bytes.clone()) else { return Response::from_parts(parts, Body::from(bytes)) };
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(parts.status);
    if from_page {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(CONTENT_TYPE);
    (parts, Json(error)).into_response()
}
