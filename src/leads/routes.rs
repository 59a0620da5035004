//! Files that go to the browser, or come from it, as they are.
use super::{
    exporting::{self, Wanted},
    import::{ImportId, reporting, uploading},
};
use crate::{
    error::AppError,
    state::AppState,
    team::{Permission, door},
};
use axum::{
    Form, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use std::collections::HashMap;
use tower_sessions::Session;
use uuid::Uuid;

/// Downloads, behind the sign-in.
pub fn download_routes() -> Router<AppState> {
    Router::new().route("/download/leads.csv", get(export).post(export_chosen)).route("/download/imports/{id}", get(report))
}

/// Files that are sent in, behind the sign-in. They are larger, and take longer, than anything else that is sent.
pub fn upload_routes() -> Router<AppState> {
    Router::new().route("/upload/leads", post(upload))
}

async fn upload(State(app): State<AppState>, Query(query): Query<HashMap<String, String>>, session: Session, body: Body) -> Response {
    let took = async {
        let actor = door::admit_request(&app, &session, Permission::AddLeads).await?;
        let name = query.get("name").map(String::as_str).unwrap_or_default();
        let zone = query.get("zone").and_then(|zone| zone.parse().ok()).unwrap_or_default();
        uploading::take(&app, &actor, name, zone, body.into_data_stream()).await
    };
    match took.await {
        Ok(import) => import.id.to_string().into_response(),
        Err(error) => refusal(&error),
    }
}

async fn report(State(app): State<AppState>, Path(id): Path<Uuid>, session: Session) -> Response {
    let file = async {
        let actor = door::admit_request(&app, &session, Permission::AddLeads).await?;
        reporting::file(app.clone(), &actor, ImportId(id)).await
    };
    match file.await {
        Ok(pieces) => download("not-imported.csv", Body::from_stream(pieces)),
        Err(error) => refusal(&error),
    }
}

async fn export(State(app): State<AppState>, Query(query): Query<HashMap<String, String>>, session: Session) -> Response {
    file_of(&app, &session, Ok(Wanted::of_query(&|name| query.get(name).cloned()))).await
}

/// Too many may be chosen for an address, so they come as a form.
async fn export_chosen(State(app): State<AppState>, session: Session, Form(form): Form<HashMap<String, String>>) -> Response {
    file_of(&app, &session, Wanted::of_ids(form.get("leads").map(String::as_str).unwrap_or_default())).await
}

async fn file_of(app: &AppState, session: &Session, wanted: Result<Wanted, AppError>) -> Response {
    let file = async {
        let actor = door::admit_request(app, session, Permission::ExportLeads).await?;
        exporting::file(app.clone(), actor.id, wanted?).await
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
