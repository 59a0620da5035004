//! How many are unread.
use leptos::prelude::*;

/// The number, and the word for screen readers; nothing when all is read.
#[component]
pub fn UnreadBadge(
    /// How many.
    #[prop(into)]
    count: Signal<u32>,
) -> impl IntoView {
    let badge = move || {
        let count = count.get();
        (count > 0).then(|| {
            view! { <span class="unread-badge">{count.min(999).to_string()}<span class="visually-hidden">" unread"</span></span> }
                .into_any()
        })
    };
    view! { {move || badge()} }
}
