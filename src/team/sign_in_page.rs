//! Signing in. A plain form, so that it works before wasm has loaded, and without.
use super::{
    form_answer::FormAnswer,
    server_fns::{SignIn, sign_in, welcome},
    words,
};
use crate::ui::{Button, Field, FormError, Look, PasswordField, Reading, awaited, sent, title};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

/// The page "Sign in".
#[component]
pub fn SignInPage() -> impl IntoView {
    title(|| words::SIGN_IN.to_owned());
    let form = FormAnswer::of(SignIn::PATH);
    let query = use_query_map();
    let ended = move || query.read().get_str("ended").is_some() && form.error.read().is_none();
    let label = move || if form.busy.get() { words::SIGNING_IN } else { words::SIGN_IN };
    let asked = Reading::of(welcome);
    let nobody_yet = move || async move {
        let is_first_run = asked.answer().await.is_ok_and(|welcome| welcome.first_run);
        is_first_run.then(|| view! { <p class="note" role="status">{words::NOBODY_YET}</p> }).into_any()
    };
    let send = sent(move |event| form.send(&event, |field| sign_in(field("email"), field("password"), Some(field("next")))));
    view! {
        <main class="gate" id="main">
            <div class="gate-card">
                <p class="brand">"Leadwire"</p>
                <h1>{words::SIGN_IN}</h1>
                <p class="gate-lead">{words::SIGN_IN_LEAD}</p>
                {awaited(|| ().into_any(), nobody_yet)}
                {move || ended().then(|| view! { <p class="note" role="status">{words::ENDED}</p> }.into_any())}
                <form class="form" action=SignIn::PATH method="post" on:submit=send>
                    <FormError error=form.of_form(&["email", "password"])/>
                    <input type="hidden" name="next" value=move || query.read().get("next").unwrap_or_default()/>
                    <Field label=words::EMAIL name="email" kind="email" autocomplete="username" error=form.of_field("email")/>
                    <PasswordField label=words::PASSWORD name="password" autocomplete="current-password" error=form.of_field("password")/>
                    <Button look=Look::Primary kind="submit" busy=form.busy>{move || label()}</Button>
                </form>
            </div>
        </main>
    }
}
