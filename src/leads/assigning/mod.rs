//! Assigning: who gets a lead that appears by itself, by rules that the team sets.
#[cfg(feature = "ssr")]
pub mod arranging;
#[cfg(feature = "ssr")]
mod choosing;
#[cfg(feature = "ssr")]
pub mod giving;
mod model;
mod rule_form;
mod rule_line;
mod rules_dialog;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
mod words;

pub use model::{Fits, Receiver, Rule, RuleId};
pub(super) use rules_dialog::RulesDialog;
pub use server_fns::{assignment_rules, save_assignment_rules};
