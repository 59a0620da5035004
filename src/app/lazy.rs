//! The pages whose code a browser fetches when it first shows them, each with what only it needs.
//! A page becomes one by a line in the table below, and by `lazy(pages::Name)` in the table of URLs. Pages of one file are
//! fetched together; the file of a page that stands inside another lazy one is named after both, as the size is checked so.
use super::{
    chunk, deleted_route::DeletedRoute, doctor_route::DoctorRoute, import_route::ImportRoute, lead_page::LeadPage, leads_region,
    phone_page::PhonePage, phones_route::PhonesRoute, sequences_page::SequencesPage, today_page::TodayPage,
};
use crate::{
    phones::GuestPage,
    team::{FirstRunPage, SignInPage},
    templates::TemplatesPage,
};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_router::{Lazy, LazyRoute};
use std::pin::Pin;

type Fetching = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// The view of a route, for a page of the table.
pub fn lazy<Page: LazyRoute>(_page: Page) -> Lazy<Page> {
    Lazy::new()
}

/// Fetches the pages below the paths that are wanted, as many as can be had.
///
/// # Errors
/// When a file cannot be had.
pub async fn fetch(is_wanted: impl Fn(&str) -> bool) -> Result<(), SplitLoaderError> {
    let mut fetched = Ok(());
    for (path, _, fetch) in TABLE {
        if is_wanted(path) {
            fetched = fetch().await.and(fetched);
        }
    }
    fetched
}

/// Whether a page stands at this address: at its path or below it, or with `$` at exactly that; and no other page stands closer to it.
pub fn stands_at(below: &str, address: &str) -> bool {
    let closeness = |below: &str| {
        let stands = match below.strip_suffix('$') {
            Some(path) => address.split('?').next() == Some(path),
            None => address.starts_with(below),
        };
        if stands { below.len() } else { 0 }
    };
    let here = closeness(below);
    here > 0 && TABLE.iter().all(|(other, ..)| closeness(other) <= here)
}

/// Fetches every page of the team's and every part, so that going there takes no time, also while the server is away or a newer one.
pub async fn fetch_pages() {
    // What fails is fetched again by whoever goes there.
    drop(fetch(|below| !OUTSIDE.contains(&below)).await);
    drop(fetch_parts().await);
}

/// Pages that nobody goes to from inside.
const OUTSIDE: [&str; 3] = ["/sign-in", "/first-run", "/link/"];

/// Stands in the file of the parts (`ui::part`) only so that the file can be fetched before anybody asks for one of them.
#[leptos::wasm_split::wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, preload(fetch_parts), fallible)]
fn any_part() -> Result<(), SplitLoaderError> {
    Ok(())
}

macro_rules! lazy_pages {
    ($($(#[$about:meta])* $page:ident: $component:path, below $path:literal, in $file:ident;)+) => {
        /// The table: one type a page.
        pub mod pages {
            $($(#[$about])* pub struct $page;)+
        }

        $(const _: () = {
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
            // The name of each must be its own, in spite of the style of names.
            #[allow(non_snake_case)]
            fn $page() -> Result<AnyView, SplitLoaderError> {
                Ok($component().into_any())
            }

            impl LazyRoute for pages::$page {
                fn data() -> Self {
                    Self
                }

                async fn view(_page: Self) -> AnyView {
                    $page().await.unwrap_or_else(|_| ().into_any())
                }

                async fn preload() {
                    chunk::shown_or_loaded(fetch().await).await;
                }
            }

            impl pages::$page {
                async fn fetch() -> Result<(), SplitLoaderError> {
                    fetch().await
                }
            }
        };)+

        /// Of each page the path, the file, and how it is fetched.
        pub const TABLE: &[(&str, &str, fn() -> Fetching)] = &[$(($path, stringify!($file), || Box::pin(pages::$page::fetch()))),+];
    };
}

lazy_pages! {
    /// Signing in.
    SignIn: SignInPage, below "/sign-in", in gate;
    /// The first run.
    FirstRun: FirstRunPage, below "/first-run", in gate;
    /// What waits today.
    Today: TodayPage, below "/today", in today;
    /// The list, and the place of a lead beside it.
    Leads: leads_region::LeadsRegion, below "/leads", in leads;
    /// That place while no lead is open.
    NoLead: leads_region::NoLead, below "/leads", in leads;
    /// A lead.
    Lead: LeadPage, below "/leads", in leads;
    /// Where leads are imported.
    Import: ImportRoute, below "/leads/import$", in import;
    /// The leads that were deleted.
    Deleted: DeletedRoute, below "/leads/deleted$", in deleted;
    /// The phones.
    Phones: PhonesRoute, below "/phones$", in phones;
    /// One phone.
    Phone: PhonePage, below "/phones/", in phone;
    /// What a guest is sent, with the panel of the link.
    Guest: GuestPage, below "/link/", in guest;
    /// The templates.
    Templates: TemplatesPage, below "/templates", in templates;
    /// The sequences.
    Sequences: SequencesPage, below "/sequences", in templates;
    /// The doctor.
    Doctor: DoctorRoute, below "/doctor", in doctor;
}
