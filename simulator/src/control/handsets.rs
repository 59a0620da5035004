//! Handsets: created, listed, switched, linked, unlinked.

use super::answer::Body;
use super::{Control, NewHandset};
use crate::refusal::Refusal;
use crate::world::{HandsetView, Linked};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) async fn list(State(control): State<Control>) -> Json<Vec<HandsetView>> {
    Json(control.handsets().await)
}

pub(super) async fn create(
    State(control): State<Control>,
    Body(new): Body<NewHandset>,
) -> Result<(StatusCode, Json<HandsetView>), Refusal> {
    Ok((StatusCode::CREATED, Json(control.create(new).await?)))
}

pub(super) async fn show(State(control): State<Control>, Path(number): Path<String>) -> Result<Json<HandsetView>, Refusal> {
    control.handset(&number).await.map(Json)
}

#[derive(Deserialize)]
pub(super) struct Switch {
    online: bool,
}

pub(super) async fn switch(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(switch): Body<Switch>,
) -> Result<Json<HandsetView>, Refusal> {
    control.set_online(&number, switch.online).await.map(Json)
}

#[derive(Deserialize)]
pub(super) struct Code {
    qr: String,
}

pub(super) async fn scan(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(code): Body<Code>,
) -> Result<Json<Linked>, Refusal> {
    control.scan(&number, &code.qr).await.map(Json)
}

pub(super) async fn unlink(State(control): State<Control>, Path(number): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "unlinked": control.unlink(&number).await? })))
}
