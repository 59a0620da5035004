//! The page on which a person plays the handsets.

use axum::response::Html;

/// One file without anything from elsewhere.
const PAGE: &str = include_str!("page.html");

pub(super) async fn show() -> Html<&'static str> {
    Html(PAGE)
}
