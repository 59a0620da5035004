//! Answers and bodies: JSON both ways, with one shape for every refusal.

use super::Control;
use crate::refusal::Refusal;
use crate::shared::Shared;
use axum::Json;
use axum::extract::{FromRef, FromRequest, Request, rejection::JsonRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::Arc;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.code(), "message": self.to_string() });
        (self.status(), Json(body)).into_response()
    }
}

impl FromRef<Arc<Shared>> for Control {
    fn from_ref(shared: &Arc<Shared>) -> Self {
        Self::new(shared.clone())
    }
}

/// A JSON body; what cannot be read is answered with 400 and the reason.
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = axum::body::Bytes::from_request(request, state).await;
        let body = body.map_err(|error| Refusal::BadRequest(error.to_string()))?;
        let read: Result<Json<T>, JsonRejection> = Json::from_bytes(&body);
        read.map(|Json(value)| Self(value)).map_err(|error| Refusal::BadRequest(error.body_text()))
    }
}

/// `{"error":"no_such_call"}` with 404.
pub(super) async fn no_such_call() -> Response {
    let body = json!({ "error": "no_such_call", "message": "see the README for the calls" });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}
