//! One column of the board: the leads of a stage.
use super::{card_view::CardView, moving::Board};
use crate::{
    leads::{Lead, LeadsPage, Stage, list::List, words},
    live::Live,
    ui::{Button, Entry, Row, entries},
};
use leptos::{ev, prelude::*, task::spawn_local};

/// A column. Cards can be dropped on it.
#[component]
pub fn ColumnView(
    /// The board.
    board: Board,
    /// Which stage.
    stage: Stage,
) -> impl IntoView {
    let id = stage.id;
    let mut which = board.which.get_value();
    which.stage = Some(id);
    let list = List::of(which);
    list.me.set(board.me);
    read(board, list);
    board.lists.update_value(|lists| lists.push((id, list)));
    on_cleanup(move || {
        board.lists.try_update_value(|lists| lists.retain(|(other, _)| *other != id));
    });

    let name = Memo::new(move |_| {
        let choices = board.choices.read();
        choices.stages.iter().find(|stage| stage.id == id).map(|stage| stage.name.clone()).unwrap_or_default()
    });
    let count = move || {
        let more = if list.next.read().is_some() { "+" } else { "" };
        format!("{}{more}", list.rows.all().len())
    };
    let over = move |event: ev::DragEvent| {
        if board.dragged.read_untracked().is_some() {
            event.prevent_default();
        }
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        if let Some(lead) = board.dragged.get_untracked() {
            board.dragged.set(None);
            board.move_to(lead, id);
        }
    };
    let (more, busy) = list.more(board.toasts);
    let card = move |row: Row<Lead>| Entry::of(row, move |lead| view! { <CardView board lead/> }.into_any());
    let heading = format!("stage-{}", id.0);
    let labelled = heading.clone();
    view! {
        <section class="board-column" aria-labelledby=labelled on:dragover=over on:drop=dropped>
            <h2 id=heading>{move || name.get()}" "<span class="board-count">{count}</span></h2>
            <ul class="board-cards">{entries(move || list.rows.all().into_iter().map(card).collect())}</ul>
            {move || list.next.get().map(|_| view! { <Button busy=busy on_press=more>{words::LOAD_MORE}</Button> }.into_any())}
        </section>
    }
}

fn read(board: Board, list: List) {
    let keeper =
        Live::of_tab().keep(move || list.fetch_again(), move |page: LeadsPage| list.replace(page), move |change| list.apply(change));
    list.keeper.set_value(Some(keeper));
    spawn_local(async move {
        match list.fetch(None).await {
            Ok(page) => keeper.loaded(page),
            Err(error) => board.toasts.show(error.to_string()),
        }
    });
}
