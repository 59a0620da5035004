//! The emoji that are used most where people write to customers, to be put into the text.
use super::{words, writing::Writing};
use crate::ui::{Glyph, Icon, browser, effect, pressed};
use leptos::{ev, prelude::*};

const EMOJI: [&str; 48] = [
    "😀", "😂", "🤣", "😊", "🙂", "😉", "😍", "🥰", "😘", "😎", "🤗", "🤔", "😅", "😢", "😭", "😮", "😴", "🙄", "👍", "👎", "👌", "👏",
    "🙏", "💪", "🤝", "👋", "✌️", "❤️", "💔", "💯", "🔥", "✨", "🎉", "🎁", "🌹", "⭐", "✅", "❌", "❗", "❓", "📦", "🚚", "💰", "💳",
    "📞", "📍", "📅", "⏰",
];

/// The button, and above the field the list.
#[component]
pub(super) fn Emoji(
    /// Where they go.
    writing: Writing,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    effect(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && is_open.get_untracked() {
                is_open.set(false);
            }
        });
        on_cleanup(move || listener.remove());
    });
    let buttons = move |emoji: &'static str| {
        let put = pressed(move || {
            if let Some(field) = writing.field.get_untracked() {
                writing.put(browser::insert_at_caret(&field, emoji));
            }
        });
        view! { <button type="button" class="emoji" on:click=put>{emoji}</button> }.into_any()
    };
    let list = move || {
        let buttons: Vec<_> = EMOJI.into_iter().map(buttons).collect();
        view! { <div class="emoji-list" id="emoji-list" role="group" aria-label=words::EMOJI>{buttons}</div> }.into_any()
    };
    view! {
        <button
            type="button"
            class="icon-button"
            title=words::EMOJI
            aria-label=words::EMOJI
            aria-expanded=move || if is_open.get() { "true" } else { "false" }
            on:click=pressed(move || is_open.update(|open| *open = !*open))
        >
            <Icon glyph=Glyph::Smile/>
        </button>
        {move || is_open.get().then(list)}
    }
}
