//! Conversations: messages in and out, one thread with a person over all our phones.
//! Other rooms use what is listed here; nobody else reads the `messages` table.
mod bubble;
mod composer;
mod model;
#[cfg(feature = "ssr")]
mod outbox;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
mod receiving;
#[cfg(feature = "ssr")]
mod retry_requests;
mod screen;
#[cfg(feature = "ssr")]
mod sending;
mod server_fns;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so and stops")]
mod store_tests;
mod talk;
mod thread_view;
#[cfg(feature = "ssr")]
pub mod traffic;
mod words;

pub use composer::Composer;
pub use model::{Message, MessageId, MessageStatus, MessageText, Thread};
#[cfg(feature = "ssr")]
pub use outbox::Outbox;
#[cfg(feature = "ssr")]
pub use receiving::PhoneInbox;
pub use server_fns::{send_message, thread};
pub use talk::Talk;
pub use thread_view::ThreadView;
