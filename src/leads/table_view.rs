//! The leads as a table: what the list shows, with what the team knows of each beside it. A part of the page.
use super::{
    choice_bar::choice_bar,
    choosing::Choices,
    filter::LeadFilter,
    holding::{gives_way, leaves, moves, opens},
    lead_row::chooser_of,
    leads_page::nobody_here,
    list::List,
    model::{Lead, LeadChoices, LeadsPage},
    words, worth,
};
use crate::{
    live::Live,
    team::{Permission, SignedIn},
    ui::{Button, Entry, ErrorView, Row, Skeleton, Time, TimeStyle, Toasts, UnreadBadge, awaited, entries, part, tick},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::hooks::use_location;

/// The table of the leads that fit.
pub fn table(which: LeadFilter) -> AnyView {
    part(skeleton, move || Box::pin(split(which.clone())))
}

fn skeleton() -> AnyView {
    view! { <Skeleton lines=8 label=words::LOADING/> }.into_any()
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(which: LeadFilter) -> Result<AnyView, SplitLoaderError> {
    let (choices, is_open) = (Choices::read(), which.is_open());
    let list = List::of(which);
    let keeper =
        Live::of_tab().keep(move || list.fetch_again(), move |page: LeadsPage| list.replace(page), move |change| list.apply(change));
    list.keeper.set_value(Some(keeper));
    let again = RwSignal::new(());
    let made = move || {
        again.track();
        async move {
            SignedIn::known().await;
            list.me.set(SignedIn::here().map(|here| here.actor.id));
            match list.fetch(None).await {
                Ok(page) => {
                    keeper.loaded(page);
                    view! { <Table list choices is_open/> }.into_any()
                }
                Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| again.set(()))/> }.into_any(),
            }
        }
    };
    Ok(awaited(skeleton, made))
}

#[component]
fn Table(list: List, choices: RwSignal<LeadChoices>, is_open: bool) -> impl IntoView {
    let (more, busy) = list.more(Toasts::of_page());
    gives_way(list);
    let chooser = SignedIn::may(Permission::PlanLeads).then_some(list);
    let entry =
        move |row: Row<Lead>| Entry::of(row, move |lead| view! { <TableRow lead=RwSignal::from(lead) choices chooser/> }.into_any());
    let is_empty = Memo::new(move |_| list.rows.is_empty() && list.next.read().is_none());
    let head = words::COLUMNS.map(|name| view! { <th scope="col">{name}</th> });
    view! {
        <div class="leads-table-frame" hidden=move || is_empty.get()>
            <table class="leads-table" aria-label=words::LEADS>
                <thead>
                    <tr>{chooser.map(|_| view! { <td></td> }.into_any())}{head}</tr>
                </thead>
                <tbody on:pointermove=moves(list) on:pointerleave=leaves(list) on:click=opens(list)>{entries(move || list.rows.all().into_iter().map(entry).collect())}</tbody>
            </table>
            {move || list.next.get().map(|_| view! {
                <div class="list-end"><Button busy=busy on_press=more>{words::LOAD_MORE}</Button></div>
            }.into_any())}
        </div>
        {move || is_empty.get().then(|| nobody_here(is_open))}
        {chooser.map(choice_bar)}
    }
}

#[component]
fn TableRow(lead: RwSignal<Lead>, choices: RwSignal<LeadChoices>, chooser: Option<List>) -> impl IntoView {
    let id = lead.read_untracked().id;
    let query = use_location().search;
    let href = move || format!("/leads/{id}?{}", query.read());
    let stage = move || {
        let (choices, here) = (choices.read(), lead.read().stage);
        choices.stages.iter().find(|stage| stage.id == here).map(|stage| stage.name.clone())
    };
    let owner = move || {
        let (choices, owner) = (choices.read(), lead.read().owner?);
        choices.colleagues.iter().find(|person| person.id == owner).map(|person| person.name.clone())
    };
    let tags = move || lead.get().tags.into_iter().map(|tag| view! { <span class="chip">{tag}</span> }.into_any()).collect::<Vec<_>>();
    let next_step = move || match (lead.read().due_at, lead.read().is_done) {
        (Some(due), _) => {
            let note = lead.read().due_note.clone();
            Some(view! { <Time at=due style=TimeStyle::Since/>" "<span class="row-text" dir="auto">{note}</span> }.into_any())
        }
        (None, true) => Some(words::DONE.into_any()),
        (None, false) if lead.read().goes_on => Some(words::GOES_ON.into_any()),
        (None, false) => None,
    };
    let number = move || lead.read().number.clone().filter(|number| *number != lead.read().name);
    let text = move || words::last_message(&lead.read());
    view! {
        <tr class="lead-line" class:lead-row-unread=move || lead.read().unread.gt(&0) data-lead=id.to_string()>
            {chooser.map(|list| view! { <td class="leads-table-box">{chooser_of(list, lead)}</td> }.into_any())}
            <th scope="row">
                <a href=href><span class="row-title" dir="auto">{move || lead.read().name.clone()}</span></a>
                <UnreadBadge count=Signal::derive(move || lead.read().unread)/>
            </th>
            <td>{move || number()}</td>
            <td>{move || stage()}</td>
            <td>{move || owner()}</td>
            <td class="leads-table-tags">{move || tags()}</td>
            <td dir="auto">{move || lead.read().source.clone()}</td>
            <td class="leads-table-worth">{move || lead.read().worth.map(worth::written)}</td>
            <td>{move || next_step()}</td>
            <td><Time at=Signal::derive(move || lead.read().last_message_at) style=TimeStyle::Relative/></td>
            <td class="leads-table-text">
                {move || lead.read().last_message_reach.map(|reach| tick(words::tick(reach)))}
                " "<span dir="auto">{move || text()}</span>
            </td>
        </tr>
    }
}
