//! What can be done with the list besides reading it. A part of the page.
use super::{
    add_lead_dialog::AddLeadDialog,
    choosing::{layout, turn_to},
    views::Layout,
    words,
};
use crate::{
    team::{IfMay, Permission},
    ui::{Glyph, Icon, part, pressed},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::hooks::use_query_map;

/// Adding a lead, and the file of what the list shows.
pub fn actions() -> AnyView {
    part(|| ().into_any(), move || Box::pin(split()))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Actions/> }.into_any())
}

#[component]
fn Actions() -> impl IntoView {
    let query = use_query_map();
    let adding = RwSignal::new(false);
    let turn = turn_to();
    let layout = layout();
    let turn = pressed(move || turn.run(if layout.get_untracked() == Layout::Table { Layout::List } else { Layout::Table }));
    let file = move || format!("/download/leads.csv{}", query.read().to_query_string());
    view! {
        <button
            type="button"
            class="icon-button leads-table-turn"
            aria-label=words::TABLE
            title=words::TABLE
            aria-pressed=move || if layout.get() == Layout::Table { "true" } else { "false" }
            on:click=turn
        >
            <Icon glyph=Glyph::Table/>
        </button>
        <IfMay permission=Permission::ExportLeads>
            <a class="icon-button" href=file download="leads.csv" rel="external" aria-label=words::EXPORT title=words::EXPORT>
                <Icon glyph=Glyph::Down/>
            </a>
        </IfMay>
        <IfMay permission=Permission::AddLeads>
            <a class="icon-button" href="/leads/import" aria-label=words::IMPORT title=words::IMPORT><Icon glyph=Glyph::Up/></a>
            <button
                type="button"
                class="icon-button"
                aria-label=words::ADD_LEAD
                title=words::ADD_LEAD
                on:click=pressed(move || adding.set(true))
            >
                <Icon glyph=Glyph::Plus/>
            </button>
        </IfMay>
        {move || adding.get().then(|| view! { <AddLeadDialog on_close=Callback::new(move |()| adding.set(false))/> }.into_any())}
    }
}
