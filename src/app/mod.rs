//! The app: the document around every page, what every page shares, and the table of URLs.
mod frame;
mod lead_facts;
mod lead_page;
mod leads_region;
mod model;
mod not_found;
#[cfg(feature = "ssr")]
mod phone_health;
mod phone_page;
mod phones_banner;
mod phones_route;
mod server_fns;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod status;
#[cfg(not(feature = "ssr"))]
#[path = "status_browser.rs"]
mod status;
mod words;

pub use model::{Fact, PhoneOverview};
pub use server_fns::phone_details;
#[cfg(feature = "ssr")]
pub use shell::shell;

use crate::{
    live::provide_live,
    phones::GuestPage,
    team::{FirstRunPage, SignInPage},
    ui::{ToastRegion, browser, provide_clock, provide_toasts},
};
use frame::Frame;
use lead_page::LeadPage;
use leads_region::{LeadsRegion, NoLead};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};
use not_found::NotFound;
use phone_page::PhonePage;
use phones_route::PhonesRoute;

/// The whole app. Pages are rendered complete, so that they can be read and signed in to before wasm has loaded.
#[component]
pub fn App() -> impl IntoView {
    browser::load_redirects();
    provide_clock();
    provide_toasts();
    provide_live();
    view! {
        <Router>
            // The router leaves external links to the browser, which moves the focus too.
            <a class="skip-link" href="#main" rel="external">{words::SKIP}</a>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=|| view! { <Redirect path="/leads"/> } ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/first-run") view=FirstRunPage ssr=SsrMode::Async/>
                <Route path=path!("/link/:token") view=GuestPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/phones") view=PhonesRoute/>
                    <Route path=path!("/phones/:id") view=PhonePage/>
                    <ParentRoute path=path!("/leads") view=LeadsRegion>
                        <Route path=path!("") view=NoLead/>
                        <Route path=path!(":id") view=LeadPage/>
                    </ParentRoute>
                </ParentRoute>
            </Routes>
            <ToastRegion/>
        </Router>
    }
}
