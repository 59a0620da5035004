//! The page of deleted leads: found, restored, or removed for good.
use super::{
    model::{DeletedLead, DeletedLeads},
    purge_dialog::PurgeDialog,
    server_fns::{deleted_leads, restore_leads},
    words,
};
use crate::{
    error::AppError,
    live::{Change, Live},
    team::{Permission, SignedIn},
    ui::{
        Button, EmptyState, Entry, ErrorView, Glyph, Icon, Look, PageHeader, Reading, Row, Rows, Skeleton, Time, TimeStyle, Toasts,
        awaited, browser, entries, pressed, sent, title,
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

/// The name of the search in the address.
const ASKED: &str = "q";

/// The page "Deleted leads".
#[component]
pub fn DeletedPage() -> impl IntoView {
    title(|| words::TITLE.to_owned());
    let (query, navigate) = (use_query_map(), use_navigate());
    let asked = Memo::new(move |_| query.read().get_str(ASKED).unwrap_or_default().to_owned());
    let search = sent(move |event| {
        event.prevent_default();
        let mut query = ParamsMap::new();
        let typed = browser::field_of(&event, ASKED);
        if !typed.trim().is_empty() {
            query.insert(ASKED, typed);
        }
        navigate(&format!("/leads/deleted{}", query.to_query_string()), NavigateOptions { replace: true, ..Default::default() });
    });
    view! {
        <div class="page deleted-page">
            <PageHeader title=words::TITLE.to_owned()>
                <a class=Look::Plain.class() href="/leads"><Icon glyph=Glyph::Back/>{words::BACK}</a>
            </PageHeader>
            <p class="deleted-about">{words::ABOUT}</p>
            <form role="search" on:submit=search>
                <input
                    class="input"
                    type="search"
                    name=ASKED
                    maxlength="200"
                    aria-label=words::SEARCH
                    placeholder=words::SEARCH
                    value=asked.get_untracked()
                />
            </form>
            {move || view! { <Shown asked=asked.get()/> }.into_any()}
        </div>
    }
}

/// What is on screen.
#[derive(Clone, Copy)]
struct Shelf {
    asked: StoredValue<String>,
    rows: Rows<DeletedLead>,
    next: RwSignal<Option<String>>,
    /// One that is about to go for good.
    going: RwSignal<Option<DeletedLead>>,
    toasts: Toasts,
}

impl Shelf {
    async fn fetch(self, after: Option<String>) -> Result<DeletedLeads, AppError> {
        deleted_leads(self.asked.try_get_value().unwrap_or_default(), after).await
    }

    fn show(self, page: DeletedLeads) {
        self.rows.replace(page.leads.into_iter().map(|lead| (lead.id.0, lead)).collect());
        self.next.try_set(page.next);
    }

    fn put(self, lead: DeletedLead) {
        self.rows.put(lead.id.0, lead);
        self.rows.sort(|one, other| other.at.cmp(&one.at).then(other.id.0.cmp(&one.id.0)));
    }

    fn read_again(self) {
        spawn_local(async move {
            match self.fetch(None).await {
                Ok(page) => self.show(page),
                Err(error) => self.toasts.show(error.to_string()),
            }
        });
    }

    fn load_more(self) {
        let next = self.next.get_untracked();
        spawn_local(async move {
            match self.fetch(next).await {
                Ok(page) => {
                    page.leads.into_iter().for_each(|lead| self.put(lead));
                    self.next.try_set(page.next);
                }
                Err(error) => self.toasts.show(error.to_string()),
            }
        });
    }

    /// Off the page at once; there again, with the reason, when the server refuses.
    fn restore(self, lead: DeletedLead) {
        self.rows.remove(lead.id.0);
        spawn_local(async move {
            match restore_leads(vec![lead.id]).await {
                Ok(back) => self.toasts.show(words::restored(back.len())),
                Err(error) => {
                    self.toasts.show(error.to_string());
                    self.put(lead);
                }
            }
        });
    }
}

#[component]
fn Shown(asked: String) -> impl IntoView {
    let shelf = Shelf {
        asked: StoredValue::new(asked.clone()),
        rows: Rows::default(),
        next: RwSignal::new(None),
        going: RwSignal::new(None),
        toasts: Toasts::of_page(),
    };
    let is_all = asked.trim().is_empty();
    let read = Reading::of(move || shelf.fetch(None));
    let keeper = Live::of_tab().keep(
        move || shelf.fetch(None),
        move |page| shelf.show(page),
        move |change| match change {
            // It is a lead again.
            Change::Lead(lead) => shelf.rows.remove(lead.id.0),
            Change::LeadsDeleted(_) => shelf.read_again(),
            _ => {}
        },
    );
    let part = move || async move {
        match read.answer().await {
            Ok(page) => {
                SignedIn::known().await;
                keeper.loaded(page);
                view! { <Filled shelf is_all/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| read.again())/> }.into_any(),
        }
    };
    awaited(|| view! { <Skeleton lines=6 label=words::LOADING/> }.into_any(), part)
}

#[component]
fn Filled(shelf: Shelf, is_all: bool) -> impl IntoView {
    let may_purge = SignedIn::may(Permission::PurgeLeads);
    let is_empty = Memo::new(move |_| shelf.rows.is_empty());
    let entry = move |row: Row<DeletedLead>| {
        Entry::of(row, move |lead| view! { <OneDeleted lead=lead.get_untracked() shelf may_purge/> }.into_any())
    };
    let nothing = move || match is_all {
        true => view! { <EmptyState glyph=Glyph::Leads title=words::EMPTY text=words::EMPTY_TEXT/> }.into_any(),
        false => view! { <EmptyState glyph=Glyph::Leads title=words::NOBODY_FITS/> }.into_any(),
    };
    view! {
        {move || is_empty.get().then(nothing)}
        <ul class="list deleted-list" aria-label=words::TITLE>{entries(move || shelf.rows.all().into_iter().map(entry).collect())}</ul>
        {move || shelf.next.get().map(|_| view! {
            <div class="list-end"><Button on_press=Callback::new(move |()| shelf.load_more())>{words::LOAD_MORE}</Button></div>
        }.into_any())}
        {move || shelf.going.get().map(|lead| view! {
            <PurgeDialog lead toasts=shelf.toasts on_close=Callback::new(move |()| drop(shelf.going.try_set(None)))/>
        }.into_any())}
    }
}

#[component]
fn OneDeleted(lead: DeletedLead, shelf: Shelf, may_purge: bool) -> impl IntoView {
    let number = lead.number.clone().filter(|number| *number != lead.name);
    let (restored, going) = (lead.clone(), lead.clone());
    let (restore, for_good) = (words::restore(&lead.name), words::for_good_of(&lead.name));
    view! {
        <li class="row deleted-row">
            <span class="row-main">
                <span class="row-title" dir="auto">{lead.name}</span>
                <span class="row-text">
                    {number.map(|number| format!("{number} · "))}{words::DELETED_BY}" "<span dir="auto">{lead.by}</span>" "
                    <Time at=lead.at style=TimeStyle::Since/>
                </span>
            </span>
            <button type="button" class=Look::Plain.class() aria-label=restore on:click=pressed(move || shelf.restore(restored.clone()))>
                {words::RESTORE}
            </button>
            {may_purge.then(|| view! {
                <button
                    type="button"
                    class=Look::Quiet.class()
                    aria-label=for_good
                    on:click=pressed(move || shelf.going.set(Some(going.clone())))
                >
                    {words::FOR_GOOD}
                </button>
            }.into_any())}
        </li>
    }
}
