//! A native modal dialog: Esc closes it, and the focus returns to where it was.
use super::{Glyph, Icon, browser, effect, pressed};
use leptos::{html, prelude::*};

/// A modal dialog, open as long as it is rendered. Closing is the caller's: take it off the page in `on_close`.
#[component]
pub fn Dialog(
    /// Its heading and accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// Esc or the close button.
    on_close: Callback<()>,
    /// Another class, for its width.
    #[prop(optional)]
    class: &'static str,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    effect(move || {
        if let Some(dialog) = node.get() {
            browser::open_modal(&dialog);
        }
    });
    on_cleanup(browser::return_focus);
    view! {
        <dialog node_ref=node class=format!("dialog {class}") aria-labelledby="dialog-title" on:close=move |_| on_close.run(())>
            <header class="dialog-head">
                <h2 id="dialog-title">{move || title.get()}</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=pressed(move || on_close.run(()))>
                    <Icon glyph=Glyph::Close/>
                </button>
            </header>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}
