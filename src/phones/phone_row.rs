//! One phone in the list: who, where it stands and why, and what can be done.
use super::{
    model::{Phone, PhoneAction, PhoneId, PhoneState},
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
            {may_manage.then(|| view! { <div class="row-actions"><NextStep phone open_link/></div> }.into_any())}
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

/// The next step of a phone in its state; everything else is on its own page.
#[component]
pub fn NextStep(
    /// The phone as it is now.
    phone: RwSignal<Phone>,
    /// Opens the link dialog.
    open_link: Callback<Option<String>>,
) -> impl IntoView {
    let toasts = Toasts::of_page();
    let state = Memo::new(move |_| phone.read().state);
    let link = move || {
        let words = match state.get() {
            state if state.is_linking() => words::SHOW_CODE,
            state if state.is_active() || phone.read().is_still_linked() => return None,
            _ => words::LINK_AGAIN,
        };
        Some(row_button(words, phone, move || show_code(phone.read_untracked().id, open_link, toasts)))
    };
    let connect = move || {
        let may_come_back = state.get().keeps_link() || matches!(state.get(), PhoneState::LoggedOut | PhoneState::Failed);
        match state.get() {
            // It comes back by itself, but nobody has to wait for the next try.
            PhoneState::Reconnecting => Some(action_button(words::CONNECT_NOW, phone, PhoneAction::Connect)),
            state if state.is_active() => None,
            _ => (may_come_back && phone.read().number.is_some()).then(|| action_button(words::CONNECT, phone, PhoneAction::Connect)),
        }
    };
    view! {
        {move || connect()}
        {move || link()}
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

/// A button that has an action done.
pub fn action_button(words: &'static str, phone: RwSignal<Phone>, action: PhoneAction) -> AnyView {
    let toasts = Toasts::of_page();
    row_button(words, phone, move || {
        let id = phone.read_untracked().id;
        spawn_local(async move { refusal_to(toasts, act_on_phone(id, action).await) });
    })
}

/// A button that says for screen readers which phone it is for.
pub fn row_button(words: &'static str, phone: RwSignal<Phone>, press: impl Fn() + Send + 'static) -> AnyView {
    view! {
        <button type="button" class="button button-quiet" on:click=pressed(press)>
            <span>{words}<span class="visually-hidden">" "{move || phone.read().name.clone()}</span></span>
        </button>
    }
    .into_any()
}
