//! Adding a lead by hand.
use super::{
    new_lead::{Added, NewLead},
    server_fns::add_lead,
    words,
};
use crate::{
    error::AppError,
    ui::{Button, Dialog, Field, FormError, Look, Toasts, browser, sent},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

/// Asks for a name and a number, and opens the lead.
#[component]
pub(super) fn AddLeadDialog(
    /// Given up, or done.
    on_close: Callback<()>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<AppError>);
    let of = move |field: &'static str| Signal::derive(move || error.with(|error| error.as_ref()?.of_field(field).map(ToOwned::to_owned)));
    let is_of_field = |error: &AppError| matches!(error, AppError::Invalid(_));
    let of_form = Signal::derive(move || error.get().filter(|error| !is_of_field(error)).map(|error| error.to_string()));
    let (navigate, toasts) = (use_navigate(), Toasts::of_page());
    let done = Callback::new(move |Added { lead, is_new }: Added| {
        on_close.run(());
        if !is_new {
            toasts.show(words::is_here_already(&lead.name));
        }
        navigate(&format!("/leads/{}", lead.id), Default::default());
    });
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        match NewLead::parse(&browser::field_of(&event, "name"), &browser::field_of(&event, "number")) {
            Ok(NewLead { name, number }) => {
                error.set(None);
                busy.set(true);
                spawn_local(async move {
                    let answer = add_lead(name, number).await;
                    busy.try_set(false);
                    match answer {
                        Ok(added) => done.run(added),
                        Err(unfit) => drop(error.try_set(Some(unfit))),
                    }
                });
            }
            Err(unfit) => error.set(Some(unfit)),
        }
    });
    view! {
        <Dialog title=words::ADD_LEAD.to_owned() on_close>
            <form class="form" on:submit=submit>
                <FormError error=of_form/>
                <Field label=words::NAME name="name" hint=words::NAME_HINT error=of("name") autofocus=true/>
                <Field label=words::NUMBER name="number" kind="tel" hint=words::NUMBER_HINT error=of("number")/>
                <div class="form-actions">
                    <Button look=Look::Primary kind="submit" busy=busy>{words::ADD}</Button>
                </div>
            </form>
        </Dialog>
    }
}
