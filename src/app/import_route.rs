//! The page where leads are imported, or a sentence for those who may not add any.
use super::status;
use crate::{
    leads::{ImportPage, import_words as words},
    team::{Permission, SignedIn},
    ui::{EmptyState, Glyph, PageHeader, awaited, title},
};
use leptos::prelude::*;

/// The route "/leads/import".
#[component]
pub fn ImportRoute() -> impl IntoView {
    let part = || async move {
        SignedIn::known().await;
        if SignedIn::may(Permission::AddLeads) { view! { <ImportPage/> }.into_any() } else { refusal() }
    };
    awaited(|| ().into_any(), part)
}

fn refusal() -> AnyView {
    // Strangers are on their way to the sign-in page.
    if SignedIn::here().is_some() {
        status::not_allowed();
    }
    title(|| words::IMPORT.to_owned());
    view! {
        <div class="page">
            <PageHeader title=words::IMPORT/>
            <EmptyState glyph=Glyph::Alert title=words::NOT_ALLOWED/>
        </div>
    }
    .into_any()
}
