//! The status of the answer that carries a page.
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Says that there is nothing at this address.
pub fn not_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}
