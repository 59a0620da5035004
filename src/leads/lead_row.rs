//! One lead in the list.
use super::{
    model::{Lead, LeadId},
    words,
};
use crate::ui::{Time, TimeStyle, UnreadBadge};
use leptos::prelude::*;

/// A row: a link to the lead.
#[component]
pub fn LeadRow(
    /// The lead as it is now.
    lead: ArcRwSignal<Lead>,
    /// The lead that is open.
    open: Signal<Option<LeadId>>,
) -> impl IntoView {
    let lead = RwSignal::from(lead);
    let id = lead.read_untracked().id;
    let text = move || {
        let lead = lead.read();
        let ours = if lead.last_message_is_ours { words::YOU } else { "" };
        format!("{ours}{}", lead.last_message)
    };
    let number = move || lead.read().number.clone().filter(|number| *number != lead.read().name);
    let unread = Signal::derive(move || lead.read().unread);
    view! {
        <li>
            <a
                class="row lead-row"
                class:lead-row-unread=move || unread.get().gt(&0)
                href=format!("/leads/{id}")
                aria-current=move || (open.get() == Some(id)).then_some("page")
            >
                <span class="row-main">
                    <span class="lead-row-head">
                        <span class="row-title" dir="auto">{move || lead.read().name.clone()}</span>
                        <span class="lead-row-number">{move || number()}</span>
                        <span class="lead-row-time"><Time at=Signal::derive(move || lead.read().last_message_at) style=TimeStyle::Relative/></span>
                    </span>
                    <span class="lead-row-foot">
                        <span class="row-text lead-row-text" dir="auto">{move || text()}</span>
                        <UnreadBadge count=unread/>
                    </span>
                </span>
            </a>
        </li>
    }
}
