//! The page of the phones: every one with its state, and the ways to link, name and unlink.
use super::{
    link_address::{link_target, open_link},
    link_dialog::LinkDialog,
    model::{Phone, PhoneId},
    phone_row::PhoneRow,
    server_fns::list_phones,
    words,
};
use crate::{
    live::{Change, Live},
    team::{IfMay, Permission, SignedIn},
    ui::{
        Button, EmptyState, Entry, ErrorView, Glyph, Icon, Look, NoticesSwitch, PageHeader, Reading, Row, Rows, Skeleton, awaited, entries,
        title,
    },
};
use leptos::prelude::*;

/// The page "Phones".
#[component]
pub fn PhonesPage(
    /// Scans the code on show with the simulated handset; offered in demo mode.
    on_simulated_scan: Callback<PhoneId>,
) -> impl IntoView {
    title(|| words::PHONES.to_owned());
    let rows = Rows::<Phone>::default();
    let phones = Reading::of(list_phones);
    let keeper = Live::of_tab().keep(
        list_phones,
        move |phones: Vec<Phone>| rows.replace(phones.into_iter().map(|phone| (phone.id.0, phone)).collect()),
        move |change| apply(rows, change),
    );
    let loaded = RwSignal::new(false);
    let link = link_target(rows, loaded);
    let open_link = open_link();
    let on_added = Callback::new(move |phone: Phone| {
        let id = phone.id;
        apply(rows, &Change::Phone(phone));
        open_link.run(Some(id.to_string()));
    });
    let new_link = Callback::new(move |()| open_link.run(Some("new".to_owned())));
    let part = move || async move {
        match phones.answer().await {
            Ok(phones) => {
                SignedIn::known().await;
                keeper.loaded(phones);
                loaded.set(true);
                view! { <PhoneList rows open_link/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| phones.again())/> }.into_any(),
        }
    };
    view! {
        <div class="page">
            <PageHeader title=words::PHONES>
                <IfMay permission=Permission::ManagePhones>
                    <a class=Look::Plain.class() href="/doctor">{words::DOCTOR}</a>
                    <Button look=Look::Primary on_press=new_link><Icon glyph=Glyph::Plus/>{words::LINK}</Button>
                </IfMay>
            </PageHeader>
            {awaited(|| view! { <Skeleton label=words::LOADING/> }.into_any(), part)}
            <IfMay permission=Permission::ManagePhones>
                <NoticesSwitch about=words::NOTICES/>
                {move || link.get().map(|target| view! { <LinkDialog target on_added open_link on_simulated_scan/> }.into_any())}
            </IfMay>
        </div>
    }
}

#[component]
fn PhoneList(rows: Rows<Phone>, open_link: Callback<Option<String>>) -> impl IntoView {
    let may_manage = SignedIn::may(Permission::ManagePhones);
    let entry = move |row: Row<Phone>| Entry::of(row, move |phone| view! { <PhoneRow phone may_manage open_link/> }.into_any());
    let list = move || {
        view! {
            <ul class="list" aria-label=words::PHONES>
                {entries(move || rows.all().into_iter().map(entry).collect())}
            </ul>
        }
        .into_any()
    };
    let empty = move || {
        let text = if may_manage { words::EMPTY_TEXT } else { words::EMPTY_NOT_ALLOWED };
        view! {
            <EmptyState glyph=Glyph::Phone title=words::EMPTY text=text>
                {may_manage.then(|| view! {
                    <Button on_press=Callback::new(move |()| open_link.run(Some("new".to_owned())))>{words::LINK}</Button>
                }.into_any())}
            </EmptyState>
        }
        .into_any()
    };
    let is_empty = Memo::new(move |_| rows.is_empty());
    view! { {move || if is_empty.get() { empty() } else { list() }} }
}

fn apply(rows: Rows<Phone>, change: &Change) {
    match change {
        Change::Phone(phone) => {
            rows.put(phone.id.0, phone.clone());
            // Ids carry the time of their making: the newest first, as the server lists them.
            rows.sort(|one, other| other.id.0.cmp(&one.id.0));
        }
        Change::PhoneRemoved(phone) => rows.remove(phone.0),
        _ => {}
    }
}
