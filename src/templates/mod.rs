//! Templates: texts that are written often, with places for what differs from lead to lead.
//! Other rooms use what is listed here; nobody else reads the `templates` table.
#[cfg(feature = "ssr")]
pub mod editing;
mod file_view;
#[cfg(feature = "ssr")]
pub mod files;
mod filling;
mod model;
mod sequences;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so and stops")]
mod store_tests;
mod template_dialog;
mod template_row;
mod templates_page;
mod words;

pub use filling::{Values, fill};
pub use model::{Template, TemplateFile, TemplateId, Wording};
#[cfg(feature = "ssr")]
pub use sequences::keeping as sequence_keeping;
pub use sequences::{
    SEQUENCES, Sequence, SequenceDraft, SequenceId, SequencesAction, SequencesList, Shelf as SequenceShelf, Step, StepKind,
    delete_sequence, list_sequences, save_sequence,
};
pub use server_fns::{delete_template, list_templates, save_template};
pub use templates_page::TemplatesPage;
