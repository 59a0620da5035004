//! One phone in the list: who, where it stands and why, and what can be done.
use super::{
    model::{Phone, PhoneAction, PhoneId, PhoneState},
    phones_page::RowDialog,
    server_fns::{act_on_phone, begin_linking},
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
    view! {
        <li class="row phone-row">
            <span class="row-mark"><Icon glyph=Glyph::Phone/></span>
            <div class="row-main">
                <p class="row-title"><a href=move || format!("/phones/{}", phone.read().id)>{move || phone.read().name.clone()}</a></p>
                <p class="row-text">{move || phone.read().number.clone().unwrap_or_else(|| words::NO_NUMBER.to_owned())}</p>
            </div>
            <StateOfPhone phone/>
            {may_manage.then(|| view! { <PhoneActions phone dialog open_link all=false/> }.into_any())}
        </li>
    }
}

/// Where a phone stands, since when, why, and what to do.
#[component]
pub fn StateOfPhone(
    /// The phone as it is now.
    phone: RwSignal<Phone>,
) -> impl IntoView {
    let state = Memo::new(move |_| phone.read().state);
    let chip = move || chip(state.get());
    let until = move || {
        let at = phone.read().cause.as_ref().and_then(|cause| cause.until)?;
        Some(view! { <span class="row-text">{words::until(state.get())}<Time at style=TimeStyle::Moment/></span> }.into_any())
    };
    view! {
        <div class="phone-state">
            <p class="phone-state-line">
                {move || chip()}
                <span class="row-text">{words::SINCE}<Time at=Signal::derive(move || phone.read().since) style=TimeStyle::Since/></span>
                {move || until()}
            </p>
            {move || phone.read().cause.clone().map(|cause| view! { <p class="row-text phone-cause">{cause.in_words()}</p> }.into_any())}
        </div>
    }
}

/// A state as icon, words and colour.
pub fn chip(state: PhoneState) -> AnyView {
    let (tone, glyph) = words::looks(state);
    view! { <StatusChip tone glyph text=state.label()/> }.into_any()
}

/// What can be done to a phone in its state: the next step, and `all` the rest on its own page.
#[component]
pub fn PhoneActions(
    /// The phone as it is now.
    phone: RwSignal<Phone>,
    /// Where its dialogs are opened.
    dialog: RwSignal<Option<RowDialog>>,
    /// Opens the link dialog.
    open_link: Callback<Option<String>>,
    /// Also what is done once in a while.
    all: bool,
) -> impl IntoView {
    let toasts = Toasts::of_page();
    let state = Memo::new(move |_| phone.read().state);
    let act = move |words, action| {
        row_button(words, phone, move || {
            let id = phone.read_untracked().id;
            spawn_local(async move { refusal_to(toasts, act_on_phone(id, action).await) });
        })
    };
    let link = move || {
        let words = match state.get() {
            state if state.is_linking() => words::SHOW_CODE,
            state if state.is_active() => return None,
            _ => words::LINK_AGAIN,
        };
        Some(row_button(words, phone, move || show_code(phone.read_untracked().id, open_link, toasts)))
    };
    let connect = move || {
        let may_come_back = state.get().keeps_link() || matches!(state.get(), PhoneState::LoggedOut | PhoneState::Failed);
        (may_come_back && !state.get().is_active() && phone.read().number.is_some()).then(|| act(words::CONNECT, PhoneAction::Connect))
    };
    let rest = move || {
        let paused = phone.read().sending_paused;
        let (words, sending) =
            if paused { (words::RESUME_SENDING, PhoneAction::ResumeSending) } else { (words::PAUSE_SENDING, PhoneAction::PauseSending) };
        let send = (!state.get().is_active())
            .then(|| row_button(words::SEND_LINK, phone, move || dialog.set(Some(RowDialog::SendLink(phone.read_untracked().id)))));
        let disconnect = state.get().is_active().then(|| act(words::DISCONNECT, PhoneAction::Disconnect));
        view! {
            {disconnect}
            {act(words, sending)}
            {send}
            {row_button(words::REMOVE, phone, move || dialog.set(Some(RowDialog::Remove(phone.get_untracked()))))}
        }
        .into_any()
    };
    view! {
        <div class="row-actions">
            {move || connect()}
            {move || link()}
            {row_button(words::RENAME, phone, move || dialog.set(Some(RowDialog::Rename(phone.get_untracked()))))}
            {move || state.get().keeps_link().then(|| {
                row_button(words::UNLINK, phone, move || dialog.set(Some(RowDialog::Unlink(phone.get_untracked()))))
            })}
            {move || all.then(rest)}
        </div>
    }
}

/// Opens the dialog and asks for a code; a link that is under way is joined.
fn show_code(phone: PhoneId, open_link: Callback<Option<String>>, toasts: Toasts) {
    open_link.run(Some(phone.to_string()));
    spawn_local(async move { refusal_to(toasts, begin_linking(phone, false).await.map(drop)) });
}

fn refusal_to(toasts: Toasts, done: Result<(), crate::error::AppError>) {
    if let Err(refused) = done {
        toasts.show(refused.to_string());
    }
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
