//! Conversations: messages in and out, one thread with a person over all our phones.
//! Other rooms use what is listed here; nobody else reads the `messages` table.
#[cfg(feature = "ssr")]
mod amendments;
#[cfg(feature = "ssr")]
mod belonging;
mod bubble;
mod composer;
mod composer_tools;
mod emoji;
#[cfg(feature = "ssr")]
mod fetching;
#[cfg(feature = "ssr")]
mod files;
#[cfg(feature = "ssr")]
mod formatting;
mod found_view;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod kinds;
mod later;
mod later_dialog;
mod later_list;
#[cfg(feature = "ssr")]
mod listening;
mod media_view;
#[cfg(feature = "ssr")]
pub mod merging;
mod model;
mod note_view;
#[cfg(feature = "ssr")]
mod outbox;
#[cfg(feature = "ssr")]
mod outgoing;
#[cfg(feature = "ssr")]
pub mod purging;
mod quiet;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
mod recalling;
#[cfg(feature = "ssr")]
mod receiving;
mod recording;
#[cfg(feature = "ssr")]
mod replying;
#[cfg(feature = "ssr")]
mod retry_requests;
mod retrying;
mod screen;
mod scrolling;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
mod sending;
mod sequence_dialog;
mod sequence_lines;
mod sequences;
mod server_fns;
#[cfg(feature = "ssr")]
mod serving;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so and stops")]
mod store_tests;
mod talk;
mod template_offer;
mod thread_view;
#[cfg(feature = "ssr")]
mod thumbnails;
#[cfg(feature = "ssr")]
pub mod traffic;
#[cfg(feature = "ssr")]
mod uploading;
mod words;
mod writing;

pub use composer::Composer;
#[cfg(feature = "ssr")]
pub use fetching::Fetching;
pub use found_view::found_view;
#[cfg(feature = "ssr")]
pub use history::Importing;
#[cfg(feature = "ssr")]
pub use later::Later;
pub use later::{Desk, Offer, Scheduled, ScheduledId, Settlement, desk, offered_templates, schedule_message, settle_scheduled};
#[cfg(feature = "ssr")]
pub use listening::Listening;
pub use model::{Found, Hit, Kind, Media, MediaState, Message, MessageId, MessageStatus, MessageText, Piece, Quote, Shows, Thread, Typing};
#[cfg(feature = "ssr")]
pub use outbox::Outbox;
pub use quiet::{QuietHours, quiet_hours, quiet_view, save_quiet_hours};
#[cfg(feature = "ssr")]
pub use receiving::PhoneInbox;
#[cfg(feature = "ssr")]
pub use sequences::starting as sequence_starting;
pub use sequences::{Ahead, OfferedSequence, RunId, Running, end_sequence, offered_sequences, resume_sequence, start_sequence};
pub use server_fns::{
    fetch_media_again, mark_lead_read, merge_people, merged_people, search, send_file, send_message, take_people_apart, thread,
};
#[cfg(feature = "ssr")]
pub use serving::{serve, serve_thumbnail};
pub use talk::Talk;
pub use thread_view::ThreadView;
#[cfg(feature = "ssr")]
pub use uploading::upload_routes;
