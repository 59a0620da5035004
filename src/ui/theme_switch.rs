//! Light, dark, or as the system has it.
use super::{Glyph, Icon, browser, effect, pressed};
use leptos::prelude::*;

/// Runs in the head before the first paint, so that no wrong theme flashes. Marks the page as scripted too.
pub const THEME_SCRIPT: &str = "{const r=document.documentElement;r.dataset.js='';try{const t=localStorage.getItem('theme');\
if(t==='light'||t==='dark')r.dataset.theme=t}catch{}}";

const THEMES: [(Option<&str>, &str, Glyph); 3] =
    [(None, "Theme: system", Glyph::Half), (Some("light"), "Theme: light", Glyph::Sun), (Some("dark"), "Theme: dark", Glyph::Moon)];

/// A button that goes round the three themes.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(0_usize);
    effect(move || {
        let theme = browser::theme();
        chosen.set(THEMES.iter().position(|(name, ..)| *name == theme.as_deref()).unwrap_or(0));
    });
    let next = pressed(move || {
        chosen.update(|index| *index = (*index + 1) % THEMES.len());
        browser::set_theme(THEMES[chosen.get_untracked()].0);
    });
    view! {
        <button type="button" class="icon-button js-only" aria-label=move || THEMES[chosen.get()].1 title=move || THEMES[chosen.get()].1 on:click=next>
            {move || view! { <Icon glyph=THEMES[chosen.get()].2/> }.into_any()}
        </button>
    }
}
