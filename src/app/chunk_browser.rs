//! The browser's twin of `chunk.rs`: what is done when the code of a page cannot be fetched.
use crate::ui::browser;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_router::hooks::use_url;

/// Goes on once the code is here. If it cannot be had, as the server has become another version or is away, the browser
/// loads the page itself.
pub async fn shown_or_loaded(fetched: Result<(), SplitLoaderError>) {
    if fetched.is_ok() {
        return;
    }
    let asked = use_url().with_untracked(|url| match url.search() {
        "" => url.path().to_owned(),
        search => format!("{}?{search}", url.path()),
    });
    browser::load(&asked);
    std::future::pending().await
}
