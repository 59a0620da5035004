//! A handset's messages: sent, listed, read.

use super::answer::Body;
use super::{Control, ManyMessages, NewMessage};
use crate::refusal::Refusal;
use crate::world::{ChatMessage, Status, Typing};
use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The longest that a call waits.
const MAX_WAIT_MS: u64 = 60_000;

/// `?wait_for=<count>&timeout_ms=<ms>&status=<sent|delivered|read>`
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    wait_for: usize,
    #[serde(default)]
    timeout_ms: u64,
    status: Option<Status>,
}

pub(super) async fn list(
    State(control): State<Control>,
    Path(number): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<ChatMessage>>, Refusal> {
    let limit = wait_limit(wanted.timeout_ms);
    control.wait_for_messages(&number, wanted.wait_for, wanted.status, limit).await.map(Json)
}

pub(super) fn wait_limit(timeout_ms: u64) -> Duration {
    Duration::from_millis(timeout_ms.min(MAX_WAIT_MS))
}

pub(super) async fn send(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(new): Body<NewMessage>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "id": control.send_message(&number, new).await? })))
}

pub(super) async fn send_many(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(many): Body<ManyMessages>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "sent": control.send_many(&number, many).await? })))
}

#[derive(Deserialize)]
pub(super) struct Chat {
    chat: String,
}

pub(super) async fn read(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(chat): Body<Chat>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "read": control.read(&number, &chat.chat).await? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypingTo {
    to: String,
    state: Typing,
}

pub(super) async fn typing(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(typing): Body<TypingTo>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "told": control.type_to(&number, &typing.to, typing.state).await? })))
}
