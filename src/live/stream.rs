//! What this tab makes of each message of the live stream. The browser's half of `client.rs`.
use super::{
    client::{Live, LiveStatus, Outlet},
    model::{Change, LiveCommand, LiveMessage, VERSION},
};
use crate::{error::AppError, phones::LinkProgress, ui::Toasts};
use leptos::prelude::*;

/// Where this tab is in the stream.
#[derive(Default)]
pub struct Position {
    run: Option<String>,
    seq: u64,
}

impl Position {
    /// Whether the server was replaced by another version since this tab was connected: then the page is that of the old one.
    /// Words that cannot be read are the other sign of it.
    pub(super) fn is_outdated_by(&self, words: &Result<LiveMessage, AppError>) -> bool {
        self.run.is_some()
            && match words {
                Ok(LiveMessage::Welcome { run, .. } | LiveMessage::Resync { run, .. }) => run.split(' ').next() != Some(VERSION),
                Ok(_) => false,
                Err(error) => matches!(error, AppError::Malformed(_)),
            }
    }
}

impl Live {
    /// A socket is open: the first words on it say where this tab left off.
    pub(super) fn opened(self, position: &Position, outlet: Outlet) {
        self.state.update_value(|state| {
            outlet(match &state.guest {
                Some(token) => LiveCommand::Guest { token: token.clone() },
                None => LiveCommand::Hello { run: position.run.clone(), seq: position.seq },
            });
            for (_, phone, _) in &state.watches {
                outlet(LiveCommand::WatchLink { phone: *phone });
            }
            state.outlet = Some(outlet);
        });
        if self.state.with_value(|state| state.lead.is_some()) {
            self.tell_where_we_are();
        }
    }

    /// The socket is gone.
    pub(super) fn lost(self, status: LiveStatus) {
        self.state.update_value(|state| state.outlet = None);
        self.others.set(Vec::new());
        self.typing.set(None);
        self.status.set(status);
    }

    /// Whether the person is signing out here.
    pub(super) fn is_leaving(self) -> bool {
        self.state.with_value(|state| state.leaving)
    }

    /// Whether this tab is a guest's, which has no sign-in to lose.
    pub(super) fn is_guest(self) -> bool {
        self.state.with_value(|state| state.guest.is_some())
    }

    /// Takes a message.
    pub(super) fn take(self, message: LiveMessage, position: &mut Position, toasts: Toasts) {
        match message {
            LiveMessage::Welcome { run, seq } => self.welcomed(position, run, seq),
            LiveMessage::Resync { run, seq } => self.go_on_from(position, run, seq),
            LiveMessage::Changed { seq, change } => {
                if seq > position.seq {
                    position.seq = seq;
                    self.tell(&change);
                }
            }
            LiveMessage::Link(progress) => self.link_moved(&progress),
            LiveMessage::BrokenPhones(phones) => self.broken.set(Some(phones)),
            LiveMessage::AwayForLong(phone) => self.broken.update(|broken| {
                if let Some(broken) = broken {
                    broken.retain(|other| other.id != phone.id);
                    broken.push(phone);
                }
            }),
            LiveMessage::Attendance { lead, others, typing } => {
                if self.state.with_value(|state| state.lead == Some(lead)) {
                    self.others.set(others);
                    self.typing.set(typing);
                }
            }
            LiveMessage::Refused { message } => toasts.show(message),
            LiveMessage::SignedOut | LiveMessage::Pong => {}
        }
    }

    /// What was missed follows by itself, except for the first time: then nobody knows what happened between the
    /// page's own reading and now, so what is on screen is fetched once.
    fn welcomed(self, position: &mut Position, run: String, seq: u64) {
        let stale = self.state.with_value(|state| state.stale);
        if stale || position.run.as_ref() != Some(&run) {
            return self.go_on_from(position, run, seq);
        }
        self.status.set(LiveStatus::Live);
    }

    /// Too much was missed, or another run of the server answers.
    fn go_on_from(self, position: &mut Position, run: String, seq: u64) {
        *position = Position { run: Some(run), seq };
        self.status.set(LiveStatus::Live);
        self.state.update_value(|state| state.stale = false);
        self.resynced.update(|times| *times += 1);
    }

    fn tell(self, change: &Change) {
        if *change == Change::Leads {
            self.resynced.update(|times| *times += 1);
        }
        let listeners: Vec<_> = self.state.with_value(|state| state.listeners.iter().map(|(_, call)| call.clone()).collect());
        for call in listeners {
            call(change);
        }
    }

    fn link_moved(self, progress: &LinkProgress) {
        let phone = progress.phone.id;
        let watching: Vec<_> = self
            .state
            .with_value(|state| state.watches.iter().filter(|(_, other, _)| *other == phone).map(|(.., signal)| signal.clone()).collect());
        for signal in watching {
            signal.set(Some(progress.clone()));
        }
    }
}
