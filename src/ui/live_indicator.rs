//! The sign in the header that says whether what is on screen is up to date.
use super::{Clock, browser};
use leptos::prelude::*;

/// How the page stands to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveSign {
    /// Not connected yet.
    Connecting,
    /// Changes arrive as they happen.
    Live,
    /// The connection was lost a moment ago.
    Reconnecting,
    /// No connection; what is on screen is from then, Unix milliseconds.
    Offline(i64),
}

impl LiveSign {
    fn class(self) -> &'static str {
        match self {
            Self::Connecting => "live-sign",
            Self::Live => "live-sign live-sign-live",
            Self::Reconnecting => "live-sign live-sign-waiting",
            Self::Offline(_) => "live-sign live-sign-offline",
        }
    }

    fn words(self, now: Option<i64>) -> String {
        match self {
            Self::Connecting => "Connecting…".to_owned(),
            Self::Live => "Live".to_owned(),
            Self::Reconnecting => "Reconnecting…".to_owned(),
            Self::Offline(since) if now.is_some() => format!("Offline, as of {}", browser::local_time(since)),
            Self::Offline(_) => "Offline".to_owned(),
        }
    }
}

/// The sign: a dot whose form and colour go with its words.
#[component]
pub fn LiveIndicator(
    /// What it says.
    #[prop(into)]
    sign: Signal<LiveSign>,
) -> impl IntoView {
    let clock = Clock::of_page();
    view! {
        <div class=move || sign.get().class() role="status" aria-label="Connection">
            <span class="live-sign-dot" aria-hidden="true"></span>
            <span>{move || sign.get().words(clock.now())}</span>
        </div>
    }
}
