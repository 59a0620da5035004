//! The page of deleted leads, or a sentence for those who may not see them.
use super::status;
use crate::{
    leads::{DeletedPage, deleted_words as words},
    team::{Permission, SignedIn},
    ui::{EmptyState, Glyph, PageHeader, awaited, title},
};
use leptos::prelude::*;

/// The route "/leads/deleted".
#[component]
pub fn DeletedRoute() -> impl IntoView {
    let part = || async move {
        SignedIn::known().await;
        if SignedIn::may(Permission::DeleteLeads) { view! { <DeletedPage/> }.into_any() } else { refusal() }
    };
    awaited(|| ().into_any(), part)
}

fn refusal() -> AnyView {
    // Strangers are on their way to the sign-in page.
    if SignedIn::here().is_some() {
        status::not_allowed();
    }
    title(|| words::TITLE.to_owned());
    view! {
        <div class="page">
            <PageHeader title=words::TITLE/>
            <EmptyState glyph=Glyph::Alert title=words::NOT_ALLOWED/>
        </div>
    }
    .into_any()
}
