//! The sign of how far a message of ours got.
use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The icon, and the word for whoever does not see it or points at it.
pub fn tick((glyph, word, class): (Glyph, &'static str, &'static str)) -> AnyView {
    view! { <span class=class title=word><Icon glyph=glyph/><span class="visually-hidden">{word}</span></span> }.into_any()
}
