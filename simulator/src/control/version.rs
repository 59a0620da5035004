//! The script from which clients learn the current version, as WhatsApp's web site serves it.

use crate::shared::Shared;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use std::sync::Arc;

/// The revision while any version will do.
const REVISION: u32 = 1_030_000_000;

pub(super) async fn show(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let minimum = shared.world.lock().await.faults.minimum_version();
    let revision = minimum.map_or(REVISION, |[_, _, tertiary]| tertiary);
    ([(CONTENT_TYPE, "text/javascript")], format!("self.SiteData={{\"client_revision\":{revision}}};\n"))
}
