//! Every key of the keyboard that does something, on one sheet.
use super::words;
use crate::ui::{Dialog, browser};
use leptos::{ev, prelude::*};

/// The sheet.
#[component]
pub fn KeySheet(
    /// Closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let on = browser::has_letter_keys();
    let turn = move |event: ev::Event| browser::set_letter_keys(event_target_checked(&event));
    view! {
        <Dialog title=words::KEYBOARD on_close class="key-sheet">
            {words::ALL_KEYS.iter().map(|(place, keys)| group(place, keys)).collect::<Vec<_>>()}
            <label class="check"><input type="checkbox" checked=on on:change=turn/>{words::LETTER_KEYS}</label>
        </Dialog>
    }
}

fn group(place: &'static str, keys: &'static [(&'static str, &'static str)]) -> AnyView {
    view! { <section><h3>{place}</h3><dl class="keys">{keys.iter().map(|(keys, does)| line(keys, does)).collect::<Vec<_>>()}</dl></section> }
        .into_any()
}

fn line(keys: &'static str, does: &'static str) -> AnyView {
    view! { <div><dt><kbd>{keys}</kbd></dt><dd>{does}</dd></div> }.into_any()
}
