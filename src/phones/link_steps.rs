//! The ways around a scan: eight characters typed on the handset, and WhatsApp's question for a passkey.
use super::{
    code_view::seconds_left,
    linker::Linker,
    model::{LinkProgress, PhoneAction, PhoneId},
    words,
};
use crate::{
    error::AppError,
    ui::{Button, Field, Look, Toasts, browser, sent},
};
use leptos::{prelude::*, task::spawn_local};

/// "Link with phone number": asks for the number, then shows what to type on the handset.
#[component]
pub fn NumberStep(
    /// Which phone is linked.
    phone: PhoneId,
    /// Its link.
    progress: Signal<Option<LinkProgress>>,
    /// Who links it.
    linker: Linker,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<AppError>);
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let number = browser::field_of(&event, "number");
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            if let Err(refused) = linker.by_number(phone, number).await {
                error.try_set(Some(refused));
            }
            busy.try_set(false);
        });
    });
    let why = Signal::derive(move || error.get().map(|error| error.to_string()));
    let code = Memo::new(move |_| progress.read().as_ref().and_then(|progress| progress.by_number.clone()));
    let left = seconds_left(Signal::derive(move || code.read().as_ref().map(|code| code.expires_in_ms)));
    // Once there were some, their end is told, whether it was their time or WhatsApp.
    let had_one = Memo::new(move |before: Option<&bool>| before == Some(&true) || code.read().is_some());
    let is_over = Memo::new(move |_| code.read().is_none() || left.get() == Some(0));
    let shown = move || match code.get().filter(|_| !is_over.get()) {
        Some(code) => Some(
            view! {
                <p class="link-number-code">{code.code}</p>
                <p class="row-text">{code.number}". "{words::BY_NUMBER_TYPE}</p>
            }
            .into_any(),
        ),
        None => had_one.get().then(|| view! { <p class="link-cause">{words::BY_NUMBER_OVER}</p> }.into_any()),
    };
    let time = move || left.get().filter(|_| !is_over.get()).map(words::left);
    view! {
        <details class="link-by-number">
            <summary>{words::BY_NUMBER}</summary>
            <div aria-live="polite">{move || shown()}</div>
            <p class="code-left">{move || time()}</p>
            <form class="form" on:submit=submit>
                <Field label=words::BY_NUMBER_LABEL name="number" kind="tel" autocomplete="tel" hint=words::BY_NUMBER_HINT error=why/>
                <div class="form-actions">
                    <Button kind="submit" busy=busy>{words::BY_NUMBER_ASK}</Button>
                </div>
            </form>
        </details>
    }
}

/// WhatsApp asks for a passkey: what that is, why it cannot be given here, and the code to compare once there is one.
#[component]
pub fn PasskeyStep(
    /// Which phone is linked.
    phone: PhoneId,
    /// Its link.
    progress: Signal<Option<LinkProgress>>,
    /// Who links it.
    linker: Linker,
) -> impl IntoView {
    let toasts = Toasts::of_page();
    let act = move |action| {
        Callback::new(move |()| {
            spawn_local(async move {
                if let Err(refused) = linker.act(phone, action).await {
                    toasts.show(refused.to_string());
                }
            });
        })
    };
    let compare = move || {
        let code = progress.read().as_ref()?.passkey_code.clone()?;
        Some(
            view! {
                <p class="link-number-code">{code}</p>
                <p>{words::PASSKEY_COMPARE}</p>
                <Button look=Look::Primary on_press=act(PhoneAction::ConfirmPasskey)>{words::PASSKEY_SAME}</Button>
            }
            .into_any(),
        )
    };
    view! {
        <p class="link-cause">{words::PASSKEY_WHAT}</p>
        <div aria-live="polite">{move || compare()}</div>
        <p class="row-text">{words::PASSKEY_NEXT}</p>
        <Button on_press=act(PhoneAction::CancelLink)>{words::CANCEL_LINK}</Button>
    }
}
