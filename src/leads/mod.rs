//! Leads: the people we follow up.
//! Other rooms use what is listed here; nobody else reads the `leads` table.
mod follow_up_dialog;
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
pub mod planning;
#[cfg(feature = "ssr")]
mod reading;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod today;
pub mod words;

pub use follow_up_dialog::{fetch_follow_up, follow_up_dialog};
pub use leads_page::LeadsPage as LeadsListPage;
pub use model::{FollowUp, FollowUpEnd, Lead, LeadChange, LeadEvent, LeadId, LeadsPage, Need, Plan, Today};
pub use server_fns::{lead, lead_history, list_leads, mark_lead_read, plan_lead, today};
