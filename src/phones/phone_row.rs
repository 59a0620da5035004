//! One phone in the list: who, where it stands and why, and what can be done.
use super::{
    model::{Phone, PhoneId, PhoneState},
    phones_page::RowDialog,
    server_fns::begin_linking,
    words,
};
use crate::ui::{Glyph, Icon, StatusChip, Time, TimeStyle, Toasts, pressed};
use leptos::{prelude::*, task::spawn_local};

/// A row.
#[component]
pub fn PhoneRow(
    /// The phone as it is now.
    phone: ArcRwSignal<Phone>,
    /// Whether this person may change it.
    may_manage: bool,
    /// Where the row opens its dialogs.
    dialog: RwSignal<Option<RowDialog>>,
    /// Opens the link dialog.
    open_link: Callback<Option<String>>,
) -> impl IntoView {
    let phone = RwSignal::from(phone);
    let state = Memo::new(move |_| phone.read().state);
    let chip = move || {
        let (tone, glyph) = words::looks(state.get());
        view! { <StatusChip tone glyph text=state.get().label()/> }.into_any()
    };
    view! {
        <li class="row phone-row">
            <span class="row-mark"><Icon glyph=Glyph::Phone/></span>
            <div class="row-main">
                <p class="row-title">{move || phone.read().name.clone()}</p>
                <p class="row-text">{move || phone.read().number.clone().unwrap_or_else(|| words::NO_NUMBER.to_owned())}</p>
            </div>
            <div class="phone-state">
                <p class="phone-state-line">
                    {move || chip()}
                    <span class="row-text">{words::SINCE}<Time at=Signal::derive(move || phone.read().since) style=TimeStyle::Since/></span>
                </p>
                {move || phone.read().cause.clone().map(|cause| view! { <p class="row-text phone-cause">{cause}</p> }.into_any())}
            </div>
            {may_manage.then(|| view! { <RowActions phone state dialog open_link/> }.into_any())}
        </li>
    }
}

#[component]
fn RowActions(
    phone: RwSignal<Phone>,
    state: Memo<PhoneState>,
    dialog: RwSignal<Option<RowDialog>>,
    open_link: Callback<Option<String>>,
) -> impl IntoView {
    let toasts = Toasts::of_page();
    let link = move || {
        let words = match state.get() {
            state if state.is_linking() => words::SHOW_CODE,
            state if state.is_linked() => return None,
            _ => words::LINK_AGAIN,
        };
        Some(row_button(words, phone, move || show_code(phone.read_untracked().id, open_link, toasts)))
    };
    let linked = move || state.get().is_linked();
    view! {
        <div class="row-actions">
            {move || link()}
            {row_button(words::RENAME, phone, move || dialog.set(Some(RowDialog::Rename(phone.get_untracked()))))}
            {move || linked().then(|| {
                row_button(words::UNLINK, phone, move || dialog.set(Some(RowDialog::Unlink(phone.get_untracked()))))
            })}
        </div>
    }
}

/// Opens the dialog and asks for a code; a link that is under way is joined.
fn show_code(phone: PhoneId, open_link: Callback<Option<String>>, toasts: Toasts) {
    open_link.run(Some(phone.to_string()));
    spawn_local(async move {
        if let Err(refused) = begin_linking(phone, false).await {
            toasts.show(refused.to_string());
        }
    });
}

/// A button that says for screen readers which phone it is for.
fn row_button(words: &'static str, phone: RwSignal<Phone>, press: impl Fn() + Send + 'static) -> AnyView {
    view! {
        <button type="button" class="button button-quiet" on:click=pressed(press)>
            <span>{words}<span class="visually-hidden">" "{move || phone.read().name.clone()}</span></span>
        </button>
    }
    .into_any()
}
