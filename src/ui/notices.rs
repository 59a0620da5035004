//! Notifications on the desktop, for those who asked for them in this browser.
use super::{Button, browser, effect};
use leptos::prelude::*;

/// Whether this browser tells of trouble outside its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notices {
    /// It cannot, or not here: browsers want an encrypted connection, and those of phones want more.
    Missing,
    /// Nobody asked for it.
    Off,
    /// It does.
    On,
    /// The person told the browser never to.
    Blocked,
    /// It allowed them, and then showed none.
    Unable,
}

/// Turns notifications on and off in this browser, and shows one at once, so that a person sees what they get.
#[component]
pub fn NoticesSwitch(
    /// What they are good for.
    about: &'static str,
) -> impl IntoView {
    let state = RwSignal::new(Notices::Missing);
    effect(move || state.set(browser::notices()));
    let begin = Callback::new(move |()| {
        browser::allow_notices(move || {
            let allowed = browser::notices();
            let shown = allowed != Notices::On || browser::notify(TITLE, about, "on");
            state.try_set(if shown { allowed } else { Notices::Unable });
        });
    });
    let end = Callback::new(move |()| {
        browser::forget_notices();
        state.set(browser::notices());
    });
    let sound = RwSignal::new(false);
    effect(move || sound.set(browser::has_sound()));
    let turn_sound = Callback::new(move |()| {
        browser::set_sound(!sound.get_untracked());
        sound.set(browser::has_sound());
        browser::sound();
    });
    let part = move || match state.get() {
        Notices::Missing => ().into_any(),
        Notices::Off => view! { <Button on_press=begin>{ASK}</Button><span>{about}</span> }.into_any(),
        Notices::On => view! {
            <Button on_press=end>{STOP}</Button>
            <Button on_press=turn_sound>{move || if sound.get() { QUIETLY } else { ALOUD }}</Button>
            <span>{about}</span>
        }
        .into_any(),
        Notices::Blocked => view! { <span role="status">{BLOCKED}</span> }.into_any(),
        Notices::Unable => view! { <span role="status">{UNABLE}</span> }.into_any(),
    };
    view! { <p class="notices">{move || part()}</p> }
}

const ASK: &str = "Notify me on this device";
const ALOUD: &str = "With a sound";
const QUIETLY: &str = "Without the sound";
const STOP: &str = "Stop notifying me here";
const TITLE: &str = "Leadwire notifies you here";
const UNABLE: &str = "This browser shows no notifications of pages. One on a computer does.";
const BLOCKED: &str = "Your browser blocks notifications of this site. Its settings beside the address change that.";
