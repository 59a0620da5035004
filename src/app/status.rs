//! The status of the answer that carries a page.
use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Says that there is nothing at this address.
pub fn not_found() {
    set(StatusCode::NOT_FOUND);
}

/// Says that this person may not see it.
pub fn not_allowed() {
    set(StatusCode::FORBIDDEN);
}

fn set(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
