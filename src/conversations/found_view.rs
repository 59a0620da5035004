//! What a search found: people, then messages with the words marked. A part of the page.
use super::{
    model::{Found, Hit},
    server_fns::search as ask,
    words,
};
use crate::{
    error::AppError,
    leads::{Lead, LeadId, LeadRow, Search},
    live::{Change, Live},
    ui::{Button, EmptyState, Entry, ErrorView, Glyph, Row, Rows, Skeleton, Time, TimeStyle, Toasts, effect, entries, on_change, part},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// Shows what the search finds, now and whenever something else is asked.
pub fn found_view(search: Search, open: Signal<Option<LeadId>>) -> AnyView {
    part(searching, move || Box::pin(split(search, open)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(search: Search, open: Signal<Option<LeadId>>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <FoundView search open/> }.into_any())
}

fn searching() -> AnyView {
    view! { <Skeleton lines=6 label=words::SEARCHING/> }.into_any()
}

#[derive(Clone, PartialEq)]
enum Stage {
    Searching,
    /// What is shown is the answer to this.
    Found(String),
    Failed(AppError),
}

/// What is on screen.
#[derive(Clone, Copy)]
struct Shown {
    search: Search,
    stage: RwSignal<Stage>,
    leads: Rows<Lead>,
    has_more_leads: RwSignal<bool>,
    hits: Rows<Hit>,
    next: RwSignal<Option<String>>,
    /// Counts the questions: an answer to any but the newest is late.
    question: StoredValue<u64>,
}

impl Shown {
    fn begin(self) -> u64 {
        let next = |question: &mut u64| {
            *question += 1;
            *question
        };
        self.question.try_update_value(next).unwrap_or_default()
    }

    fn is_newest(self, question: u64) -> bool {
        self.question.try_get_value() == Some(question)
    }

    fn ask(self, asked: String) {
        let question = self.begin();
        spawn_local(async move {
            let answer = ask(asked.clone(), None).await;
            if !self.is_newest(question) {
                return;
            }
            match answer {
                Ok(Found { leads, has_more_leads, hits, next }) => {
                    self.leads.replace(leads.into_iter().map(|lead| (lead.id.0, lead)).collect());
                    self.hits.replace(hits.into_iter().map(|hit| (hit.id.0, hit)).collect());
                    self.has_more_leads.set(has_more_leads);
                    self.next.set(next);
                    self.stage.set(Stage::Found(asked));
                }
                Err(error) => self.stage.set(Stage::Failed(error)),
            }
        });
    }

    fn load_more(self, busy: RwSignal<bool>, toasts: Toasts) {
        let (question, asked, next) = (self.begin(), self.search.asked.get_untracked(), self.next.get_untracked());
        busy.set(true);
        spawn_local(async move {
            let answer = ask(asked, next).await;
            busy.try_set(false);
            if !self.is_newest(question) {
                return;
            }
            match answer {
                Ok(more) => {
                    more.hits.into_iter().for_each(|hit| self.hits.put(hit.id.0, hit));
                    self.next.set(more.next);
                }
                Err(error) => toasts.show(error.to_string()),
            }
        });
    }

    fn follow(self, change: &Change) {
        match change {
            Change::Lead(lead) if self.leads.value(lead.id.0).is_some() => self.leads.put(lead.id.0, lead.clone()),
            Change::LeadMerged(gone, _) => self.leads.remove(gone.0),
            Change::LeadsDeleted(gone) => {
                gone.iter().for_each(|gone| self.leads.remove(gone.0));
                for hit in self.hits.values().into_iter().filter(|hit| gone.contains(&hit.lead)) {
                    self.hits.remove(hit.id.0);
                }
            }
            _ => {}
        }
    }
}

#[component]
fn FoundView(search: Search, open: Signal<Option<LeadId>>) -> impl IntoView {
    let shown = Shown {
        search,
        stage: RwSignal::new(Stage::Searching),
        leads: Rows::default(),
        has_more_leads: RwSignal::new(false),
        hits: Rows::default(),
        next: RwSignal::new(None),
        question: StoredValue::new(0),
    };
    effect(move || shown.ask(search.asked.get()));
    let live = Live::of_tab();
    live.listen(move |change| shown.follow(change));
    on_change(live.resynced(), move || shown.ask(search.asked.get_untracked()));
    let part = move || match shown.stage.get() {
        Stage::Searching => searching(),
        Stage::Found(asked) => results(shown, open, asked),
        Stage::Failed(error) => {
            let again = Callback::new(move |()| shown.ask(search.asked.get_untracked()));
            view! { <ErrorView error on_retry=again/> }.into_any()
        }
    };
    view! { <div class="found">{move || part()}</div> }
}

fn results(shown: Shown, open: Signal<Option<LeadId>>, asked: String) -> AnyView {
    let Shown { search, leads, hits, has_more_leads, next, .. } = shown;
    let (tail, ask) = (ArcSignal::derive(move || search.tail()), search.asks());
    let (busy, toasts) = (RwSignal::new(false), Toasts::of_page());
    let of_lead = tail.clone();
    let lead = move |row: Row<Lead>| {
        let tail = of_lead.clone();
        Entry::of(row, move |lead| view! { <LeadRow lead open tail=tail.clone()/> }.into_any())
    };
    let hit = move |row: Row<Hit>| {
        let tail = tail.clone();
        Entry::of(row, move |hit| line(hit, tail.clone()))
    };
    let nothing = move || {
        (leads.is_empty() && hits.is_empty()).then(|| {
            view! {
                <EmptyState glyph=Glyph::Leads title=words::nothing_found(&asked) text=words::WHAT_WAS_SEARCHED>
                    <Button on_press=Callback::new(move |()| ask.run(String::new()))>{words::CLEAR_SEARCH}</Button>
                </EmptyState>
            }
            .into_any()
        })
    };
    view! {
        <p class="visually-hidden" role="status">{move || words::found(leads.all().len(), hits.all().len())}</p>
        <section class:found-none=move || leads.is_empty() aria-labelledby="found-people">
            <h2 id="found-people">{words::PEOPLE}</h2>
            <ul class="list">{entries(move || leads.all().into_iter().map(&lead).collect())}</ul>
            {move || has_more_leads.get().then(|| view! { <p class="found-more">{words::MORE_PEOPLE}</p> }.into_any())}
        </section>
        <section class:found-none=move || hits.is_empty() aria-labelledby="found-messages">
            <h2 id="found-messages">{words::MESSAGES}</h2>
            <ul class="list">{entries(move || hits.all().into_iter().map(&hit).collect())}</ul>
            {move || next.get().map(|_| view! {
                <div class="list-end">
                    <Button busy=busy on_press=Callback::new(move |()| shown.load_more(busy, toasts))>{words::MORE_MESSAGES}</Button>
                </div>
            }.into_any())}
        </section>
        {move || nothing()}
    }
    .into_any()
}

fn line(hit: ArcRwSignal<Hit>, tail: ArcSignal<String>) -> AnyView {
    let hit = RwSignal::from(hit);
    let lead = hit.read_untracked().lead;
    let pieces = move || {
        let pieces = hit.read().pieces.clone().into_iter();
        let piece = |piece: super::model::Piece| {
            if piece.is_hit { view! { <mark>{piece.text}</mark> }.into_any() } else { piece.text.into_any() }
        };
        pieces.map(piece).collect::<Vec<_>>()
    };
    view! {
        <li>
            <a class="row lead-row" href=move || format!("/leads/{lead}{}", tail.get())>
                <span class="row-main">
                    <span class="lead-row-head">
                        <span class="row-title" dir="auto">{move || hit.read().name.clone()}</span>
                        <span class="lead-row-number"></span>
                        <span class="lead-row-time"><Time at=Signal::derive(move || hit.read().at) style=TimeStyle::Relative/></span>
                    </span>
                    <span class="row-text found-text" dir="auto">
                        {move || if hit.read().is_ours { words::YOU } else { "" }}
                        {move || pieces()}
                    </span>
                </span>
            </a>
        </li>
    }
    .into_any()
}
