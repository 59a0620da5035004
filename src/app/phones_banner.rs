//! The banner on every page: which phones do not work, and what to do. For those who can repair them.
use crate::{
    live::{Change, Live},
    phones::{Phone, list_phones},
    team::{Permission, SignedIn},
    ui::{Entry, Glyph, Icon, Reading, Rows, Toasts, awaited, entries},
};
use leptos::prelude::*;

/// Waits for the frame's answer about who is here, then shows what is broken.
#[component]
pub fn PhonesBanner() -> impl IntoView {
    let rows = Rows::<Phone>::default();
    let phones = Reading::of(list_phones);
    let toasts = Toasts::of_page();
    let put = move |phone: &Phone| match phone.state.is_broken() && phone.number.is_some() {
        true => rows.put(phone.id.0, phone.clone()),
        false => rows.remove(phone.id.0),
    };
    let keeper = Live::of_tab().keep(
        list_phones,
        move |phones: Vec<Phone>| phones.iter().for_each(put),
        move |change| match change {
            Change::Phone(phone) => {
                let was_broken = rows.value(phone.id.0).is_some();
                put(phone);
                if was_broken && phone.state.is_active() {
                    toasts.show(super::words::recovered(&phone.name));
                }
            }
            Change::PhoneRemoved(phone) => rows.remove(phone.0),
            _ => {}
        },
    );
    let part = move || async move {
        SignedIn::known().await;
        if !SignedIn::may(Permission::ManagePhones) {
            return ().into_any();
        }
        if let Ok(phones) = phones.answer().await {
            keeper.loaded(phones);
        }
        view! { <div class="banner-list">{entries(move || rows.all().into_iter().map(entry).collect())}</div> }.into_any()
    };
    awaited(|| ().into_any(), part)
}

fn entry(row: crate::ui::Row<Phone>) -> Entry {
    let phone = RwSignal::from(row.value);
    Entry::of(row.id, move || {
        let cause = move || phone.read().cause.as_ref().map(|cause| cause.in_words());
        view! {
            <p class="banner" role="status">
                <Icon glyph=Glyph::Alert/>
                <a href=move || format!("/phones/{}", phone.read().id)>{move || phone.read().name.clone()}</a>
                <span>{move || phone.read().state.label()}". "{move || cause()}</span>
            </p>
        }
        .into_any()
    })
}
