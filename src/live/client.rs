//! The tab's end of the live stream: what pages may ask of it.
//! `tab.rs` keeps the socket and `stream.rs` takes its messages, in the browser only; this file also stands on the server.
use super::{
    keeper::Keeper,
    model::{Attendant, Change, LiveCommand},
    tab,
};
use crate::{
    conversations::Typing,
    error::AppError,
    leads::LeadId,
    phones::{LinkProgress, Phone, PhoneId},
    ui::{Toasts, browser, effect},
};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};

/// Nobody writes any more who has typed nothing for so long.
const WRITING_FOR: Duration = Duration::from_secs(6);

/// How this tab stands to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveStatus {
    /// Not connected yet.
    Connecting,
    /// Changes arrive as they happen.
    Live,
    /// The connection was lost a moment ago.
    Reconnecting,
    /// No connection for longer.
    Offline {
        /// When the server was last heard, Unix milliseconds.
        since: i64,
    },
    /// The sign-in or the guest's link ended.
    SignedOut,
}

pub(super) type Listener = Arc<dyn Fn(&Change) + Send + Sync>;
pub(super) type Outlet = Arc<dyn Fn(LiveCommand) + Send + Sync>;

/// The live stream of this tab.
#[derive(Clone, Copy)]
pub struct Live {
    pub(super) status: RwSignal<LiveStatus>,
    pub(super) resynced: RwSignal<u64>,
    pub(super) broken: RwSignal<Option<Vec<Phone>>>,
    pub(super) others: RwSignal<Vec<Attendant>>,
    pub(super) typing: RwSignal<Option<Typing>>,
    pub(super) state: StoredValue<State>,
}

#[derive(Default)]
pub(super) struct State {
    started: bool,
    pub(super) leaving: bool,
    /// The token of a guest, who has no sign-in.
    pub(super) guest: Option<String>,
    /// A fetch failed, so that the next connection has to begin with a fresh one.
    pub(super) stale: bool,
    pub(super) outlet: Option<Outlet>,
    last_id: u64,
    pub(super) listeners: Vec<(u64, Listener)>,
    pub(super) watches: Vec<(u64, PhoneId, ArcRwSignal<Option<LinkProgress>>)>,
    /// The lead on screen.
    pub(super) lead: Option<LeadId>,
    /// Ends the writing to them, while somebody writes.
    writing: Option<TimeoutHandle>,
}

/// Provides the live stream of this tab, not yet connected. Called once, in the app.
pub fn provide_live() {
    provide_context(Live {
        status: RwSignal::new(LiveStatus::Connecting),
        resynced: RwSignal::new(0),
        broken: RwSignal::new(None),
        others: RwSignal::new(Vec::new()),
        typing: RwSignal::new(None),
        state: StoredValue::new(State::default()),
    });
}

impl Live {
    /// The live stream of this tab.
    ///
    /// # Panics
    /// Outside the app, which is a bug of the caller.
    pub fn of_tab() -> Self {
        expect_context()
    }

    /// How the tab stands to the server, tracked.
    pub fn status(self) -> Signal<LiveStatus> {
        self.status.into()
    }

    /// The phones that worked and no longer do, as of the last greeting; nothing for those who may not repair them. Whoever shows
    /// them applies the changes that follow.
    pub fn broken_phones(self) -> RwSignal<Option<Vec<Phone>>> {
        self.broken
    }

    /// Counts the times when what is on screen has to be fetched again.
    pub fn resynced(self) -> Signal<u64> {
        self.resynced.into()
    }

    /// Connects, once a person is signed in. Runs in the browser, in an effect.
    pub fn start(self) {
        let started = self.state.try_update_value(|state| std::mem::replace(&mut state.started, true));
        if started == Some(false) {
            tab::keep_connected(self, Toasts::of_page());
        }
    }

    /// Connects as a guest with this token, for the link of one phone. Runs in the browser, in an effect.
    pub fn start_as_guest(self, token: String) {
        self.state.update_value(|state| state.guest = Some(token));
        self.start();
    }

    /// The person signs out here: what the server says about it is no news.
    pub fn leave(self) {
        self.state.update_value(|state| state.leaving = true);
    }

    /// Calls for every change, in order, until the owner is gone. Not a signal, as those forget all but the last.
    pub fn listen(self, call: impl Fn(&Change) + Send + Sync + 'static) {
        let id = self.next_id();
        self.state.update_value(|state| state.listeners.push((id, Arc::new(call))));
        on_cleanup(move || {
            self.state.try_update_value(|state| state.listeners.retain(|(other, _)| *other != id));
        });
    }

    /// Keeps a view in step with the server: see [`Keeper`].
    pub fn keep<T, Answer>(
        self,
        fetch: impl Fn() -> Answer + 'static,
        replace: impl Fn(T) + Send + Sync + 'static,
        apply: impl Fn(&Change) + Send + Sync + 'static,
    ) -> Keeper<T>
    where
        T: 'static,
        Answer: Future<Output = Result<T, AppError>> + 'static,
    {
        Keeper::new(self, fetch, replace, apply)
    }

    /// The progress of a phone's link, as long as the owner lives; the server keeps the link running meanwhile.
    pub fn link_progress(self, phone: PhoneId) -> Signal<Option<LinkProgress>> {
        let id = self.next_id();
        let progress = ArcRwSignal::new(None);
        self.state.update_value(|state| state.watches.push((id, phone, progress.clone())));
        effect(move || self.say(LiveCommand::WatchLink { phone }));
        on_cleanup(move || {
            let last = self.state.try_update_value(|state| {
                state.watches.retain(|(other, ..)| *other != id);
                !state.watches.iter().any(|(_, other, _)| *other == phone)
            });
            if last == Some(true) {
                self.say(LiveCommand::UnwatchLink { phone });
            }
        });
        progress.into()
    }

    /// Tells colleagues that this lead is on screen, as long as the owner lives and somebody looks at the tab. Answers who else has
    /// the lead on theirs.
    pub fn attend(self, lead: LeadId) -> Signal<Vec<Attendant>> {
        effect(move || {
            self.state.update_value(|state| state.lead = Some(lead));
            self.others.set(Vec::new());
            self.typing.set(None);
            self.tell_where_we_are();
        });
        effect(move || browser::on_window("visibilitychange", move || self.tell_where_we_are()));
        on_cleanup(move || {
            // The next lead may be on screen already.
            let is_left = self.state.try_update_value(|state| state.lead.take_if(|shown| *shown == lead).is_some());
            if is_left == Some(true) {
                self.writes(false);
                self.tell_where_we_are();
            }
        });
        self.others.into()
    }

    /// What the lead does that this tab attends to.
    pub fn typing(self) -> Signal<Option<Typing>> {
        self.typing.into()
    }

    /// Tells colleagues that an answer to the lead on screen is being written, for some seconds, or that it is not any more.
    pub fn writes(self, is_writing: bool) {
        let end = is_writing.then(|| set_timeout_with_handle(move || self.writes(false), WRITING_FOR).ok()).flatten();
        let before = self.state.try_update_value(|state| std::mem::replace(&mut state.writing, end)).flatten();
        if let Some(before) = &before {
            before.clear();
        }
        if before.is_some() != is_writing {
            self.tell_where_we_are();
        }
    }

    pub(super) fn tell_where_we_are(self) {
        let is_seen = browser::is_visible();
        let told = self.state.try_with_value(|state| {
            let lead = state.lead.filter(|_| is_seen);
            LiveCommand::Attend { lead, is_writing: lead.is_some() && state.writing.is_some() }
        });
        told.into_iter().for_each(|command| self.say(command));
    }

    fn next_id(self) -> u64 {
        let next = |state: &mut State| {
            state.last_id += 1;
            state.last_id
        };
        self.state.try_update_value(next).unwrap_or_default()
    }

    /// A fetch failed: the next connection begins with a fresh one.
    pub(super) fn missed(self) {
        self.state.update_value(|state| state.stale = true);
    }

    /// Says something to the server, when connected.
    pub(super) fn say(self, command: LiveCommand) {
        if let Some(outlet) = self.state.try_with_value(|state| state.outlet.clone()).flatten() {
            outlet(command);
        }
    }
}
