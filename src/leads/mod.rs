//! Leads: the people we follow up.
//! Other rooms use what is listed here; nobody else reads the `leads` table.
#[cfg(feature = "ssr")]
pub mod intake;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so and stops")]
mod intake_tests;
mod lead_row;
mod leads_page;
mod list;
#[cfg(feature = "ssr")]
pub mod listing;
mod model;
#[cfg(feature = "ssr")]
mod reading;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
pub mod words;

pub use leads_page::LeadsPage as LeadsListPage;
pub use model::{Lead, LeadId, LeadsPage};
pub use server_fns::{lead, list_leads, mark_lead_read};
