//! The head of a page: its heading, which takes the focus when the page changes, and what can be done.
use super::browser;
use leptos::{html, prelude::*};
use std::sync::atomic::{AtomicBool, Ordering};

/// The page that the server sent keeps the browser's own focus.
static ARRIVED: AtomicBool = AtomicBool::new(false);

/// Heading and actions.
#[component]
pub fn PageHeader(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// What a region names as its label.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What can be done on this page.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |focused: Option<bool>| match heading.get() {
        Some(heading) if focused != Some(true) => {
            if ARRIVED.swap(true, Ordering::Relaxed) {
                browser::focus(&heading);
            }
            true
        }
        _ => focused.unwrap_or(false),
    });
    view! {
        <header class="page-header">
            <h1 id=id node_ref=heading tabindex="-1">{move || title.get()}</h1>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> }.into_any())}
        </header>
    }
}
