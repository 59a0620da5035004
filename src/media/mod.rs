//! Files: what they are by their bytes, the shelf they lie on, how they come in from a browser and are shown to one. What a file belongs to,
//! a message or a template, the other rooms know; here it is a file until one of them takes it.
mod attached;
#[cfg(feature = "ssr")]
pub mod file_name;
#[cfg(feature = "ssr")]
pub mod looks;
mod model;
mod server_fns;
#[cfg(feature = "ssr")]
pub mod serving;
#[cfg(feature = "ssr")]
mod shelf;
#[cfg(feature = "ssr")]
pub mod sorting;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod thumbnails;
#[cfg(feature = "ssr")]
pub mod uploading;
#[cfg(feature = "ssr")]
mod voice;
pub mod words;

pub use attached::{AttachButton, Attached, AttachedFiles, picture_of};
pub use model::{FileId, FileKind};
pub use server_fns::largest_file;
#[cfg(feature = "ssr")]
pub use shelf::Shelf;
