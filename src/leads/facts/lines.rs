//! Facts of one line: what we call them, where they came from, what they may bring.
use super::{desk::Desk, words};
use crate::{
    leads::{Lead, Plan, worth},
    ui::typed,
};
use leptos::prelude::*;

/// How a fact of one line is read and written.
#[derive(Clone, Copy)]
pub struct LineOf {
    id: &'static str,
    label: &'static str,
    read: fn(&Lead) -> String,
    write: fn(String) -> Plan,
    hint: fn(&Lead) -> String,
}

impl LineOf {
    /// What the team calls the person.
    pub const NAME: Self =
        Self { id: "fact-name", label: words::NAME, read: |lead| lead.name.clone(), write: Plan::Call, hint: words::own_name };
    /// Where the lead came from.
    pub const SOURCE: Self =
        Self { id: "fact-source", label: words::SOURCE, read: |lead| lead.source.clone(), write: Plan::Source, hint: |_| String::new() };
}

/// A fact of one line, kept when the field is left or Enter is pressed.
#[component]
pub fn Line(
    /// The lead.
    desk: Desk,
    /// Which fact.
    line: LineOf,
) -> impl IntoView {
    let LineOf { id, label, read, write, hint } = line;
    let value = Memo::new(move |_| desk.text(read));
    let hint = Memo::new(move |_| desk.text(hint));
    let keep = move |text: String| desk.decide(write(text.trim().to_owned()));
    view! {
        <div class="field">
            <label class="field-label" for=id>{label}</label>
            <input
                class="input"
                id=id
                dir="auto"
                maxlength="120"
                autocomplete="off"
                prop:value=move || value.get()
                on:change=typed(keep)
            />
            {move || Some(hint.get()).filter(|hint| !hint.is_empty()).map(|hint| view! { <p class="field-hint" dir="auto">{hint}</p> }.into_any())}
        </div>
    }
}

/// What the lead may bring.
#[component]
pub fn WorthLine(
    /// The lead.
    desk: Desk,
) -> impl IntoView {
    let error = RwSignal::new(None::<&'static str>);
    let value = Memo::new(move |_| desk.text(|lead| lead.worth.map(worth::written).unwrap_or_default()));
    let keep = move |text: String| match worth::read(&text) {
        Ok(worth) => {
            error.set(None);
            desk.decide(Plan::Worth(worth));
        }
        Err(unfit) => error.set(Some(unfit)),
    };
    view! {
        <div class="field">
            <label class="field-label" for="fact-worth">{words::WORTH}</label>
            <input
                class="input"
                id="fact-worth"
                inputmode="decimal"
                maxlength="24"
                autocomplete="off"
                aria-describedby="fact-worth-error"
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=move || value.get()
                on:change=typed(keep)
            />
            <p class="field-error" id="fact-worth-error" role="alert">{move || error.get()}</p>
        </div>
    }
}
