//! "Send a link": an address for the owner of the handset, who has no account. It is shown once, as nobody keeps it.
use super::{
    model::{GuestLink, PhoneAction, PhoneId},
    server_fns::{act_on_phone, send_link},
    words,
};
use crate::{
    error::AppError,
    ui::{Button, Dialog, FormError, Look, Time, TimeStyle, browser},
};
use leptos::{prelude::*, task::spawn_local};

const FIELD: &str = "field-guest-link";

/// Makes a link, shows it to be copied, and takes it back.
#[component]
pub fn SendLink(
    /// Which phone it is for.
    phone: PhoneId,
) -> impl IntoView {
    let link = RwSignal::new(None::<GuestLink>);
    let said = RwSignal::new("");
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let done = move |answer: Result<(Option<GuestLink>, &'static str), AppError>| {
        busy.try_set(false);
        match answer {
            Ok((made, words)) => {
                error.try_set(None);
                link.try_set(made);
                said.try_set(words);
            }
            Err(refused) => drop(error.try_set(Some(refused.to_string()))),
        }
    };
    let make = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move { done(send_link(phone).await.map(|made| (Some(made), ""))) });
    });
    let revoke = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move { done(act_on_phone(phone, PhoneAction::RevokeLink).await.map(|()| (None, words::LINK_REVOKED))) });
    });
    let copy = Callback::new(move |()| said.set(if browser::copy_field(FIELD) { words::LINK_COPIED } else { words::LINK_NOT_COPIED }));
    let shown = move || {
        let GuestLink { url, expires_at } = link.get()?;
        Some(
            view! {
                <label class="field-label" for=FIELD>{words::LINK_ADDRESS}</label>
                <div class="send-link-address">
                    <input class="input" id=FIELD readonly=true value=url/>
                    <Button on_press=copy>{words::LINK_COPY}</Button>
                </div>
                <p class="row-text">{words::LINK_UNTIL}<Time at=expires_at style=TimeStyle::Since/></p>
            }
            .into_any(),
        )
    };
    view! {
        <div class="send-link">
            <p class="row-text">{words::SEND_LINK_TEXT}</p>
            <FormError error=error/>
            {move || shown()}
            <p class="row-text" aria-live="polite">{move || said.get()}</p>
            <div class="form-actions">
                <Button busy=busy on_press=revoke>{words::LINK_REVOKE}</Button>
                <Button look=Look::Primary busy=busy on_press=make>{words::LINK_MAKE}</Button>
            </div>
        </div>
    }
}

/// The same on the phone's own page.
#[component]
pub fn SendLinkDialog(
    /// Which phone it is for.
    phone: PhoneId,
    /// Closes it; what was made stands.
    on_close: Callback<()>,
) -> impl IntoView {
    view! { <Dialog title=words::SEND_LINK on_close><SendLink phone/></Dialog> }
}
