//! Team: who works here, how they sign in, what each role may do.
//! Other rooms use what is listed here; nobody else reads the `people` and `sessions` tables.
#[cfg(feature = "ssr")]
mod attempts;
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
pub mod first_run;
mod first_run_page;
mod form_answer;
mod model;
#[cfg(feature = "ssr")]
mod passwords;
#[cfg(feature = "ssr")]
pub mod people;
mod server_fns;
#[cfg(feature = "ssr")]
mod sessions;
mod sign_in_page;
mod signed_in;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so and stops")]
mod store_tests;
#[cfg(feature = "ssr")]
mod tools;
mod words;

pub use first_run_page::FirstRunPage;
pub use model::{Actor, Colleague, PERMISSIONS, Permission, PersonId, Role, Welcome};
pub use server_fns::{CreateOwner, SignIn, SignOut, colleagues, create_owner, sign_in, sign_out, welcome};
#[cfg(feature = "ssr")]
pub use sessions::SignIns;
pub use sign_in_page::SignInPage;
pub use signed_in::{IfMay, SignedIn, ask_who_is_signed_in};
#[cfg(feature = "ssr")]
pub use tools::Team;
