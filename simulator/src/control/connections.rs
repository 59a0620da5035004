//! The sockets that are open.

use super::Control;
use super::messages::wait_limit;
use crate::world::{ConnectionState, ConnectionView};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

/// `?state=<state>&wait_for=<exact count>&timeout_ms=<ms>`
#[derive(Deserialize)]
pub(super) struct Wanted {
    state: Option<ConnectionState>,
    wait_for: Option<usize>,
    #[serde(default)]
    timeout_ms: u64,
}

pub(super) async fn list(State(control): State<Control>, Query(wanted): Query<Wanted>) -> Json<Vec<ConnectionView>> {
    let Some(count) = wanted.wait_for else { return Json(control.connections(wanted.state).await) };
    Json(control.wait_for_connections(count, wanted.state, wait_limit(wanted.timeout_ms)).await)
}
