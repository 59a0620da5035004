//! What happens in the browser besides painting. One type of effect, whatever it does.
use leptos::prelude::*;

/// Runs in the browser, at first and whenever something changes that it reads.
pub fn effect(run: impl Fn() + 'static) {
    boxed_effect(Box::new(run));
}

/// Runs in the browser whenever the count changes, but not at first.
pub fn on_change(count: Signal<u64>, run: impl Fn() + 'static) {
    boxed_watch(count, Box::new(run));
}

fn boxed_effect(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}

fn boxed_watch(count: Signal<u64>, run: Box<dyn Fn()>) {
    Effect::watch(move || count.get(), move |_: &u64, _: Option<&u64>, _: Option<()>| run(), false);
}
