//! The page comes alive.
use super::{App, lazy};
use crate::ui::browser;
use leptos::{__reexports::wasm_bindgen_futures::spawn_local, mount::hydrate_body};

/// Takes over the page that the server rendered, once its code is here.
///
/// Not by `hydrate_lazy`, which waits while it takes over: whatever waits there is a tenth of the wasm, and a release is
/// built without it (`browser/leave-out.mjs`).
pub fn hydrate() {
    spawn_local(async {
        let here = browser::here();
        if lazy::fetch(|below| lazy::stands_at(below, &here)).await.is_ok() {
            hydrate_body(App);
            browser::comes_alive();
        } else {
            // The server may have become another version since it rendered this page.
            browser::load_anew();
        }
    });
}
