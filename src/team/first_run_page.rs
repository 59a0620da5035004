//! The first run: whoever holds the one-time link of the log creates the owner.
use super::{
    form_answer::FormAnswer,
    server_fns::{CreateOwner, create_owner, welcome},
    words,
};
use crate::ui::{Button, Field, FormError, Look, PasswordField, Reading, awaited, sent, title};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

const FIELDS: &[&str] = &["name", "email", "password"];

/// The page "Welcome to Leadwire".
#[component]
pub fn FirstRunPage() -> impl IntoView {
    title(|| words::FIRST_RUN.to_owned());
    let token = use_query_map().read_untracked().get("token").unwrap_or_default();
    let asked = Reading::of(welcome);
    let form = move || {
        let token = token.clone();
        async move {
            match asked.answer().await {
                Ok(welcome) if !welcome.first_run => {
                    view! { <p class="note">{words::LINK_USED}" "<a href="/sign-in">{words::SIGN_IN}</a></p> }.into_any()
                }
                _ if token.is_empty() => view! { <p class="note">{words::NO_TOKEN}</p> }.into_any(),
                // Should it be unknown whether the link is used up, the answer to the form says it.
                _ => view! { <OwnerForm token/> }.into_any(),
            }
        }
    };
    view! {
        <main class="gate" id="main">
            <div class="gate-card">
                <p class="brand">"Leadwire"</p>
                <h1>{words::FIRST_RUN}</h1>
                {awaited(|| ().into_any(), form)}
            </div>
        </main>
    }
}

#[component]
fn OwnerForm(token: String) -> impl IntoView {
    let form = FormAnswer::of(CreateOwner::PATH);
    let label = move || if form.busy.get() { words::CREATING_OWNER } else { words::CREATE_OWNER };
    let send = sent(move |event| {
        form.send(&event, |field| create_owner(field("token"), field("name"), field("email"), field("password")));
    });
    view! {
        <p class="gate-lead">{words::FIRST_RUN_LEAD}</p>
        <form class="form" action=CreateOwner::PATH method="post" on:submit=send>
            <FormError error=form.of_form(FIELDS)/>
            <input type="hidden" name="token" value=token/>
            <Field label=words::YOUR_NAME name="name" autocomplete="name" error=form.of_field("name")/>
            <Field label=words::EMAIL name="email" kind="email" autocomplete="username" error=form.of_field("email")/>
            <PasswordField
                label=words::PASSWORD
                name="password"
                autocomplete="new-password"
                hint=words::PASSWORD_HINT
                error=form.of_field("password")
            />
            <Button look=Look::Primary kind="submit" busy=form.busy>{move || label()}</Button>
        </form>
    }
}
