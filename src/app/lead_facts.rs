//! What is known of a lead, beside the conversation; over it on screens that have no room.
use super::{merged_people::same_person, words};
use crate::{
    leads::{About, Lead, NoteBook, facts_panel},
    ui::{Time, TimeStyle},
};
use leptos::prelude::*;

/// What the button that opens the facts names as theirs.
pub const ID: &str = "lead-facts";

/// The facts: to be worked on once the code for that is here, and until then to be read.
#[component]
pub fn LeadFacts(
    /// The lead as it is now.
    lead: RwSignal<Option<Lead>>,
    /// Takes the notes.
    book: NoteBook,
    /// What is asked of the person.
    asks: RwSignal<Option<About>>,
) -> impl IntoView {
    view! {
        <aside class="lead-facts" id=ID aria-label=words::FACTS>
            {facts_panel(lead, book, asks, move || view! { <Known lead/> }.into_any())}
            {same_person(lead)}
        </aside>
    }
}

#[component]
fn Known(lead: RwSignal<Option<Lead>>) -> impl IntoView {
    let number = move || lead.read().as_ref().and_then(|lead| lead.number.clone()).unwrap_or_else(|| words::NO_NUMBER.to_owned());
    let next_step = move || {
        let (due, note) = lead.read().as_ref().and_then(|lead| Some((lead.due_at?, lead.due_note.clone())))?;
        Some(view! { <dt>{words::NEXT_STEP}</dt><dd><Time at=due style=TimeStyle::Since/>" "{note}</dd> }.into_any())
    };
    let is_new = move || lead.read().as_ref().is_some_and(|lead| lead.last_message.is_empty());
    let at = Signal::derive(move || lead.read().as_ref().map_or(0, |lead| lead.last_message_at));
    view! {
        <h2>{words::FACTS}</h2>
        <dl>
            <dt>{words::NUMBER}</dt>
            <dd>{move || number()}</dd>
            <dt>{move || if is_new() { words::ADDED } else { words::LAST_ACTIVE }}</dt>
            <dd><Time at style=TimeStyle::Since/></dd>
            {move || next_step()}
        </dl>
    }
}
