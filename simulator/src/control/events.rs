//! A stream that says when the world has changed; what changed is asked of the other calls.

use crate::shared::Shared;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt as _, stream};
use std::convert::Infallible;
use std::sync::Arc;

/// Server-sent events: `event: change`, `data: <version>`, at once and after every change.
pub(super) async fn stream(State(shared): State<Arc<Shared>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = shared.changes();
    changes.mark_changed();
    let events = stream::unfold(changes, |mut changes| async move {
        changes.changed().await.ok()?;
        let version = *changes.borrow_and_update();
        Some((Ok(Event::default().event("change").data(version.to_string())), changes))
    });
    // Ends with the simulator, so that an open page does not hold up its stop.
    let stopped = async move { shared.stopped().await };
    Sse::new(events.take_until(Box::pin(stopped))).keep_alive(KeepAlive::default())
}
