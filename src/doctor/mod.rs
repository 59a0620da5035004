//! The doctor: looks at everything that Leadwire needs, step by step, and says in plain words what is wrong and what to do.
//! It disturbs nothing: no phone's keys are used, nothing is kept, a server that runs goes on.
#[cfg(feature = "ssr")]
mod check_database;
#[cfg(feature = "ssr")]
mod check_machine;
#[cfg(feature = "ssr")]
mod check_phones;
#[cfg(feature = "ssr")]
mod check_whatsapp;
mod doctor_page;
#[cfg(feature = "ssr")]
mod examining;
#[cfg(feature = "ssr")]
mod joining;
mod model;
mod server_fns;
#[cfg(feature = "ssr")]
mod step;
#[cfg(feature = "ssr")]
mod vitals;
mod words;
#[cfg(feature = "ssr")]
mod writing;

pub use doctor_page::DoctorPage;
#[cfg(feature = "ssr")]
pub use examining::examine_from_outside;
#[cfg(feature = "ssr")]
pub use joining::Doctor;
pub use model::{Examined, Finding, Outcome, Report};
pub use server_fns::run_doctor;
#[cfg(feature = "ssr")]
pub use vitals::{Vitals, vitals_route};
#[cfg(feature = "ssr")]
pub use writing::as_text;
