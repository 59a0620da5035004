//! One rule as a line of the list.
use super::{model::Rule, rules_dialog::Board, words};
use crate::ui::{Glyph, Icon, pressed};
use leptos::prelude::*;

/// The line, with what can be done to it.
#[component]
pub(super) fn RuleLine(
    /// The rule as it is now.
    rule: ArcRwSignal<Rule>,
    /// What it is part of.
    board: Board,
) -> impl IntoView {
    let rule = RwSignal::from(rule);
    let id = rule.get_untracked().id;
    let name = move || rule.read().name.clone();
    let said = move || words::said(&rule.read(), &board.phones.read(), &board.colleagues.read());
    view! {
        <li class="rules-line" data-rule=id.0.to_string()>
            <div class="rules-words">
                <p class="rules-name" dir="auto">{name}</p>
                <p class="field-hint" dir="auto">{said}</p>
            </div>
            <button type="button" class="icon-button" data-by="-1" aria-label=move || words::up(&name()) on:click=pressed(move || board.shift(id, -1))>
                <Icon glyph=Glyph::Up/>
            </button>
            <button
                type="button"
                class="icon-button rules-down"
                data-by="1"
                aria-label=move || words::down(&name())
                on:click=pressed(move || board.shift(id, 1))
            >
                <Icon glyph=Glyph::Up/>
            </button>
            <button
                type="button"
                class="icon-button"
                aria-label=move || words::edit(&name())
                on:click=pressed(move || board.open.set(Some(rule.get_untracked())))
            >
                <Icon glyph=Glyph::Pencil/>
            </button>
            <button type="button" class="icon-button" aria-label=move || words::remove(&name()) on:click=pressed(move || board.remove(id))>
                <Icon glyph=Glyph::Close/>
            </button>
        </li>
    }
}
