//! Files that go to the browser as they are.
use super::{exporting, filter::LeadFilter};
use crate::{
    error::AppError,
    state::AppState,
    team::{Permission, door},
};
use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::collections::HashMap;
use tower_sessions::Session;

/// Downloads, behind the sign-in.
pub fn download_routes() -> Router<AppState> {
    Router::new().route("/download/leads.csv", get(export))
}

async fn export(State(app): State<AppState>, Query(query): Query<HashMap<String, String>>, session: Session) -> Response {
    let file = async {
        let actor = door::admit_request(&app, &session, Permission::ExportLeads).await?;
        let filter = LeadFilter::of_query(&|name| query.get(name).cloned());
        exporting::file(app.clone(), actor.id, filter, query.get("q").cloned().unwrap_or_default()).await
    };
    match file.await {
        Ok(pieces) => download("leads.csv", Body::from_stream(pieces)),
        Err(error) => refusal(&error),
    }
}

pub(super) fn download(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, body).into_response()
}

/// An error as a sentence, as nobody reads postcard here.
pub(super) fn refusal(error: &AppError) -> Response {
    (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.to_string()).into_response()
}
