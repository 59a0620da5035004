//! What is known of a lead, beside the conversation.
use super::words;
use crate::{
    leads::Lead,
    ui::{Time, TimeStyle},
};
use leptos::prelude::*;

/// The facts, on screens that have the room.
#[component]
pub fn LeadFacts(
    /// The lead as it is now.
    lead: RwSignal<Option<Lead>>,
) -> impl IntoView {
    let number = move || lead.read().as_ref().and_then(|lead| lead.number.clone()).unwrap_or_else(|| words::NO_NUMBER.to_owned());
    let next_step = move || {
        let (due, note) = lead.read().as_ref().and_then(|lead| Some((lead.due_at?, lead.due_note.clone())))?;
        Some(view! { <dt>{words::NEXT_STEP}</dt><dd><Time at=due style=TimeStyle::Since/>" "{note}</dd> }.into_any())
    };
    let at = Signal::derive(move || lead.read().as_ref().map_or(0, |lead| lead.last_message_at));
    view! {
        <aside class="lead-facts" aria-label=words::FACTS>
            <h2>{words::FACTS}</h2>
            <dl>
                <dt>{words::NUMBER}</dt>
                <dd>{move || number()}</dd>
                <dt>{words::LAST_ACTIVE}</dt>
                <dd><Time at style=TimeStyle::Since/></dd>
                {move || next_step()}
            </dl>
        </aside>
    }
}
