//! Is it there, and which key vouches for it?

use crate::shared::Shared;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::Arc;

/// `{"ok":true,"root_key":"<hex>"}`
pub(super) async fn show(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let root_key = hex::encode(shared.world.lock().await.server.root_key());
    Json(json!({ "ok": true, "root_key": root_key }))
}
