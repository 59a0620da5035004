//! The side of a lead's page: what a team knows and decides about a lead. A part of the page.
mod desk;
mod history_view;
mod keys;
mod lines;
mod notes_view;
mod panel;
mod pickers;
mod tag_editor;
mod words;

pub use keys::lead_keys;
pub use panel::facts_panel;
