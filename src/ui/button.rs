//! A button that acts at once and says when it is busy.
use super::{browser, effect, pressed};
use leptos::{html, prelude::*};

/// Notes on a button that it was pressed while the page is not alive: whoever is faster than its code would press it for nothing.
pub const EARLY_PRESS_SCRIPT: &str = "addEventListener('click',e=>{const b=e.target.closest?.('button[type=button]');\
if(b&&!('alive' in document.documentElement.dataset))b.dataset.pressed=''},true);";

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

/// A button. While `busy` it takes no second click but keeps the focus. Pressed before the page is alive, it acts as soon as that is.
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
    let act = move || {
        if let Some(on_press) = on_press
            && !busy.get_untracked()
        {
            on_press.run(());
        }
    };
    let press = pressed(act);
    let node = NodeRef::<html::Button>::new();
    effect(move || {
        if node.get_untracked().is_some_and(|button| browser::take_early_press(&button)) {
            untrack(act);
        }
    });
    view! {
        <button node_ref=node type=kind class=look.class() aria-disabled=move || busy.get().then_some("true") on:click=press>
            {children()}
        </button>
    }
}
