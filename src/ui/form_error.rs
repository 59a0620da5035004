//! What is wrong with a form as a whole.
use super::{Glyph, Icon};
use leptos::prelude::*;

/// A sentence above the fields, announced when it appears.
#[component]
pub fn FormError(
    /// The sentence, if any.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="form-error" role="alert">
            {move || error.get().map(|sentence| view! { <p><Icon glyph=Glyph::Alert/><span>{sentence}</span></p> }.into_any())}
        </div>
    }
}
