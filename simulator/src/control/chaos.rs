//! Seeded trouble: begun, looked at, stopped.

use super::Control;
use super::answer::Body;
use crate::chaos::{ChaosView, NewChaos};
use crate::refusal::Refusal;
use axum::Json;
use axum::extract::State;

pub(super) async fn show(State(control): State<Control>) -> Json<Option<ChaosView>> {
    Json(control.chaos())
}

pub(super) async fn start(State(control): State<Control>, Body(new): Body<NewChaos>) -> Result<Json<ChaosView>, Refusal> {
    control.start_chaos(new).map(Json)
}

pub(super) async fn stop(State(control): State<Control>) -> Json<Option<ChaosView>> {
    Json(control.stop_chaos())
}
