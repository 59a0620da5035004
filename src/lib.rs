//! Leadwire: WhatsApp phones of a team, linked by a live QR code, and their leads. One line a room, doors first.
#![recursion_limit = "256"]

/// The shell, the table of URLs, the frame, pages made of several rooms.
pub mod app;
/// How the browser calls the server.
pub mod call;
/// The time, injected.
#[cfg(feature = "ssr")]
pub mod clock;
/// Every knob.
#[cfg(feature = "ssr")]
pub mod config;
/// Messages in and out.
pub mod conversations;
/// The database.
#[cfg(feature = "ssr")]
pub mod db;
/// Sample data and the simulated handset.
pub mod demo;
/// Checks everything that Leadwire needs.
pub mod doctor;
/// The error that crosses the wire.
pub mod error;
/// What has happened, and the bus.
pub mod event;
/// Layers every request passes, and health.
#[cfg(feature = "ssr")]
pub mod http;
/// People we follow up.
pub mod leads;
/// The one WebSocket of a tab.
pub mod live;
/// Files: what they are, where they lie, how they come in.
pub mod media;
/// How many files and sockets the program may open.
#[cfg(feature = "ssr")]
pub mod open_files;
/// Numbers we own and how they are linked.
pub mod phones;
/// Building, serving and stopping the application.
#[cfg(feature = "ssr")]
pub mod startup;
/// What every request can reach.
#[cfg(feature = "ssr")]
pub mod state;
/// Who works here.
pub mod team;
/// Texts that are written often.
pub mod templates;
/// The design system; knows no room.
pub mod ui;
/// The only room that names the WhatsApp library.
#[cfg(feature = "ssr")]
pub mod whatsapp;

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::hydrate();
}
