//! The banner on every page: which phones do not work, and what to do. For those who can repair them.
use super::{telling::tell_of_messages, words};
use crate::{
    live::{Change, Live},
    phones::{Phone, PhoneState},
    team::SignedIn,
    ui::{Entry, Glyph, Icon, Toasts, awaited, browser, entries, part},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// What is broken; empty when nothing is, and for those who could not repair it. It comes with the live stream, which tells of it.
pub fn phones_banner() -> AnyView {
    part(|| ().into_any(), || Box::pin(split()))
}

#[wasm_split(part_live, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split() -> Result<AnyView, SplitLoaderError> {
    let part = || async {
        SignedIn::known().await;
        tell_of_messages();
        ().into_any()
    };
    Ok(view! { <PhonesBanner/>{awaited(|| ().into_any(), part)} }.into_any())
}

#[component]
fn PhonesBanner() -> impl IntoView {
    let (live, toasts) = (Live::of_tab(), Toasts::of_page());
    let broken = live.broken_phones();
    live.listen(move |change| {
        // Nobody told this tab of broken phones: it belongs to somebody who cannot repair them.
        let Some(mut known) = broken.get_untracked() else { return };
        let was_broken = |id| known.iter().any(|phone| phone.id == id);
        let (id, was_broken, now_broken) = match change {
            Change::Phone(phone) => {
                let was_broken = was_broken(phone.id);
                let is_on_its_way = was_broken && (phone.state == PhoneState::Reconnecting || phone.state.is_linking());
                (phone.id, was_broken, (phone.is_broken() || is_on_its_way).then_some(phone))
            }
            Change::PhoneRemoved(id) => (*id, was_broken(*id), None),
            _ => return,
        };
        if let (false, Some(phone)) = (was_broken, now_broken) {
            let cause = phone.cause.as_ref().map(|cause| cause.in_words()).unwrap_or_default();
            notify(phone, &words::broken(&phone.name), &cause);
        }
        if was_broken || now_broken.is_some() {
            known.retain(|phone| phone.id != id);
            known.extend(now_broken.cloned());
            broken.set(Some(known));
        }
        // It works again once WhatsApp has confirmed the login, and not before.
        if let (true, Change::Phone(phone)) = (was_broken, change)
            && matches!(phone.state, PhoneState::Syncing | PhoneState::Connected)
        {
            toasts.show(words::recovered(&phone.name));
            notify(phone, &words::recovered(&phone.name), "");
        }
    });
    view! { <div class="banner-list">{entries(move || broken.get().unwrap_or_default().into_iter().filter(needs_somebody).map(entry).collect())}</div> }
}

/// While a phone is being linked somebody is at it already.
fn needs_somebody(phone: &Phone) -> bool {
    !phone.state.is_linking()
}

/// Tells those who asked for it and look elsewhere. What is said later of the same phone takes the place.
fn notify(phone: &Phone, title: &str, text: &str) {
    if !browser::has_focus() {
        browser::notify(title, text, &phone.id.to_string());
    }
}

fn entry(phone: Phone) -> Entry {
    Entry::new((false, phone.since, phone.id.0), move || {
        let cause = phone.cause.map(|cause| cause.in_words());
        view! {
            <p class="banner" role="status">
                <Icon glyph=Glyph::Alert/>
                <a href=format!("/phones/{}", phone.id)>{phone.name}</a>
                <span>{phone.state.label()}". "{cause}</span>
            </p>
        }
        .into_any()
    })
}
