//! Choosing a file, or dropping one.
use super::{desk::Desk, words};
use crate::ui::{FormError, Glyph, Icon, browser, browser_files, effect, part};
use leptos::{
    ev, html,
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// Where a file is chosen or dropped. The field stands on the page from the first.
#[component]
pub(super) fn UploadView(desk: Desk) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    view! {
        <section class="import-drop" class:import-drop-over=move || is_over.get() aria-label=words::CHOOSE>
            <p class="import-choice">
                <label class="button button-primary import-choose">
                    <input node_ref=field type="file" class="visually-hidden" accept=".csv,.tsv,.tab,.txt,text/csv,text/tab-separated-values,text/plain"
                        aria-describedby="import-hint"/>
                    <Icon glyph=Glyph::Up/>{words::CHOOSE}
                </label>
                <span>{words::DROP}</span>
            </p>
            <p class="field-hint" id="import-hint">{words::CHOOSE_HINT}</p>
            <p role="status">{move || desk.sending.get().then_some(words::UPLOADING)}</p>
        </section>
        <FormError error=desk.refusal/>
        {part(|| ().into_any(), move || Box::pin(split(desk, field, is_over)))}
    }
}

/// Makes the field work, and takes what is dropped anywhere on the page.
#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(desk: Desk, field: NodeRef<html::Input>, is_over: RwSignal<bool>) -> Result<AnyView, SplitLoaderError> {
    effect(move || {
        if let Some(field) = field.get() {
            browser::hear(&field, ev::change, move |event| desk.send(browser_files::chosen(&event)));
            // One may have been chosen before the code was here.
            untrack(|| desk.send(browser_files::chosen_in(&field)));
        }
    });
    effect(move || browser_files::on_drag(move |over| is_over.set(over), move |files| desk.send(files)));
    Ok(().into_any())
}
