//! Importing leads from a file: sent in, shown as it would be read, carried out row by row, reported on.
#[cfg(feature = "ssr")]
mod beginning;
#[cfg(feature = "ssr")]
mod carrying_out;
#[cfg(feature = "ssr")]
mod dates;
#[cfg(feature = "ssr")]
mod decoding;
mod desk;
#[cfg(feature = "ssr")]
mod guessing;
mod import_page;
mod import_view;
#[cfg(feature = "ssr")]
mod looking;
mod mapping_view;
mod model;
mod options_view;
#[cfg(feature = "ssr")]
mod previewing;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
mod records;
#[cfg(feature = "ssr")]
pub(super) mod reporting;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod taking;
#[cfg(feature = "ssr")]
mod tidying;
mod upload_view;
#[cfg(feature = "ssr")]
pub(super) mod uploading;
pub mod words;

#[cfg(feature = "ssr")]
pub use carrying_out::Imports;
pub use import_page::ImportPage;
pub use model::{Column, Delimiter, Import, ImportDesk, ImportId, ImportPlan, ImportProblem, ImportState, Preview, PreviewRow};
pub use server_fns::{begin_import, end_import, import_problems, imports, preview_import};
