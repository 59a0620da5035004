//! The list of leads, the most recently active first.
use super::{
    actions::actions,
    board::board,
    choice_bar::choice_bar,
    choosing::layout,
    filter::LeadFilter,
    filter_bar::filter_bar,
    holding::holding,
    lead_row::LeadRow,
    list::List,
    model::{Lead, LeadId, LeadsPage as Page},
    search_field::{Search, SearchField},
    table_view::table,
    views::Layout,
    words,
};
use crate::{
    live::Live,
    team::{Permission, SignedIn},
    ui::{Button, EmptyState, Entry, ErrorView, Glyph, Look, PageHeader, Reading, Row, Skeleton, Toasts, awaited, entries},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::{use_location, use_query_map};

/// The list of leads, beside which a lead may be open.
#[component]
pub fn LeadsPage(
    /// The lead that is open.
    #[prop(into)]
    open: Signal<Option<LeadId>>,
    /// Filled with the number of unread messages on the list.
    unread: RwSignal<u32>,
    /// What a search finds, in place of the list.
    found: fn(Search, Signal<Option<LeadId>>) -> AnyView,
) -> impl IntoView {
    let query = use_query_map();
    let search = Search::of_page();
    // Beside a lead there is room for the list only.
    let asked = layout();
    let layout = Memo::new(move |_| if open.get().is_none() { asked.get() } else { Layout::List });
    let which = Memo::new(move |_| LeadFilter::of_query(&|name| query.read().get(name)));
    view! {
        <section class="leads-list" class:leads-board=move || layout.get() != Layout::List aria-labelledby="leads-heading">
            <PageHeader title=words::LEADS id="leads-heading">{actions()}</PageHeader>
            <SearchField search/>
            // A search is over all leads.
            {move || (!search.is_on.get()).then(|| filter_bar(which))}
            {move || match layout.get() {
                _ if search.is_on.get() => found(search, open),
                Layout::Board => board(which.get()),
                Layout::Table => table(which.get()),
                Layout::List => view! { <Shown which=which.get() open unread/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Shown(which: LeadFilter, open: Signal<Option<LeadId>>, unread: RwSignal<u32>) -> impl IntoView {
    let is_open = which.is_open();
    let list = List::of(which);
    let leads = Reading::of(move || list.fetch(None));
    let count = move || unread.set(list.unread());
    list.hold.tell(Callback::new(move |()| count()));
    let keeper = Live::of_tab().keep(
        move || list.fetch_again(),
        move |page: Page| {
            list.replace(page);
            count();
        },
        move |change| {
            list.apply(change);
            count();
        },
    );
    list.keeper.set_value(Some(keeper));
    let part = move || async move {
        match leads.answer().await {
            Ok(page) => {
                SignedIn::known().await;
                list.me.set(SignedIn::here().map(|here| here.actor.id));
                keeper.loaded(page);
                view! { <LeadList list open is_open/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| leads.again())/> }.into_any(),
        }
    };
    awaited(|| view! { <Skeleton lines=8 label=words::LOADING/> }.into_any(), part)
}

#[component]
fn LeadList(list: List, open: Signal<Option<LeadId>>, is_open: bool) -> impl IntoView {
    let is_empty = Memo::new(move |_| list.rows.is_empty() && list.next.read().is_none());
    view! {
        {move || match is_empty.get() {
            false => view! { <Filled list open/> }.into_any(),
            true => nobody_here(is_open),
        }}
    }
}

/// What stands in place of leads when there are none at all, or none that fit.
pub(super) fn nobody_here(is_open: bool) -> AnyView {
    if is_open { nobody() } else { nobody_fits() }
}

fn nobody_fits() -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Leads title=words::NOTHING_FOUND>
            <a class=Look::Plain.class() href="/leads">{words::CLEAR}</a>
        </EmptyState>
    }
    .into_any()
}

fn nobody() -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Leads title=words::EMPTY text=words::EMPTY_TEXT>
            <a class=Look::Plain.class() href="/phones">{words::SEE_PHONES}</a>
            {SignedIn::may(Permission::AddLeads).then(|| view! {
                <a class=Look::Plain.class() href="/leads/import">{words::IMPORT}</a>
            }.into_any())}
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Filled(list: List, open: Signal<Option<LeadId>>) -> impl IntoView {
    let (more, busy) = list.more(Toasts::of_page());
    let rows = NodeRef::<html::Ul>::new();
    let query = use_location().search;
    let tail = ArcSignal::derive(move || if query.read().is_empty() { String::new() } else { format!("?{}", query.read()) });
    let chooser = SignedIn::may(Permission::PlanLeads).then_some(list);
    let entry = move |row: Row<Lead>| {
        let tail = tail.clone();
        Entry::of(row, move |lead| view! { <LeadRow lead open tail=tail.clone() chooser/> }.into_any())
    };
    view! {
        <ul class="list" aria-label=words::LEADS node_ref=rows>
            {entries(move || list.rows.all().into_iter().map(&entry).collect())}
        </ul>
        {move || list.next.get().map(|_| view! {
            <div class="list-end"><Button busy=busy on_press=more>{words::LOAD_MORE}</Button></div>
        }.into_any())}
        {chooser.map(choice_bar)}
        {holding(list, rows)}
    }
}
