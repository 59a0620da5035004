//! The browser's side of Leadwire: the one door by which the page starts it.
#![cfg(target_arch = "wasm32")]

/// Takes over the page that the server rendered.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leadwire::hydrate();
}
