//! Ending a link: the way back is a new scan, so the person types the phone's name.
use super::{
    model::{Phone, PhoneAction},
    server_fns::act_on_phone,
    words,
};
use crate::{
    error::AppError,
    ui::{Button, Dialog, FormError, Look, sent, typed},
};
use leptos::{prelude::*, task::spawn_local};

/// Unlinks or removes a phone after a typed confirmation.
#[component]
pub fn UnlinkDialog(
    /// Which.
    phone: Phone,
    /// [`PhoneAction::Unlink`], or [`PhoneAction::Remove`], which goes further.
    action: PhoneAction,
    /// Done or given up.
    on_close: Callback<()>,
) -> impl IntoView {
    let repeated = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let untold = phone.may_leave_a_link().then(|| view! { <p>{words::CANNOT_BE_TOLD}</p> }.into_any());
    let (id, name) = (phone.id, phone.name);
    let label = words::type_to_confirm(&name);
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        if repeated.get_untracked().trim() != name {
            return error.set(Some(words::UNLINK_CHECK.to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            match act_on_phone(id, action).await {
                // Whoever removed a phone has left its page, and the dialog with it.
                Ok(()) => drop(on_close.try_run(())),
                Err(refused) => error.set(Some(AppError::to_string(&refused))),
            }
            busy.try_set(false);
        });
    });
    let (title, text, button) = match action {
        PhoneAction::Remove => (words::REMOVE_TITLE, words::REMOVE_TEXT, words::REMOVE),
        _ => (words::UNLINK_TITLE, words::UNLINK_TEXT, words::UNLINK),
    };
    view! {
        <Dialog title on_close>
            <form class="form" on:submit=submit>
                <p>{text}</p>
                {untold}
                <FormError error=error/>
                <div class="field">
                    <label class="field-label" for="field-confirm">{label}</label>
                    <input
                        class="input"
                        id="field-confirm"
                        autocomplete="off"
                        autofocus=true
                        on:input=typed(move |name| repeated.set(name))
                    />
                </div>
                <div class="form-actions">
                    <Button on_press=on_close>{words::CANCEL}</Button>
                    <Button look=Look::Danger kind="submit" busy=busy>{button}</Button>
                </div>
            </form>
        </Dialog>
    }
}
