//! Phones: the WhatsApp numbers this team owns, and how one is linked by a live code.
//! Other rooms use what is listed here; nobody else reads the `phones` table.
#[cfg(feature = "ssr")]
mod acting;
mod code_view;
#[cfg(feature = "ssr")]
mod gate;
mod guest_page;
#[cfg(feature = "ssr")]
pub mod guests;
#[cfg(feature = "ssr")]
pub mod history;
#[cfg(feature = "ssr")]
mod limits;
mod link_address;
mod link_dialog;
mod link_panel;
mod link_steps;
mod linker;
#[cfg(feature = "ssr")]
pub mod linking;
#[cfg(feature = "ssr")]
pub mod listing;
#[cfg(feature = "ssr")]
mod machine;
#[cfg(all(test, feature = "ssr"))]
mod machine_properties;
mod model;
mod name_dialog;
#[cfg(feature = "ssr")]
mod naming;
#[cfg(feature = "ssr")]
mod numbers;
#[cfg(feature = "ssr")]
mod pacing;
mod phone_actions;
mod phone_row;
mod phones_page;
#[cfg(feature = "ssr")]
mod picture;
#[cfg(feature = "ssr")]
mod pulse;
#[cfg(feature = "ssr")]
mod reason;
mod send_link;
mod server_fns;
pub mod settings;
#[cfg(all(test, feature = "ssr"))]
mod states_document;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so and stops")]
mod store_tests;
#[cfg(feature = "ssr")]
mod supervision;
mod unlink_dialog;
#[cfg(feature = "ssr")]
mod ward;
pub mod words;

pub use guest_page::GuestPage;
#[cfg(feature = "ssr")]
pub use limits::{Limits, Pace};
pub use link_dialog::{LinkDialog, LinkTarget};
pub use model::{
    Cause, CodePicture, GuestInvitation, GuestLink, GuestStep, LinkCode, LinkProgress, NumberCode, Phone, PhoneAction, PhoneChange,
    PhoneId, PhoneName, PhoneState,
};
#[cfg(feature = "ssr")]
pub use numbers::{countries, country_of, international, other_spellings, parse_number};
pub use phone_actions::PhoneActions;
pub use phone_row::{StateOfPhone, chip};
pub use phones_page::PhonesPage;
#[cfg(feature = "ssr")]
pub use pulse::Vitals;
pub use server_fns::{
    act_on_phone, add_phone, begin_linking, guest_invitation, guest_step, link_by_number, list_phones, rename_phone, send_link,
};
pub use settings::{Hours, PhoneSettings, phone_settings, save_phone_settings};
#[cfg(feature = "ssr")]
pub use supervision::{InboxOf, LinkWatch, Supervisor, SupervisorParts};
