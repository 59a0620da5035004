//! The app: the document around every page, what every page shares, and the table of URLs.
mod attending;
#[cfg(feature = "ssr")]
mod chunk;
#[cfg(not(feature = "ssr"))]
#[path = "chunk_browser.rs"]
mod chunk;
mod deleted_route;
mod doctor_route;
#[cfg(feature = "ssr")]
mod figuring;
mod frame;
#[cfg(feature = "hydrate")]
mod hydrate;
mod import_route;
mod key_sheet;
mod lazy;
mod lead_facts;
mod lead_page;
mod leads_region;
mod merged_people;
mod model;
mod not_found;
mod palette;
#[cfg(feature = "ssr")]
mod phone_health;
mod phone_page;
mod phones_banner;
mod phones_route;
mod sequences_page;
mod server_fns;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod status;
#[cfg(not(feature = "ssr"))]
#[path = "status_browser.rs"]
mod status;
mod telling;
mod today_line;
mod today_lists;
mod today_page;
mod today_tiles;
mod words;

#[cfg(feature = "hydrate")]
pub use hydrate::hydrate;
pub use model::{Day, Fact, Figures, PhoneOverview, Sent};
pub use server_fns::{figures, phone_details};
#[cfg(feature = "ssr")]
pub use shell::shell;

use crate::{
    live::provide_live,
    ui::{ToastRegion, browser, provide_clock, provide_toasts},
};
use frame::Frame;
use lazy::{lazy, pages};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};
use not_found::NotFound;

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
                <Route path=path!("/") view=|| view! { <Redirect path="/today"/> } ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=lazy(pages::SignIn) ssr=SsrMode::Async/>
                <Route path=path!("/first-run") view=lazy(pages::FirstRun) ssr=SsrMode::Async/>
                <Route path=path!("/link/:token") view=lazy(pages::Guest) ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/today") view=lazy(pages::Today)/>
                    <Route path=path!("/phones") view=lazy(pages::Phones)/>
                    <Route path=path!("/phones/:id") view=lazy(pages::Phone)/>
                    <Route path=path!("/templates") view=lazy(pages::Templates)/>
                    <Route path=path!("/sequences") view=lazy(pages::Sequences)/>
                    <Route path=path!("/doctor") view=lazy(pages::Doctor)/>
                    // Before the leads, as these are none of them.
                    <Route path=path!("/leads/import") view=lazy(pages::Import)/>
                    <Route path=path!("/leads/deleted") view=lazy(pages::Deleted)/>
                    <ParentRoute path=path!("/leads") view=lazy(pages::Leads)>
                        <Route path=path!("") view=lazy(pages::NoLead)/>
                        <Route path=path!(":id") view=lazy(pages::Lead)/>
                    </ParentRoute>
                </ParentRoute>
            </Routes>
            <ToastRegion/>
        </Router>
    }
}
