//! The fields of one step.
use super::{
    model::{Step, StepKind},
    words,
};
use crate::{
    templates::filling::KNOWN,
    ui::{Button, Look, field_of_minute, minute_of_field, typed},
};
use leptos::prelude::*;
use uuid::Uuid;

const MESSAGE: &str = "message";
const REMINDER: &str = "reminder";
/// What the field of days holds when it is no number of days: refused on saving.
const NO_DAYS: u16 = u16::MAX;

/// What the fields hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct StepDraft {
    pub(super) id: Uuid,
    kind: RwSignal<StepKind>,
    days: RwSignal<String>,
    time: RwSignal<String>,
    text: RwSignal<String>,
}

impl StepDraft {
    /// As it is.
    pub(super) fn of(step: Step) -> Self {
        Self {
            id: Uuid::now_v7(),
            kind: RwSignal::new(step.kind),
            days: RwSignal::new(step.days.to_string()),
            time: RwSignal::new(field_of_minute(step.minute)),
            text: RwSignal::new(step.text),
        }
    }

    /// One that follows this one: some days later, at the same time.
    pub(super) fn follow(self) -> Self {
        let Step { minute, .. } = self.step();
        Self::of(Step { kind: StepKind::Message, days: 2, minute, text: String::new() })
    }

    /// As it is written. What is no number of days, or no time, makes a step that is refused.
    pub(super) fn step(self) -> Step {
        Step {
            kind: self.kind.get_untracked(),
            days: self.days.get_untracked().trim().parse().unwrap_or(NO_DAYS),
            minute: minute_of_field(&self.time.get_untracked()).unwrap_or(Step::DAY),
            text: self.text.get_untracked(),
        }
    }
}

/// The fields.
#[component]
pub(super) fn StepFields(
    /// What they hold.
    draft: StepDraft,
    /// Which step it is, counted from 0.
    nth: Signal<usize>,
    /// What is wrong with it.
    error: Signal<Option<String>>,
    /// Takes it off, when it is not the only one.
    on_remove: Callback<()>,
    /// Whether it is the only one.
    is_only: Signal<bool>,
) -> impl IntoView {
    let StepDraft { id, kind, days, time, text } = draft;
    let is_message = move || kind.get() == StepKind::Message;
    let text_id = format!("step-{id}");
    let (for_text, error_id, described) = (text_id.clone(), format!("{text_id}-error"), format!("{text_id}-error steps-hint"));
    let remove = move || {
        let about = view! { {words::REMOVE_STEP}<span class="visually-hidden">" "{move || words::step(nth.get() + 1)}</span> };
        (!is_only.get()).then(|| view! { <Button look=Look::Quiet on_press=on_remove>{about}</Button> }.into_any())
    };
    view! {
        <fieldset class="step">
            <legend class="field-label">{move || words::step(nth.get() + 1)}</legend>
            <div class="step-when">
                <label class="field">
                    <span class="field-label">{move || if nth.get() == 0 { words::DAYS_FIRST } else { words::DAYS }}</span>
                    <input
                        class="input step-days"
                        type="number"
                        min="0"
                        max=Step::MOST_DAYS.to_string()
                        inputmode="numeric"
                        prop:value=days
                        on:input=typed(move |typed| days.set(typed))
                    />
                </label>
                <label class="field">
                    <span class="field-label">{words::TIME}</span>
                    <input class="input" type="time" prop:value=time on:input=typed(move |typed| time.set(typed))/>
                </label>
                <label class="field">
                    <span class="field-label">{words::KIND}</span>
                    <select
                        class="input"
                        on:change=typed(move |value| kind.set(if value == REMINDER { StepKind::Reminder } else { StepKind::Message }))
                    >
                        <option value=MESSAGE prop:selected=is_message>{words::MESSAGE}</option>
                        <option value=REMINDER prop:selected=move || !is_message()>{words::REMINDER}</option>
                    </select>
                </label>
            </div>
            <div class="field">
                <label class="field-label" for=for_text>{move || if is_message() { words::TEXT } else { words::REMIND_OF }}</label>
                // Its content is a property, never a child: children of a textarea are not escaped by the server.
                <textarea
                    class="input template-body"
                    id=text_id
                    rows="2"
                    dir="auto"
                    aria-describedby=described
                    aria-invalid=move || error.read().is_some().then_some("true")
                    prop:value=move || text.get()
                    on:input=typed(move |typed| text.set(typed))
                ></textarea>
                <p class="field-error" id=error_id role="alert">{move || error.get()}</p>
            </div>
            {remove}
        </fieldset>
    }
}

/// How variables are written, and by whose clocks times are.
pub(super) fn steps_hint() -> AnyView {
    view! { <p class="field-hint" id="steps-hint">{words::TIMES}" "{words::text_hint(&KNOWN)}</p> }.into_any()
}
