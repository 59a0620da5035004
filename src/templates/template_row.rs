//! One template of the list.
use super::{
    model::{Template, TemplateFile},
    templates_page::Shelf,
    words,
};
use crate::ui::{Button, Look};
use leptos::prelude::*;

/// A row: how it is found, whose it is, what it says.
#[component]
pub(super) fn TemplateRow(
    /// The template as it is now.
    template: ArcRwSignal<Template>,
    /// Whether this person may change it.
    may_edit: bool,
    /// What it is part of.
    shelf: Shelf,
) -> impl IntoView {
    let template = RwSignal::from(template);
    let name = move || template.read().wording.name.clone();
    let shortcut = move || format!("/{}", template.read().wording.shortcut);
    let whose = move || if template.read().owner.is_some() { words::MINE } else { words::TEAMS };
    let edit = Callback::new(move |()| shelf.open.set(Some(template.get_untracked())));
    let delete = Callback::new(move |()| shelf.delete(template.get_untracked()));
    let about = move |what: &'static str| view! { {what}<span class="visually-hidden">" "{move || name()}</span> }.into_any();
    view! {
        <li class="row template-row">
            <div class="row-main">
                <span class="template-head">
                    <span class="row-title" dir="auto">{move || name()}</span>
                    <code class="template-shortcut">{move || shortcut()}</code>
                    <span class="template-whose">{move || whose()}</span>
                </span>
                {move || template.read().file.as_ref().map(TemplateFile::line)}
                <p class="row-text template-text" dir="auto">{move || template.read().wording.body.clone()}</p>
            </div>
            {may_edit.then(|| view! {
                <span class="row-actions">
                    <Button look=Look::Quiet on_press=edit>{about(words::EDIT)}</Button>
                    <Button look=Look::Quiet on_press=delete>{about(words::DELETE)}</Button>
                </span>
            }.into_any())}
        </li>
    }
}
