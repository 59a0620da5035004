//! Labelled fields of forms, each with its error tied to it.
use super::{Glyph, Icon, pressed};
use leptos::prelude::*;

/// A one-line text field. The form that holds it reads it, so what was typed before the page came alive stays.
#[component]
pub fn Field(
    /// Its label.
    label: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// The type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// A sentence of help.
    #[prop(optional)]
    hint: &'static str,
    /// What is wrong with it, a whole sentence.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What it holds at first.
    #[prop(optional)]
    value: String,
    /// Focused when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    view! {
        <FieldFrame label name hint error>
            <input
                class="input"
                id=id_of(name)
                name=name
                type=kind
                autocomplete=autocomplete
                autofocus=autofocus
                value=value
                aria-describedby=move || help_of(name, hint, error)
                aria-invalid=move || error.read().is_some().then_some("true")
            />
        </FieldFrame>
    }
}

/// A password field whose letters can be shown.
#[component]
pub fn PasswordField(
    /// Its label.
    label: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// A sentence of help.
    #[prop(optional)]
    hint: &'static str,
    /// What is wrong with it, a whole sentence.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <FieldFrame label name hint error>
            <div class="input-with-button">
                <input
                    class="input"
                    id=id_of(name)
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    aria-describedby=move || help_of(name, hint, error)
                    aria-invalid=move || error.read().is_some().then_some("true")
                />
                <button
                    type="button"
                    class="icon-button js-only"
                    aria-label="Show what I typed"
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=pressed(move || shown.update(|shown| *shown = !*shown))
                >
                    <Icon glyph=Glyph::Eye/>
                </button>
            </div>
        </FieldFrame>
    }
}

/// Label, help and error around an input.
#[component]
fn FieldFrame(
    label: &'static str,
    name: &'static str,
    hint: &'static str,
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=id_of(name)>{label}</label>
            {children()}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> }.into_any())}
            <p class="field-error" id=format!("{name}-error") role="alert">{move || error.get()}</p>
        </div>
    }
}

fn id_of(name: &str) -> String {
    format!("field-{name}")
}

fn help_of(name: &'static str, hint: &'static str, error: Signal<Option<String>>) -> Option<String> {
    match (error.read().is_some(), hint.is_empty()) {
        (true, _) => Some(format!("{name}-error")),
        (false, false) => Some(format!("{name}-hint")),
        (false, true) => None,
    }
}
