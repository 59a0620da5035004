//! The office: the app with a fresh database, the real engine library, the simulator. Told from outside, by its doors.
#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so and stops")]

mod support;

mod assigning;
mod backlog;
mod bad_input;
mod chaos;
mod database_away;
mod deleting;
mod doctor;
mod doors;
mod every_code;
mod figures;
mod guests;
mod history;
mod importing;
mod key_saver;
mod kinds;
mod knowing;
mod linking;
mod linking_otherwise;
mod live;
mod media;
mod merging;
mod moving;
mod newer_version;
mod one_server;
mod phone_settings;
mod planning;
mod privacy;
mod renumbering;
mod restarting;
mod restricted;
mod searching;
mod sending_files;
mod sending_later;
mod sequences;
mod signing_in;
mod states;
mod talking;
mod template_files;
mod templates;
mod trouble;
mod typing;
mod views;
