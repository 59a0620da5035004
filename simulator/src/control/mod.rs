//! The control interface: what people do with their handsets, as typed calls and over HTTP.

mod answer;
mod chaos;
mod connections;
mod connects;
mod events;
mod faults;
mod handle;
mod handsets;
mod health;
mod media;
mod messages;
mod page;
mod version;

pub use handle::{Control, ManyMessages, Migration, NewHandset, NewMessage};

use crate::shared::Shared;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::sync::Arc;

/// All calls; the README lists them with their answers.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page::show))
        .route("/sw.js", get(version::show))
        .route("/v/simulator/{file}", get(media::give))
        .route("/mms/{kind}/{token}", post(media::take).layer(DefaultBodyLimit::max(media::LARGEST_UPLOAD)))
        .route("/control/health", get(health::show))
        .route("/control/events", get(events::stream))
        .route("/control/handsets", get(handsets::list).post(handsets::create))
        .route("/control/handsets/{number}", get(handsets::show))
        .route("/control/handsets/{number}/online", post(handsets::switch))
        .route("/control/handsets/{number}/scan", post(handsets::scan))
        .route("/control/handsets/{number}/enter_code", post(handsets::enter_code))
        .route("/control/handsets/{number}/passkey", get(handsets::passkey))
        .route("/control/handsets/{number}/unlink", post(handsets::unlink))
        .route("/control/handsets/{number}/messages", get(messages::list).post(messages::send))
        .route("/control/handsets/{number}/messages/many", post(messages::send_many))
        .route("/control/handsets/{number}/migrate", post(handsets::migrate))
        .route("/control/handsets/{number}/read", post(messages::read))
        .route("/control/handsets/{number}/history", post(handsets::history))
        .route("/control/handsets/{number}/typing", post(messages::typing))
        .route("/control/connections", get(connections::list))
        .route("/control/connects", get(connects::list).delete(connects::clear))
        .route("/control/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/control/chaos", get(chaos::show).post(chaos::start).delete(chaos::stop))
        .fallback(answer::no_such_call)
}
