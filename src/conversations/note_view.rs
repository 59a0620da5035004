//! A note between the messages: what colleagues tell each other. The lead never sees it.
use super::words;
use crate::{
    leads::NoteLine,
    ui::{Clock, Time, TimeStyle, moment},
};
use leptos::prelude::*;

/// A note among bubbles.
#[component]
pub fn NoteView(
    /// Which.
    note: NoteLine,
) -> impl IntoView {
    let NoteLine { at, by, text, .. } = note;
    let clock = Clock::of_page();
    let by = words::note_by(&by);
    let named = by.clone();
    view! {
        <article class="message message-note" aria-label=move || format!("{named}, {}", moment(clock, at, TimeStyle::Clock))>
            <p class="message-by" dir="auto">{by}</p>
            <p class="message-text" dir="auto">{text}</p>
            <p class="message-foot"><Time at style=TimeStyle::Clock/></p>
        </article>
    }
}
