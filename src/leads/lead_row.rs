//! One lead in the list.
use super::{
    list::List,
    model::{Lead, LeadId},
    words,
};
use crate::ui::{Time, TimeStyle, UnreadBadge, tick};
use leptos::{ev, prelude::*};

/// A row: a link to the lead.
#[component]
pub fn LeadRow(
    /// The lead as it is now.
    lead: ArcRwSignal<Lead>,
    /// The lead that is open.
    open: Signal<Option<LeadId>>,
    /// What follows the lead's address. Counted, as a row outlives its list for the moment in which an address takes another one's place.
    tail: ArcSignal<String>,
    /// The list it is part of, when rows may be chosen.
    #[prop(optional_no_strip)]
    chooser: Option<List>,
) -> impl IntoView {
    let lead = RwSignal::from(lead);
    let id = lead.read_untracked().id;
    let number = move || lead.read().number.clone().filter(|number| *number != lead.read().name);
    let unread = Signal::derive(move || lead.read().unread);
    view! {
        <li class="lead-line" data-lead=id.to_string()>
            {chooser.map(|list| chooser_of(list, lead))}
            <a
                class="row lead-row"
                class:lead-row-unread=move || unread.get().gt(&0)
                href=move || format!("/leads/{id}{}", tail.get())
                aria-current=move || (open.get() == Some(id)).then_some("page")
            >
                <span class="row-main">
                    <span class="lead-row-head">
                        <span class="row-title" dir="auto">{move || lead.read().name.clone()}</span>
                        <span class="lead-row-number">{move || number()}</span>
                        <span class="lead-row-time"><Time at=Signal::derive(move || lead.read().last_message_at) style=TimeStyle::Relative/></span>
                    </span>
                    <span class="lead-row-foot">
                        {move || lead.read().last_message_reach.map(|reach| tick(words::tick(reach)))}
                        <span class="row-text lead-row-text" dir="auto">{move || words::last_message(&lead.read())}</span>
                        <UnreadBadge count=unread/>
                    </span>
                </span>
            </a>
        </li>
    }
}

/// The box that chooses a row; with Shift, the rows up to it.
pub(super) fn chooser_of(list: List, lead: RwSignal<Lead>) -> AnyView {
    let id = lead.read_untracked().id.0;
    let choose: Box<dyn FnMut(ev::MouseEvent) + Send> = Box::new(move |event| list.pressed.set(Some((id, event.shift_key()))));
    view! {
        <label class="lead-choose js-only">
            <input
                type="checkbox"
                aria-label=move || words::choose(&lead.read().name)
                prop:checked=move || list.chosen.read().contains(&id)
                on:click=choose
            />
        </label>
    }
    .into_any()
}
