//! The board as a whole: its columns side by side, and its keys.
use super::{column_view::ColumnView, moving::Board};
use crate::{
    leads::{LeadId, Plan, Stage, choosing::Choices, filter::LeadFilter, lost_reason::LostReason, words},
    team::{Permission, SignedIn},
    ui::{Dialog, Entry, Skeleton, Toasts, awaited, browser, effect, entries, lone_key, part},
};
use leptos::{
    ev,
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

/// The board of the leads that fit.
pub fn board(which: LeadFilter) -> AnyView {
    part(skeleton, move || Box::pin(split(which.clone())))
}

fn skeleton() -> AnyView {
    view! { <Skeleton lines=8 label=words::LOADING/> }.into_any()
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(which: LeadFilter) -> Result<AnyView, SplitLoaderError> {
    let choices = Choices::read();
    let which = StoredValue::new(which);
    let made = move || async move {
        SignedIn::known().await;
        let (me, may) = (SignedIn::here().map(|here| here.actor.id), SignedIn::may(Permission::PlanLeads));
        let (dragged, asks, lists) = (RwSignal::new(None), RwSignal::new(None), StoredValue::new(Vec::new()));
        let board = Board { which, choices, me, may, dragged, asks, lists, toasts: Toasts::of_page() };
        view! { <BoardView board/> }.into_any()
    };
    Ok(awaited(skeleton, made))
}

/// A card, and the links of the cards of a column.
const CARD: &str = "[data-card]";
const LINKS: &str = ".board-card > a";

#[component]
fn BoardView(board: Board) -> impl IntoView {
    listen_to_keys(board);
    let entry = move |stage: Stage| Entry::new((false, 0, stage.id.0), move || view! { <ColumnView board stage/> }.into_any());
    let dialog = move || {
        let (lead, stage) = board.asks.get()?;
        let on_close = Callback::new(move |()| board.asks.set(None));
        let title = words::lose(&lead.name);
        let lead = StoredValue::new(lead);
        let on_reason = Callback::new(move |reason| {
            let lead = lead.get_value();
            board.asks.set(None);
            board.decide(lead, Plan::MoveTo { stage, reason });
        });
        Some(view! { <Dialog title on_close><LostReason on_reason on_close/></Dialog> }.into_any())
    };
    view! {
        <div class="board" role="group" aria-label=words::BOARD>
            {entries(move || board.columns().into_iter().map(entry).collect())}
        </div>
        <p class="board-note">{words::BOARD_ENDED}</p>
        <p class="board-note board-keys js-only">{words::BOARD_KEYS}</p>
        {move || dialog()}
    }
}

/// Up and down go along a column; with Shift, left and right move the card that has the focus.
fn listen_to_keys(board: Board) {
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(key) = lone_key(&event) else { return };
        let Some(id) = browser::of_focused(CARD, "data-card").and_then(|id| Uuid::parse_str(&id).ok()).map(LeadId) else { return };
        match (key.as_str(), event.shift_key()) {
            ("ArrowLeft", true) => board.move_by(id, -1),
            ("ArrowRight", true) => board.move_by(id, 1),
            ("ArrowUp", false) => browser::move_focus_along(".board-column", LINKS, -1),
            ("ArrowDown", false) => browser::move_focus_along(".board-column", LINKS, 1),
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
}
