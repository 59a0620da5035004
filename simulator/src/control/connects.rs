//! Who came when.

use super::Control;
use crate::connects::Connects;
use crate::refusal::Refusal;
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

/// `?number=<number>&since=<Unix milliseconds>`
#[derive(Deserialize)]
pub(super) struct Wanted {
    number: Option<String>,
    #[serde(default)]
    since: i64,
}

pub(super) async fn list(State(control): State<Control>, Query(wanted): Query<Wanted>) -> Result<Json<Connects>, Refusal> {
    control.connects(wanted.number.as_deref(), wanted.since).await.map(Json)
}

pub(super) async fn clear(State(control): State<Control>) -> Result<Json<Connects>, Refusal> {
    control.clear_connects().await;
    control.connects(None, 0).await.map(Json)
}
