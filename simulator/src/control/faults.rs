//! Trouble: made, listed, ended.

use super::Control;
use super::answer::Body;
use crate::refusal::Refusal;
use crate::world::Fault;
use axum::Json;
use axum::extract::State;

pub(super) async fn list(State(control): State<Control>) -> Json<Vec<Fault>> {
    Json(control.faults().await)
}

pub(super) async fn add(State(control): State<Control>, Body(fault): Body<Fault>) -> Result<Json<Vec<Fault>>, Refusal> {
    control.add_fault(fault).await?;
    Ok(Json(control.faults().await))
}

pub(super) async fn clear(State(control): State<Control>) -> Json<Vec<Fault>> {
    control.clear_faults().await;
    Json(Vec::new())
}
