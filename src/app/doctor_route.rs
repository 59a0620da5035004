//! The doctor's page, or a sentence for those who may not see it.
use super::{status, words};
use crate::{
    doctor::DoctorPage,
    team::{Permission, SignedIn},
    ui::{EmptyState, Glyph, PageHeader, awaited, title},
};
use leptos::prelude::*;

/// The route "/doctor".
#[component]
pub fn DoctorRoute() -> impl IntoView {
    let part = || async move {
        SignedIn::known().await;
        if SignedIn::may(Permission::ManagePhones) { view! { <DoctorPage/> }.into_any() } else { refusal() }
    };
    awaited(|| ().into_any(), part)
}

fn refusal() -> AnyView {
    // Strangers are on their way to the sign-in page.
    if SignedIn::here().is_some() {
        status::not_allowed();
    }
    title(|| words::DOCTOR.to_owned());
    view! {
        <div class="page">
            <PageHeader title=words::DOCTOR/>
            <EmptyState glyph=Glyph::Alert title=words::DOCTOR_NOT_ALLOWED/>
        </div>
    }
    .into_any()
}
