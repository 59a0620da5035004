//! One phone: where it stands and why, its health, what can be done, and everything that happened to it.
use super::{
    model::{Fact, PhoneOverview},
    server_fns::phone_details,
    words,
};
use crate::{
    error::AppError,
    live::{Change, Live},
    phones::{Phone, PhoneActions, PhoneChange, PhoneId, StateOfPhone, chip, settings::phone_settings_view},
    team::{Permission, SignedIn},
    ui::{EmptyState, ErrorView, Glyph, Icon, Look, PageHeader, Reading, Skeleton, Time, TimeStyle, awaited, title},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use uuid::Uuid;

/// The route "/phones/:id".
#[component]
pub fn PhonePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get_str("id").and_then(|id| Uuid::parse_str(id).ok()).map(PhoneId));
    let part = move || match id.get() {
        Some(id) => view! { <OpenPhone id/> }.into_any(),
        None => nobody(),
    };
    view! { {move || part()} }
}

#[component]
fn OpenPhone(id: PhoneId) -> impl IntoView {
    let shown = RwSignal::new(None::<PhoneOverview>);
    title(move || shown.read().as_ref().map_or_else(|| words::PHONES.to_owned(), |shown| shown.phone.name.clone()));
    let details = Reading::of(move || phone_details(id));
    let read_again = move || {
        spawn_local(async move {
            if let Ok(fresh) = phone_details(id).await {
                shown.try_set(Some(fresh));
            }
        });
    };
    let navigate = use_navigate();
    let leave = Callback::new(move |()| navigate("/phones", NavigateOptions { replace: true, ..Default::default() }));
    let keeper = Live::of_tab().keep(
        move || phone_details(id),
        move |fresh| shown.set(Some(fresh)),
        move |change| match change {
            Change::Phone(phone) if phone.id == id => {
                shown.update(|shown| {
                    if let Some(shown) = shown {
                        shown.phone = phone.clone();
                    }
                });
                read_again();
            }
            Change::PhoneRemoved(phone) if *phone == id => leave.run(()),
            Change::Message(message) if message.phone_id == id => read_again(),
            _ => {}
        },
    );
    let part = move || async move {
        match details.answer().await {
            Ok(found) => {
                SignedIn::known().await;
                let phone = RwSignal::new(found.phone.clone());
                keeper.loaded(found);
                view! { <Details phone shown/> }.into_any()
            }
            Err(AppError::NotFound(_)) => nobody(),
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| details.again())/> }.into_any(),
        }
    };
    view! { <div class="page">{awaited(|| view! { <Skeleton label=words::LOADING/> }.into_any(), part)}</div> }
}

#[component]
fn Details(phone: RwSignal<Phone>, shown: RwSignal<Option<PhoneOverview>>) -> impl IntoView {
    crate::ui::effect(move || {
        if let Some(shown) = &*shown.read() {
            phone.set(shown.phone.clone());
        }
    });
    let navigate = use_navigate();
    let open_link = Callback::new(move |target: Option<String>| {
        navigate(&format!("/phones?link={}", target.unwrap_or_default()), NavigateOptions::default());
    });
    let name = Memo::new(move |_| phone.read().name.clone());
    let facts = move || shown.read().as_ref().map(|shown| shown.facts.iter().map(fact).collect::<Vec<_>>());
    let timeline = move || shown.read().as_ref().map(|shown| shown.timeline.iter().map(change).collect::<Vec<_>>());
    view! {
        <div class="phone-head">
            <a class="icon-button" href="/phones" aria-label=words::BACK_TO_PHONES><Icon glyph=Glyph::Back/></a>
            <PageHeader title=name/>
            <span class="lead-head-number">{move || phone.read().number.clone()}</span>
        </div>
        <StateOfPhone phone/>
        {SignedIn::may(Permission::ManagePhones).then(|| view! { <PhoneActions phone open_link/> }.into_any())}
        <h2>{words::HEALTH}</h2>
        <dl class="phone-health">{move || facts()}</dl>
        {SignedIn::may(Permission::ManagePhones).then(|| phone_settings_view(phone.read_untracked().id))}
        <h2>{words::TIMELINE}</h2>
        <ol class="phone-timeline">{move || timeline()}</ol>
    }
}

fn fact(fact: &Fact) -> AnyView {
    let Fact { label, text, at, warning } = fact.clone();
    view! {
        <div>
            <dt>{label}</dt>
            <dd>
                {text}" "{at.map(|at| view! { <Time at style=TimeStyle::Since/> }.into_any())}
                {warning.map(|warning| view! { <p class="phone-warning"><Icon glyph=Glyph::Alert/>{warning}</p> }.into_any())}
            </dd>
        </div>
    }
    .into_any()
}

fn change(change: &PhoneChange) -> AnyView {
    let PhoneChange { state, cause, at } = change.clone();
    view! {
        <li>
            <Time at style=TimeStyle::Since/>
            {chip(state)}
            <p class="row-text">{cause.map(|cause| cause.in_words())}</p>
        </li>
    }
    .into_any()
}

fn nobody() -> AnyView {
    super::status::not_found();
    title(|| words::PHONE_NOT_FOUND.to_owned());
    view! {
        <div class="page">
            <PageHeader title=words::PHONE_NOT_FOUND/>
            <EmptyState glyph=Glyph::Phone title=words::NOT_FOUND_TEXT>
                <a class=Look::Plain.class() href="/phones">{words::BACK_TO_PHONES}</a>
            </EmptyState>
        </div>
    }
    .into_any()
}
