//! Today: whom to answer now, whom to follow up, who has gone silent, and who has no next step.
use super::{
    today_line::TodayLine,
    today_lists::{Lists, heading_of},
    today_tiles::tiles,
    words,
};
use crate::{
    leads::{About, Lead, LeadId, Need, Plan, ask},
    team::{Permission, SignedIn},
    ui::{
        EmptyState, Entry, ErrorView, Glyph, Look, NoticesSwitch, PageHeader, Row, Skeleton, awaited, browser, effect, entries, lone_key,
        title,
    },
};
use leptos::{ev, html, prelude::*};
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The value of `whose` in the address that shows everybody's leads.
const EVERYBODYS: &str = "everybodys";

/// The route "/today".
#[component]
pub fn TodayPage() -> impl IntoView {
    let query = use_query_map();
    let everybodys = Memo::new(move |_| query.read().get_str("whose") == Some(EVERYBODYS));
    title(|| words::TODAY.to_owned());
    let choice = move |is_all: bool, href: String, words: &'static str| {
        view! { <a href=href aria-current=move || (everybodys.get() == is_all).then_some("true")>{words}</a> }.into_any()
    };
    view! {
        <div class="page today">
            <PageHeader title=words::TODAY>
                <nav class="choices" aria-label=words::WHOSE>
                    {choice(false, "/today".to_owned(), words::MINE)}
                    {choice(true, format!("/today?whose={EVERYBODYS}"), words::EVERYBODYS)}
                </nav>
            </PageHeader>
            {move || tiles(everybodys.get())}
            {move || view! { <Shown everybodys=everybodys.get()/> }.into_any()}
        </div>
    }
}

#[component]
fn Shown(everybodys: bool) -> impl IntoView {
    let lists = Lists::of(everybodys);
    let part = move || async move {
        match lists.reading.answer().await {
            Ok(today) => {
                SignedIn::known().await;
                lists.me.set(SignedIn::here().map(|here| here.actor.id));
                lists.keeper.loaded(today);
                view! { <Needs lists/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| lists.reading.again())/> }.into_any(),
        }
    };
    awaited(|| view! { <Skeleton lines=8 label=words::LOADING/> }.into_any(), part)
}

#[component]
fn Needs(lists: Lists) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let open = RwSignal::new(None::<(Lead, About)>);
    let asks = Callback::new(move |(id, about)| open.set(lists.lead(id).map(|lead| (lead, about))));
    let may_plan = SignedIn::may(Permission::PlanLeads);
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(list) = node.get_untracked() else { return };
        let Some(key) = lone_key(&event) else { return };
        // A key that is held moves on, and decides nothing.
        if event.repeat() && !key.starts_with("Arrow") && key != "j" && key != "k" {
            return;
        }
        let move_on = |by| browser::move_focus(&list, LINE_LINKS, by);
        // Letters act on the line that has the focus, and nowhere else.
        let focused = browser::of_focused(LINE, "data-lead").and_then(|id| Uuid::parse_str(&id).ok()).map(LeadId);
        match (key.as_str(), focused) {
            ("ArrowDown", _) | ("j", Some(_)) => move_on(1),
            ("ArrowUp", _) | ("k", Some(_)) => move_on(-1),
            ("a", Some(id)) if may_plan => asks.run((id, About::Owner)),
            ("f", Some(id)) if may_plan => asks.run((id, About::FollowUp)),
            ("t", Some(id)) if may_plan => lists.take(id),
            ("d", Some(id)) if may_plan => {
                // What is done leaves the list, and would take the focus with it.
                move_on(1);
                lists.done(id);
            }
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
    let nothing = Memo::new(move |_| lists.is_empty());
    view! {
        <div node_ref=node>
            {Need::ALL.into_iter().map(|need| view! { <OfNeed lists need asks/> }.into_any()).collect::<Vec<_>>()}
        </div>
        {move || match nothing.get() {
            true => view! { <EmptyState glyph=Glyph::Tick title=words::NOTHING_WAITS text=words::NOTHING_WAITS_TEXT/> }.into_any(),
            false => view! { <p class="today-keys js-only">{words::KEYS}</p> }.into_any(),
        }}
        <NoticesSwitch about=words::NOTICES/>
        {move || open.get().map(|(lead, about)| dialog(lead, about, lists, open))}
    }
}

/// A line of the list, and the link in it.
const LINE: &str = ".today-line";
const LINE_LINKS: &str = ".today-line > a";

fn dialog(lead: Lead, about: About, lists: Lists, open: RwSignal<Option<(Lead, About)>>) -> AnyView {
    let id = lead.id;
    let on_close = Callback::new(move |()| open.set(None));
    let on_plan = Callback::new(move |plan: Plan| {
        open.set(None);
        lists.plan(id, plan);
    });
    ask(about, lead, on_plan, on_close)
}

#[component]
fn OfNeed(lists: Lists, need: Need, asks: Callback<(LeadId, About)>) -> impl IntoView {
    let rows = Memo::new_with_compare(move |_| lists.of_need(need), |_, _| true);
    let count = Memo::new(move |_| rows.with(Vec::len));
    let has_more = move || lists.more.read().contains(&need);
    let entry = move |row: Row<Lead>| Entry::of(row, move |lead| view! { <TodayLine lead need lists asks/> }.into_any());
    let counted = move || if has_more() { format!("{}+", count.get()) } else { count.get().to_string() };
    let heading = heading_of(need);
    view! {
        <section class="today-need" class:today-need-empty=move || count.get() == 0 aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{words::need(need)}" "<span class="today-count">{counted}</span></h2>
            <p class="today-hint">{words::need_hint(need)}</p>
            <ul class="list">{entries(move || rows.get().into_iter().map(entry).collect())}</ul>
            {move || has_more().then(|| view! { <a class=Look::Quiet.class() href="/leads">{words::MORE_IN_LEADS}</a> }.into_any())}
        </section>
    }
}
