//! A state, always as icon, word and colour together.
use super::{Glyph, Icon};
use leptos::prelude::*;

/// What a state means to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Neutral,
    /// All is well.
    Good,
    /// Under way.
    Busy,
    /// Needs an eye on it.
    Warning,
    /// Needs a hand.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Neutral => "chip",
            Self::Good => "chip chip-good",
            Self::Busy => "chip chip-busy",
            Self::Warning => "chip chip-warning",
            Self::Bad => "chip chip-bad",
        }
    }
}

/// The chip.
#[component]
pub fn StatusChip(
    /// What the state means.
    tone: Tone,
    /// Its icon.
    glyph: Glyph,
    /// Its words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            <Icon glyph=glyph/>
            <span>{text}</span>
        </span>
    }
}
