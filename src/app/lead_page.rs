//! One lead: the conversation, where it is answered, and the facts. Composed here, as it is made of several rooms.
use super::{
    lead_facts::{self, LeadFacts},
    leads_region::Unread,
    words,
};
use crate::{
    conversations::{Composer, Talk, ThreadView},
    error::AppError,
    leads::{Lead, LeadId, lead as fetch_lead, mark_lead_read},
    live::{Attendant, Change, Live},
    team::SignedIn,
    ui::{EmptyState, ErrorView, Glyph, Icon, Look, PageHeader, Reading, Skeleton, awaited, browser, effect, pressed, title},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map},
};
use uuid::Uuid;

/// The route "/leads/:id".
#[component]
pub fn LeadPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get_str("id").and_then(|id| Uuid::parse_str(id).ok()).map(LeadId));
    let part = move || match id.get() {
        Some(id) => view! { <OpenLead id/> }.into_any(),
        None => nobody(),
    };
    view! { {move || part()} }
}

#[component]
fn OpenLead(id: LeadId) -> impl IntoView {
    let shown = RwSignal::new(None::<Lead>);
    title(Unread::titled(move || shown.read().as_ref().map_or_else(|| words::LEADS.to_owned(), |lead| lead.name.clone())));
    let lead = Reading::of(move || fetch_lead(id));
    let talk = Talk::with(id);
    let follow = follow_merges();
    let keeper = Live::of_tab().keep(
        move || fetch_lead(id),
        move |lead| shown.set(Some(lead)),
        move |change| match change {
            Change::Lead(lead) if lead.id == id => shown.set(Some(lead.clone())),
            Change::LeadMerged(gone, into) if *gone == id => follow.run(*into),
            _ => {}
        },
    );
    mark_read_when_seen(id, shown);
    let others = Live::of_tab().attend(id);
    let part = move || async move {
        match lead.answer().await {
            Ok(lead) => {
                SignedIn::known().await;
                keeper.loaded(lead);
                view! { <Talking talk shown others/> }.into_any()
            }
            Err(AppError::NotFound(_)) => nobody(),
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| lead.again())/> }.into_any(),
        }
    };
    view! {
        <section class="lead" aria-labelledby="lead-heading">
            {awaited(|| view! { <Skeleton label=words::LOADING/> }.into_any(), part)}
        </section>
    }
}

#[component]
fn Talking(talk: Talk, shown: RwSignal<Option<Lead>>, others: Signal<Vec<Attendant>>) -> impl IntoView {
    let name = Memo::new(move |_| shown.read().as_ref().map(|lead| lead.name.clone()).unwrap_or_default());
    let number = move || shown.read().as_ref().and_then(|lead| lead.number.clone()).filter(|number| *number != name.get());
    let facts = RwSignal::new(false);
    let query = use_location().search;
    let back = move || if query.read().is_empty() { "/leads".to_owned() } else { format!("/leads?{}", query.read()) };
    view! {
        <div class="lead-head">
            <a class="icon-button lead-back" href=back aria-label=words::BACK_TO_LEADS><Icon glyph=Glyph::Back/></a>
            <PageHeader title=name id="lead-heading"/>
            <span class="lead-head-number">{move || number()}</span>
            <button
                type="button"
                class="button lead-facts-switch js-only"
                aria-expanded=move || if facts.get() { "true" } else { "false" }
                aria-controls=lead_facts::ID
                on:click=pressed(move || facts.update(|facts| *facts = !*facts))
            >
                {words::FACTS}
            </button>
        </div>
        <div class="lead-body" class:lead-body-facts=move || facts.get()>
            <div class="lead-talk">
                <ThreadView talk/>
                <p class="lead-others" aria-live="polite">{move || words::others(&others.read())}</p>
                <Composer talk/>
            </div>
            <LeadFacts lead=shown/>
        </div>
    }
}

fn nobody() -> AnyView {
    super::status::not_found();
    title(|| words::LEAD_NOT_FOUND.to_owned());
    view! {
        <div class="lead lead-missing">
            <PageHeader title=words::LEAD_NOT_FOUND id="lead-heading"/>
            <EmptyState glyph=Glyph::Leads title=words::NOT_FOUND_TEXT>
                <a class=Look::Plain.class() href="/leads">{words::GO_TO_LEADS}</a>
            </EmptyState>
        </div>
    }
    .into_any()
}

/// Whatever the lead wrote is read here once it is on a screen that somebody looks at.
fn mark_read_when_seen(id: LeadId, shown: RwSignal<Option<Lead>>) {
    let unread = Memo::new(move |_| shown.read().as_ref().map_or(0, |lead| lead.unread));
    let mark = move || {
        if unread.get_untracked() > 0 && browser::is_visible() {
            // Should it fail, the next message or the next look tries again.
            spawn_local(async move { drop(mark_lead_read(id).await) });
        }
    };
    effect(move || {
        unread.track();
        mark();
    });
    effect(move || browser::on_window("visibilitychange", mark));
}

/// Goes to the lead that this one became part of.
fn follow_merges() -> Callback<LeadId> {
    let navigate = use_navigate();
    Callback::new(move |into: LeadId| {
        let options = NavigateOptions { replace: true, ..Default::default() };
        navigate(&format!("/leads/{into}"), options);
    })
}
