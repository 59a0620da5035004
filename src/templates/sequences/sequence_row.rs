//! One sequence of the list.
use super::{
    list::Shelf,
    model::{Sequence, Step, StepKind},
    words,
};
use crate::ui::{Button, Glyph, Icon, Look};
use leptos::prelude::*;

/// A row: what it is called, whose it is, what its steps are.
#[component]
pub(super) fn SequenceRow(
    /// The sequence as it is now.
    sequence: ArcRwSignal<Sequence>,
    /// Whether this person may change it.
    may_edit: bool,
    /// What it is part of.
    shelf: Shelf,
) -> impl IntoView {
    let sequence = RwSignal::from(sequence);
    let name = move || sequence.read().name.clone();
    let whose = move || if sequence.read().owner.is_some() { words::MINE } else { words::TEAMS };
    let edit = Callback::new(move |()| shelf.open.set(Some(sequence.get_untracked())));
    let delete = Callback::new(move |()| shelf.delete(sequence.get_untracked()));
    let about = move |what: &'static str| view! { {what}<span class="visually-hidden">" "{move || name()}</span> }.into_any();
    let steps = move || sequence.read().steps.iter().enumerate().map(|(nth, step)| line(step, nth == 0)).collect::<Vec<_>>();
    view! {
        <li class="row template-row">
            <div class="row-main">
                <span class="template-head">
                    <span class="row-title" dir="auto">{move || name()}</span>
                    <span class="template-whose">{move || whose()}</span>
                </span>
                <ol class="sequence-steps">{move || steps()}</ol>
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

fn line(step: &Step, is_first: bool) -> AnyView {
    let (glyph, what) = match step.kind {
        StepKind::Message => (Glyph::Talk, words::MESSAGE),
        StepKind::Reminder => (Glyph::Clock, words::REMINDER),
    };
    view! {
        <li class="sequence-step">
            <span class="sequence-when"><Icon glyph=glyph/><span class="visually-hidden">{what}": "</span>{words::when(step, is_first)}</span>
            <span class="sequence-text" dir="auto">{step.text.clone()}</span>
        </li>
    }
    .into_any()
}
