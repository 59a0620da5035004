//! The list of leads, the most recently active first.
use super::{
    lead_row::LeadRow,
    list::List,
    model::{Lead, LeadId, LeadsPage as Page},
    server_fns::list_leads,
    words,
};
use crate::{
    live::Live,
    ui::{Button, EmptyState, Entry, ErrorView, Glyph, Look, PageHeader, Reading, Row, Skeleton, Toasts, awaited, entries, typed},
};
use leptos::{prelude::*, task::spawn_local};

/// The list of leads, beside which a lead may be open.
#[component]
pub fn LeadsPage(
    /// The lead that is open.
    #[prop(into)]
    open: Signal<Option<LeadId>>,
    /// Filled with the number of unread messages on the list.
    unread: RwSignal<u32>,
) -> impl IntoView {
    let list = List::default();
    let leads = Reading::of(|| list_leads(None));
    let count = move || unread.set(list.unread());
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
    let part = move || async move {
        match leads.answer().await {
            Ok(page) => {
                keeper.loaded(page);
                view! { <LeadList list open/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| leads.again())/> }.into_any(),
        }
    };
    view! {
        <section class="leads-list" aria-labelledby="leads-heading">
            <PageHeader title=words::LEADS id="leads-heading"/>
            {awaited(|| view! { <Skeleton lines=8 label=words::LOADING/> }.into_any(), part)}
        </section>
    }
}

#[component]
fn LeadList(list: List, open: Signal<Option<LeadId>>) -> impl IntoView {
    let is_empty = Memo::new(move |_| list.rows.is_empty());
    view! { {move || if is_empty.get() { nobody() } else { view! { <Filled list open/> }.into_any() }} }
}

fn nobody() -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Leads title=words::EMPTY text=words::EMPTY_TEXT>
            <a class=Look::Plain.class() href="/phones">{words::SEE_PHONES}</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Filled(list: List, open: Signal<Option<LeadId>>) -> impl IntoView {
    let shown = Memo::new_with_compare(move |_| list.shown(), |_, _| true);
    let nothing = Memo::new(move |_| shown.with(Vec::is_empty));
    let busy = RwSignal::new(false);
    let toasts = Toasts::of_page();
    let more = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            if let Err(error) = list.load_more().await {
                toasts.show(error.to_string());
            }
            busy.try_set(false);
        });
    });
    let entry = move |row: Row<Lead>| Entry::of(row, move |lead| view! { <LeadRow lead open/> }.into_any());
    view! {
        <input
            class="input leads-filter"
            type="search"
            aria-label=words::FILTER
            placeholder=words::FILTER
            prop:value=move || list.filter.get()
            on:input=typed(move |text| list.filter.set(text))
        />
        <ul class="list" aria-label=words::LEADS>
            {entries(move || shown.get().into_iter().map(entry).collect())}
        </ul>
        {move || nothing.get().then(|| view! {
            <EmptyState glyph=Glyph::Leads title=words::NOTHING_FOUND>
                <Button on_press=Callback::new(move |()| list.filter.set(String::new()))>{words::CLEAR}</Button>
            </EmptyState>
        }.into_any())}
        {move || list.next.get().map(|_| view! {
            <div class="list-end"><Button busy=busy on_press=more>{words::LOAD_MORE}</Button></div>
        }.into_any())}
    }
}
