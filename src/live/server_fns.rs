//! The door of the one WebSocket.
use super::model::{LiveCommand, LiveMessage};
use crate::error::AppError;
use leptos::prelude::*;
use server_fn::{BoxedStream, Websocket, codec::PostcardEncoding};

/// Opens the live stream of a tab; everything it shows depends on what the person may see, checked per topic.
/// A guest shows a token in the greeting instead of a sign-in.
#[server(prefix = "/call", endpoint = "live", protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
pub async fn live(commands: BoxedStream<LiveCommand, AppError>) -> Result<BoxedStream<LiveMessage, AppError>, AppError> {
    super::socket::serve(commands).await
}
