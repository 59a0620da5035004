//! The frame around every page of the team: rail, header with the live sign, and nothing of it for strangers.
use super::{lazy::fetch_pages, palette::palette, phones_banner::phones_banner, words};
use crate::{
    live::{Live, LiveStatus},
    team::{Actor, SignOut, Welcome, ask_who_is_signed_in, sign_out},
    ui::{Button, ErrorView, Glyph, Icon, LiveIndicator, LiveSign, Look, ThemeSwitch, awaited, effect, sent},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_location,
    location::Url,
};
use server_fn::ServerFn;

/// The frame. Strangers are sent to sign in; the pages inside ask the server for themselves, which refuses strangers.
#[component]
pub fn Frame() -> impl IntoView {
    let asked = ask_who_is_signed_in();
    let live = Live::of_tab();
    let who = move || async move {
        match asked.answer().await {
            Ok(Welcome { actor: Some(actor), demo, .. }) => view! { <Person actor demo/> }.into_any(),
            Ok(Welcome { actor: None, .. }) => view! { <Redirect path=sign_in_first()/> }.into_any(),
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| asked.again())/> }.into_any(),
        }
    };
    view! {
        <div class="frame">
            <Rail/>
            <header class="top">
                <span class="brand">{words::NAME}</span>
                <LiveIndicator sign=Signal::derive(move || sign(live.status().get()))/>
                <span class="top-space"></span>
                <ThemeSwitch/>
                {awaited(|| ().into_any(), who)}
            </header>
            {palette()}
            <main class="main" id="main" tabindex="-1">
                {phones_banner()}
                <Outlet/>
            </main>
        </div>
    }
}

#[component]
fn Rail() -> impl IntoView {
    view! {
        <nav class="rail" aria-label=words::MAIN>
            <RailLink path="/today" glyph=Glyph::Day name=words::TODAY/>
            <RailLink path="/leads" glyph=Glyph::Leads name=words::LEADS/>
            <RailLink path="/templates" glyph=Glyph::Talk name=words::TEMPLATES/>
            <RailLink path="/sequences" glyph=Glyph::Steps name=words::SEQUENCES/>
            <RailLink path="/phones" glyph=Glyph::Phone name=words::PHONES/>
        </nav>
    }
}

/// A place in the rail, marked while this page or one below it is on show.
#[component]
fn RailLink(path: &'static str, glyph: Glyph, name: &'static str) -> impl IntoView {
    let here = use_location().pathname;
    let is_here = move || here.read().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    view! { <a href=path aria-current=move || is_here().then_some("page")><Icon glyph=glyph/><span>{name}</span></a> }
}

#[component]
fn Person(actor: Actor, demo: bool) -> impl IntoView {
    let live = Live::of_tab();
    effect(move || {
        live.start();
        spawn_local(fetch_pages());
    });
    let busy = RwSignal::new(false);
    let leave = sent(move |event| {
        event.prevent_default();
        live.leave();
        busy.set(true);
        spawn_local(async move {
            drop(sign_out().await);
            busy.try_set(false);
        });
    });
    view! {
        {demo.then(|| view! { <span class="demo-sign" title=words::DEMO>{words::DEMO_SIGN}</span> }.into_any())}
        <span class="person">
            <span class="person-name" title=actor.email>{actor.name}</span>
            <span class="person-role">{words::role(actor.role)}</span>
        </span>
        <form action=SignOut::PATH method="post" on:submit=leave>
            <Button look=Look::Quiet kind="submit" busy=busy>
                <Icon glyph=Glyph::Leave/><span class="sign-out-word">{words::SIGN_OUT}</span>
            </Button>
        </form>
    }
}

/// The sign-in page, which leads back to what was asked for.
fn sign_in_first() -> String {
    let location = use_location();
    let search = location.search.get_untracked();
    let asked =
        if search.is_empty() { location.pathname.get_untracked() } else { format!("{}?{search}", location.pathname.get_untracked()) };
    format!("/sign-in?next={}", Url::escape(&asked))
}

fn sign(status: LiveStatus) -> LiveSign {
    match status {
        LiveStatus::Connecting => LiveSign::Connecting,
        LiveStatus::Live => LiveSign::Live,
        LiveStatus::Reconnecting => LiveSign::Reconnecting,
        LiveStatus::Offline { since } => LiveSign::Offline(since),
        LiveStatus::SignedOut => LiveSign::Reconnecting,
    }
}
