//! Handsets: created, listed, switched, linked, unlinked.

use super::answer::Body;
use super::messages::wait_limit;
use super::{Control, Migration, NewHandset};
use crate::refusal::Refusal;
use crate::world::{HandsetView, Linked, NewHistory, PasskeyStage, PasskeyView};
use axum::Json;
use axum::extract::{Path, Query, State};
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

#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

pub(super) async fn enter_code(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(typed): Body<Typed>,
) -> Result<Json<Linked>, Refusal> {
    control.enter_code(&number, &typed.code).await.map(Json)
}

/// `?wait_for=<stage>&timeout_ms=<ms>`
#[derive(Deserialize)]
pub(super) struct Wanted {
    wait_for: Option<PasskeyStage>,
    #[serde(default)]
    timeout_ms: u64,
}

pub(super) async fn passkey(
    State(control): State<Control>,
    Path(number): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Option<PasskeyView>>, Refusal> {
    let limit = wait_limit(if wanted.wait_for.is_some() { wanted.timeout_ms } else { 0 });
    control.wait_for_passkey(&number, wanted.wait_for.unwrap_or(PasskeyStage::Demanded), limit).await.map(Json)
}

pub(super) async fn migrate(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(migration): Body<Migration>,
) -> Result<Json<HandsetView>, Refusal> {
    control.migrate(&number, migration).await.map(Json)
}

pub(super) async fn history(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(history): Body<NewHistory>,
) -> Result<Json<HandsetView>, Refusal> {
    control.set_history(&number, history).await.map(Json)
}

pub(super) async fn unlink(State(control): State<Control>, Path(number): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "unlinked": control.unlink(&number).await? })))
}
