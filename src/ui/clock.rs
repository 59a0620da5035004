//! The clock of the page: stands still on the server and while hydrating, then goes on every half minute.
use super::{browser, effect};
use leptos::prelude::*;

/// Now, as the page may show it: nothing until the browser has taken over.
#[derive(Clone, Copy)]
pub struct Clock(RwSignal<Option<i64>>);

impl Clock {
    /// Unix milliseconds, tracked.
    pub fn now(self) -> Option<i64> {
        self.0.get()
    }

    /// The clock of this page; one that stands still when none was provided.
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }
}

/// Provides the clock; called once, in the app.
pub fn provide_clock() {
    let now = RwSignal::new(None);
    provide_context(Clock(now));
    effect(move || {
        let tick = move || now.set(Some(browser::now_ms()));
        tick();
        browser::every_ms(30_000, tick);
    });
}
