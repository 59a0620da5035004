//! Removing a deleted lead for good: what is really lost is asked for, and confirmed in writing.
use super::{model::DeletedLead, server_fns::purge_leads, words};
use crate::ui::{Button, Dialog, Field, FormError, Look, Toasts, browser, sent};
use leptos::{prelude::*, task::spawn_local};

/// Asks for the word that confirms it.
#[component]
pub fn PurgeDialog(
    /// Which lead.
    lead: DeletedLead,
    /// Where it is said.
    toasts: Toasts,
    /// Given up, or done.
    on_close: Callback<()>,
) -> impl IntoView {
    let (error, word_error, busy) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>), RwSignal::new(false));
    let id = lead.id;
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        if !browser::field_of(&event, "word").trim().eq_ignore_ascii_case(words::CONFIRM_WORD) {
            return word_error.set(Some(words::CONFIRM_HINT.to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            match purge_leads(vec![id]).await {
                Ok(()) => {
                    toasts.show(words::PURGED);
                    on_close.try_run(());
                }
                Err(refused) => drop(error.try_set(Some(refused.to_string()))),
            }
            busy.try_set(false);
        });
    });
    view! {
        <Dialog title=words::for_good(&lead.name) on_close>
            <form class="form" on:submit=submit>
                <p>{words::FOR_GOOD_ABOUT}</p>
                <FormError error/>
                <Field label=words::CONFIRM name="word" hint=words::CONFIRM_HINT error=word_error autofocus=true/>
                <div class="form-actions"><Button look=Look::Danger kind="submit" busy>{words::FOR_GOOD_NOW}</Button></div>
            </form>
        </Dialog>
    }
}
