//! A button that acts at once and says when it is busy.
use super::pressed;
use leptos::prelude::*;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// Without a frame, inside rows.
    Quiet,
    /// Something is really lost.
    Danger,
}

impl Look {
    /// Classes of the style sheet, for links that look like buttons too.
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button. While `busy` it takes no second click but keeps the focus.
#[component]
pub fn Button(
    /// How much it asks to be pressed.
    #[prop(optional)]
    look: Look,
    /// `submit` inside forms.
    #[prop(default = "button")]
    kind: &'static str,
    /// Whether its work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Icon and words.
    children: Children,
) -> impl IntoView {
    let press = pressed(move || {
        if let Some(on_press) = on_press
            && !busy.get_untracked()
        {
            on_press.run(());
        }
    });
    view! {
        <button type=kind class=look.class() aria-disabled=move || busy.get().then_some("true") on:click=press>
            {children()}
        </button>
    }
}
