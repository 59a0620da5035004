//! Nothing at this address.
use super::{status, words};
use crate::ui::{EmptyState, Glyph, Look, PageHeader, title};
use leptos::prelude::*;

/// The page for addresses that lead nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    status::not_found();
    title(|| words::NOT_FOUND.to_owned());
    view! {
        <main class="gate" id="main">
            <div class="gate-card">
                <p class="brand">{words::NAME}</p>
                <PageHeader title=words::NOT_FOUND/>
                <EmptyState glyph=Glyph::Alert title=words::NOT_FOUND_TEXT>
                    <a class=Look::Primary.class() href="/leads">{words::GO_TO_LEADS}</a>
                </EmptyState>
            </div>
        </main>
    }
}
