//! What an empty list says: why it is empty and the next step.
use super::{Glyph, Icon};
use leptos::prelude::*;

/// An empty list with its next step as children.
#[component]
pub fn EmptyState(
    /// A drawing that stands for the list.
    glyph: Glyph,
    /// Why it is empty, in one sentence.
    #[prop(into)]
    title: String,
    /// More, in a second one.
    #[prop(optional, into)]
    text: String,
    /// The next step, a button or a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state-mark"><Icon glyph=glyph/></span>
            <p class="empty-state-title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p class="empty-state-text">{text}</p> }.into_any())}
            {children.map(|children| children())}
        </div>
    }
}
