//! `/healthz`: the process answers. `/readyz`: which part is dead, in words, for people and scripts.
use crate::state::AppState;
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde::Serialize;
use std::time::Duration;

/// No part may keep the answer waiting longer.
const DEADLINE: Duration = Duration::from_secs(3);

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    migrations: &'static str,
    engine: &'static str,
}

/// Both routes.
pub fn health_routes() -> Router<AppState> {
    Router::new().route("/healthz", get(|| async { Json(serde_json::json!({ "ok": true })) })).route("/readyz", get(readiness))
}

async fn readiness(State(app): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let database = match tokio::time::timeout(DEADLINE, app.db.ping()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(_)) => "does not answer",
        Err(_) => "does not answer in time",
    };
    let migrations = match tokio::time::timeout(DEADLINE, app.db.migration_state()).await {
        Ok(Ok(state)) if state.is_complete() => "ok",
        Ok(Ok(_)) => "not all applied",
        _ => "unknown",
    };
    let engine = if app.phones.is_running() { "ok" } else { "stopped" };
    let ready = [database, migrations, engine].iter().all(|part| *part == "ok");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, database, migrations, engine }))
}
