//! Why a lead is lost: asked before it is.
use super::words;
use crate::ui::{Button, FormError, Look, browser, sent};
use leptos::prelude::*;

/// The question, in the place of what was chosen.
#[component]
pub fn LostReason(
    /// Takes the reason.
    on_reason: Callback<String>,
    /// Given up.
    on_close: Callback<()>,
) -> impl IntoView {
    let error = RwSignal::new(None::<String>);
    let submit = sent(move |event| {
        event.prevent_default();
        let reason = browser::field_of(&event, "reason").trim().to_owned();
        if reason.is_empty() { error.set(Some(words::NO_REASON.to_owned())) } else { on_reason.run(reason) }
    });
    view! {
        <form class="lost-reason" on:submit=submit>
            <FormError error/>
            <label class="field-hint" for="lost-reason">{words::WHY_LOST}</label>
            <input class="input" id="lost-reason" name="reason" maxlength="120" autocomplete="off" autofocus=true/>
            <div class="facts-actions">
                <Button look=Look::Primary kind="submit">{words::MOVE}</Button>
                <Button look=Look::Quiet on_press=on_close>{words::CANCEL}</Button>
            </div>
        </form>
    }
}
