//! Phones: the WhatsApp numbers this team owns, and how one is linked by a live code.
//! Other rooms use what is listed here; nobody else reads the `phones` table.
mod code_view;
#[cfg(feature = "ssr")]
mod limits;
mod link_address;
mod link_dialog;
mod link_panel;
#[cfg(feature = "ssr")]
pub mod linking;
#[cfg(feature = "ssr")]
pub mod listing;
#[cfg(feature = "ssr")]
mod machine;
mod model;
mod name_dialog;
#[cfg(feature = "ssr")]
mod naming;
#[cfg(feature = "ssr")]
mod numbers;
mod phone_row;
mod phones_page;
#[cfg(feature = "ssr")]
mod picture;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so and stops")]
mod store_tests;
#[cfg(feature = "ssr")]
mod supervision;
mod unlink_dialog;
#[cfg(feature = "ssr")]
mod unlinking;
#[cfg(feature = "ssr")]
mod ward;
mod words;

#[cfg(feature = "ssr")]
pub use limits::Limits;
pub use link_dialog::{LinkDialog, LinkTarget};
pub use model::{CodePicture, LinkCode, LinkProgress, Phone, PhoneId, PhoneName, PhoneState};
#[cfg(feature = "ssr")]
pub use numbers::international;
pub use phones_page::PhonesPage;
pub use server_fns::{add_phone, begin_linking, list_phones, rename_phone, unlink_phone};
#[cfg(feature = "ssr")]
pub use supervision::{InboxOf, LinkWatch, Supervisor, SupervisorParts};
