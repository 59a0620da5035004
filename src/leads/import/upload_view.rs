//! Choosing a file, or dropping one.
use super::{desk::Desk, words};
use crate::ui::{FormError, Glyph, Icon, browser, effect};
use leptos::{ev, html, prelude::*};

/// Where a file is chosen or dropped.
#[component]
pub(super) fn UploadView(desk: Desk) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    let send_chosen = move || {
        if let Some(field) = field.get_untracked()
            && let Some(file) = browser::chosen_file(&field)
        {
            // The same file may be chosen again once it was corrected.
            browser::set_value(&field, "");
            desk.send(file);
        }
    };
    // One may have been chosen before the page came alive.
    effect(move || {
        field.track();
        send_chosen();
    });
    let over = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        browser::dropped_file(&event).into_iter().for_each(|file| desk.send(file));
    };
    view! {
        <section class="import-drop" class:import-drop-over=move || is_over.get() aria-label=words::CHOOSE
            on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=dropped>
            <p class="import-choice">
                <label class="button button-primary import-choose">
                    <input node_ref=field type="file" class="visually-hidden" accept=".csv,.tsv,.tab,.txt,text/csv,text/tab-separated-values,text/plain"
                        aria-describedby="import-hint" on:change=move |_| send_chosen()/>
                    <Icon glyph=Glyph::Up/>{words::CHOOSE}
                </label>
                <span>{words::DROP}</span>
            </p>
            <p class="field-hint" id="import-hint">{words::CHOOSE_HINT}</p>
            <p role="status">{move || desk.sending.get().then_some(words::UPLOADING)}</p>
        </section>
        <FormError error=desk.refusal/>
    }
}
