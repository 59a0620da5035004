//! One lead: the conversation, where it is answered, and the facts. Composed here, as it is made of several rooms.
use super::{
    attending::attending,
    lead_facts::{self, LeadFacts},
    leads_region::Unread,
    words,
};
use crate::{
    conversations::{Composer, Talk, ThreadView},
    error::AppError,
    leads::{Lead, LeadId, lead as fetch_lead, lead_keys},
    live::{Change, Live},
    team::SignedIn,
    ui::{EmptyState, ErrorView, Glyph, Icon, Look, PageHeader, Reading, Skeleton, awaited, pressed, title},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
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
    let keeper = Live::of_tab().keep(
        move || fetch_lead(id),
        move |lead| shown.set(Some(lead)),
        move |change| {
            if let Change::Lead(lead) = change
                && lead.id == id
            {
                shown.set(Some(lead.clone()));
            }
        },
    );
    let part = move || async move {
        match lead.answer().await {
            Ok(lead) => {
                SignedIn::known().await;
                talk.unread.set_value(lead.unread);
                keeper.loaded(lead);
                view! { <Talking id talk shown/> }.into_any()
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
fn Talking(id: LeadId, talk: Talk, shown: RwSignal<Option<Lead>>) -> impl IntoView {
    let name = Memo::new(move |_| shown.read().as_ref().map(|lead| lead.name.clone()).unwrap_or_default());
    let number = move || shown.read().as_ref().and_then(|lead| lead.number.clone()).filter(|number| *number != name.get());
    let (facts, asks) = (RwSignal::new(false), RwSignal::new(None));
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
                {attending(id, talk, shown)}
                <Composer talk/>
            </div>
            <LeadFacts lead=shown book=talk.book asks/>
        </div>
        {lead_keys(shown, asks)}
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
