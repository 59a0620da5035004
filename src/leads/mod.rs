//! Leads: the people we follow up.
//! Other rooms use what is listed here; nobody else reads the `leads` table.
mod actions;
mod add_lead_dialog;
#[cfg(feature = "ssr")]
pub mod adding;
mod asking;
mod assigning;
mod board;
mod choice_bar;
mod choosing;
#[cfg(feature = "ssr")]
mod csv_cell;
pub mod deciding;
pub mod deleting;
#[cfg(feature = "ssr")]
mod exporting;
mod facts;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so and stops")]
mod facts_tests;
mod filter;
mod filter_bar;
#[cfg(feature = "ssr")]
mod fitting;
mod follow_up_dialog;
mod holding;
mod import;
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
mod lost_reason;
mod marking;
pub mod merging;
mod model;
mod new_lead;
mod notes;
#[cfg(feature = "ssr")]
pub mod planning;
#[cfg(feature = "ssr")]
pub mod reading;
#[cfg(feature = "ssr")]
pub mod recalling;
#[cfg(feature = "ssr")]
pub mod renumbering;
#[cfg(feature = "ssr")]
mod routes;
mod row_keys;
#[cfg(feature = "ssr")]
pub mod search;
mod search_field;
mod searching;
mod server_fns;
mod stages;
mod stages_dialog;
#[cfg(feature = "ssr")]
mod store;
mod table_view;
#[cfg(feature = "ssr")]
mod tags;
#[cfg(feature = "ssr")]
pub mod today;
mod undoing;
mod view_picker;
mod views;
pub mod words;
mod worth;

pub use asking::{About, ask};
#[cfg(feature = "ssr")]
pub use assigning::giving;
pub use assigning::{Fits, Receiver, Rule, RuleId, assignment_rules, save_assignment_rules};
pub use deleting::{
    DeletedLead, DeletedLeads, DeletedPage, delete_leads, deleted_leads, purge_leads, restore_leads, words as deleted_words,
};
pub use facts::{facts_panel, lead_keys};
pub use filter::{LeadFilter, LeadState, Whose};
#[cfg(feature = "ssr")]
pub use import::Imports;
pub use import::{
    Column, Delimiter, Import, ImportDesk, ImportId, ImportPage, ImportPlan, ImportProblem, ImportState, Preview, PreviewRow, begin_import,
    end_import, import_problems, imports, preview_import, words as import_words,
};
pub use lead_row::LeadRow;
pub use leads_page::LeadsPage as LeadsListPage;
pub use model::{
    Decision, FollowUp, FollowUpEnd, Lead, LeadChange, LeadChoices, LeadEvent, LeadFacts, LeadId, LeadsPage, Need, Plan, Reach, Today,
};
pub use new_lead::{Added, NewLead};
#[cfg(feature = "ssr")]
pub use notes::writing;
pub use notes::{Note, NoteBook, NoteId, NoteLine};
#[cfg(feature = "ssr")]
pub use routes::{download_routes, upload_routes};
pub use search_field::Search;
pub use server_fns::{
    add_lead, add_note, delete_note, delete_view, lead, lead_choices, lead_facts, lead_history, list_leads, mark_lead_unread, plan_lead,
    plan_leads, save_stages, save_view, today,
};
pub use stages::{Stage, StageId, StageKind};
pub use views::{Layout, View, ViewId};
