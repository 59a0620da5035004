//! What happened to the lead, in words.
use super::{desk::Desk, words};
use crate::{
    leads::LeadChange,
    ui::{Time, TimeStyle},
};
use leptos::prelude::*;

/// The history, the newest first.
#[component]
pub fn HistoryView(
    /// The lead.
    desk: Desk,
) -> impl IntoView {
    let line = move |change: LeadChange| {
        let by = change.by.map_or_else(|| words::LEADWIRE.to_owned(), |person| desk.name_of(person));
        let what = words::happened(&change.what, &|person| desk.name_of(person));
        view! {
            <li><p class="facts-by">{by}" · "<Time at=change.at style=TimeStyle::Since/></p><p class="facts-text" dir="auto">{what}</p></li>
        }
        .into_any()
    };
    let lines = move || desk.facts.read().history.iter().cloned().map(line).collect::<Vec<_>>();
    view! {
        <details class="facts-part">
            <summary>{words::HISTORY}</summary>
            <ul class="facts-history" aria-label=words::HISTORY>{move || lines()}</ul>
        </details>
    }
}
