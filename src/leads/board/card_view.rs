//! One card of the board.
use super::moving::Board;
use crate::{
    leads::{Lead, StageId, words, worth},
    ui::{Time, TimeStyle, UnreadBadge, browser, pressed, tick},
};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_location;

/// A card: the way to the lead, and the menu of where it can be moved.
#[component]
pub fn CardView(
    /// The board.
    board: Board,
    /// The lead as it is now.
    lead: ArcRwSignal<Lead>,
) -> impl IntoView {
    let lead = RwSignal::from(lead);
    let id = lead.read_untracked().id;
    let search = use_location().search;
    let drag = move |event: ev::DragEvent| {
        browser::drag_with(&event, &id.to_string());
        board.dragged.set(Some(id));
    };
    let owner = move || {
        let owner = lead.read().owner?;
        let choices = board.choices.read();
        choices.colleagues.iter().find(|person| person.id == owner).map(|person| person.name.clone())
    };
    let facts = move || {
        let lead = lead.get();
        let worth = lead.worth.map(worth::written).map(|worth| view! { <span class="board-worth">{worth}</span> }.into_any());
        let due = lead.due_at.map(|due| view! { <span class="board-due"><Time at=due style=TimeStyle::Since/></span> }.into_any());
        let tags = lead.tags.into_iter().map(|tag| view! { <span class="chip">{tag}</span> }.into_any());
        tags.chain(worth).chain(due).collect::<Vec<_>>()
    };
    let target = move |(stage, name): (StageId, String)| {
        let press = pressed(move || board.move_to(id, stage));
        view! { <li><button type="button" class="button button-quiet" on:click=press>{name}</button></li> }.into_any()
    };
    let targets = move || {
        let here = lead.read().stage;
        let stages = board.choices.get().stages.into_iter().filter(|stage| stage.id != here);
        stages.map(|stage| target((stage.id, stage.name))).collect::<Vec<_>>()
    };
    let draggable = if board.may { "true" } else { "false" };
    view! {
        <li
            class="board-card"
            class:board-card-dragged=move || board.dragged.get() == Some(id)
            data-card=id.to_string()
            draggable=draggable
            on:dragstart=drag
            on:dragend=move |_: ev::DragEvent| board.dragged.set(None)
        >
            <a href=move || format!("/leads/{id}?{}", search.read()) draggable="false">
                <span class="lead-row-foot">
                    <span class="row-title board-name" dir="auto">{move || lead.read().name.clone()}</span>
                    <UnreadBadge count=Signal::derive(move || lead.read().unread)/>
                </span>
                <span class="row-text lead-row-text board-text" dir="auto">
                    {move || lead.read().last_message_reach.map(|reach| tick(words::tick(reach)))}
                    " "{move || words::last_message(&lead.read())}
                </span>
            </a>
            <p class="board-facts">{move || facts()}</p>
            <div class="board-foot">
                <span class="row-text">{move || owner()}</span>
                {board.may.then(|| view! {
                    <details class="board-move">
                        <summary>{words::MOVE_TO}</summary>
                        <ul>{move || targets()}</ul>
                    </details>
                }.into_any())}
            </div>
        </li>
    }
}
