//! Naming a phone: the form that asks for it, and the dialog that changes it.
use super::{
    model::{Phone, PhoneName},
    server_fns::rename_phone,
    words,
};
use crate::{
    error::AppError,
    ui::{Button, Dialog, Field, FormError, Look, browser, sent},
};
use leptos::{prelude::*, task::spawn_local};

/// Asks for a name. `on_name` gets one that is fit; `answer` is what came of it.
#[component]
pub fn NameForm(
    /// The name to begin with.
    #[prop(optional, into)]
    name: String,
    /// The words on the button.
    button: &'static str,
    /// Help under the field.
    hint: &'static str,
    /// Whether the name is being taken.
    busy: RwSignal<bool>,
    /// What is wrong with it.
    error: RwSignal<Option<AppError>>,
    /// Takes the name.
    on_name: Callback<String>,
) -> impl IntoView {
    let of_field = Signal::derive(move || error.with(|error| error.as_ref()?.of_field("name").map(ToOwned::to_owned)));
    let of_form = Signal::derive(move || error.get().filter(|error| error.of_field("name").is_none()).map(|error| error.to_string()));
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        match PhoneName::parse(&browser::field_of(&event, "name")) {
            Ok(fit) => {
                error.set(None);
                busy.set(true);
                on_name.run(fit.as_str().to_owned());
            }
            Err(unfit) => error.set(Some(unfit)),
        }
    });
    view! {
        <form class="form" on:submit=submit>
            <FormError error=of_form/>
            <Field label=words::NAME name="name" hint error=of_field value=name autofocus=true/>
            <div class="form-actions">
                <Button look=Look::Primary kind="submit" busy=busy>{button}</Button>
            </div>
        </form>
    }
}

/// Gives a phone a new name.
#[component]
pub fn RenameDialog(
    /// Which.
    phone: Phone,
    /// Done or given up.
    on_close: Callback<()>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None);
    let id = phone.id;
    let rename = Callback::new(move |name| {
        spawn_local(async move {
            match rename_phone(id, name).await {
                Ok(_) => on_close.run(()),
                Err(unfit) => error.set(Some(unfit)),
            }
            busy.try_set(false);
        });
    });
    view! {
        <Dialog title=words::RENAME_TITLE on_close>
            <NameForm name=phone.name button=words::SAVE hint=words::NEW_NAME_HINT busy error on_name=rename/>
        </Dialog>
    }
}
