//! The leads: the list, and beside it the lead that is open.
use super::words;
use crate::{
    conversations::found_view,
    leads::{LeadId, LeadsListPage, words::titled},
    ui::{EmptyState, Glyph, title},
};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use uuid::Uuid;

/// How many messages of the list are unread, for the titles of the pages in this region.
#[derive(Clone, Copy)]
pub struct Unread(pub RwSignal<u32>);

impl Unread {
    /// A title with the number, tracked.
    pub fn titled(title: impl Fn() -> String + Send + Sync + 'static) -> impl Fn() -> String + Send + Sync + 'static {
        let unread = use_context::<Self>();
        move || titled(unread.map_or(0, |unread| unread.0.get()), &title())
    }
}

/// The routes "/leads" and below.
#[component]
pub fn LeadsRegion() -> impl IntoView {
    let unread = RwSignal::new(0);
    provide_context(Unread(unread));
    let path = use_location().pathname;
    let open = Memo::new(move |_| path.read().strip_prefix("/leads/").and_then(|id| Uuid::parse_str(id).ok()).map(LeadId));
    view! {
        <div class="leads-region" class:leads-region-open=move || open.get().is_some()>
            <LeadsListPage open unread found=found_view/>
            <Outlet/>
        </div>
    }
}

/// The place of a lead while none is open.
#[component]
pub fn NoLead() -> impl IntoView {
    title(Unread::titled(|| words::LEADS.to_owned()));
    view! {
        <section class="lead lead-none">
            <EmptyState glyph=Glyph::Talk title=words::CHOOSE text=words::CHOOSE_TEXT/>
        </section>
    }
}
