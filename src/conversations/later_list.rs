//! What waits to be sent to this lead later, at the end of the conversation.
use super::{
    later::{Desk, Scheduled, Settlement, schedule_message, settle_scheduled},
    words,
    writing::Writing,
};
use crate::ui::{Button, Clock, Entry, Glyph, Icon, Look, Toasts, browser, entries};
use leptos::{prelude::*, task::spawn_local};

/// The messages that wait, the earliest first.
#[component]
pub(super) fn LaterList(
    /// What is at hand for this lead.
    desk: RwSignal<Desk>,
    /// Where the text of a dropped one can go.
    writing: Writing,
    /// Opens one to be changed.
    edit: Callback<Scheduled>,
) -> impl IntoView {
    let clock = Clock::of_page();
    let toasts = Toasts::of_page();
    let line = move |scheduled: Scheduled| {
        // What is held, moved or worded anew is another line.
        let key = (scheduled.held.is_some(), version(&scheduled), scheduled.id.0);
        Entry::new(key, move || {
            line_of(scheduled, clock, edit, Callback::new(move |one: Scheduled| drop_one(one, desk, writing, toasts)), toasts)
        })
    };
    let is_empty = Memo::new(move |_| desk.read().scheduled.is_empty());
    let list = move || {
        view! {
            <ul class="later" aria-label=words::SCHEDULED>
                {entries(move || desk.read().scheduled.iter().cloned().map(line).collect())}
            </ul>
        }
        .into_any()
    };
    view! { {move || (!is_empty.get()).then(list)} }
}

fn version(scheduled: &Scheduled) -> i64 {
    scheduled.text.bytes().fold(scheduled.send_at, |sum, byte| sum.wrapping_mul(31).wrapping_add(i64::from(byte)))
}

fn line_of(scheduled: Scheduled, clock: Clock, edit: Callback<Scheduled>, drop_it: Callback<Scheduled>, toasts: Toasts) -> AnyView {
    let Scheduled { id, send_at, text, sender, held, .. } = scheduled.clone();
    let is_held = held.is_some();
    let says = move || match &held {
        Some(why) => why.clone(),
        None => words::will_be_sent(&day(send_at, clock.now().unwrap_or(send_at)), &browser::local_time(send_at), &sender),
    };
    let send = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(error) = settle_scheduled(id, Settlement::Send).await {
                toasts.show(error.to_string());
            }
        });
    });
    let (to_edit, to_drop) = (scheduled.clone(), scheduled);
    view! {
        <li class="later-line" class:later-held=is_held>
            <p class="later-text" dir="auto">{text}</p>
            <p class="later-when"><Icon glyph=if is_held { Glyph::Alert } else { Glyph::Clock }/><span>{says}</span></p>
            <span class="row-actions">
                <Button look=Look::Quiet on_press=Callback::new(move |()| edit.run(to_edit.clone()))>{words::EDIT}</Button>
                <Button look=Look::Quiet on_press=send>{words::SEND_NOW}</Button>
                <Button look=Look::Quiet on_press=Callback::new(move |()| drop_it.run(to_drop.clone()))>{words::DROP}</Button>
            </span>
        </li>
    }
    .into_any()
}

fn day(at: i64, now: i64) -> String {
    match browser::local_day(at) - browser::local_day(now) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..7 => browser::local_weekday(at),
        days => browser::local_date(at, days > 300),
    }
}

/// Drops one and offers it back: as it was, or where answers are written when its time is over.
fn drop_one(scheduled: Scheduled, desk: RwSignal<Desk>, writing: Writing, toasts: Toasts) {
    desk.update(|desk| desk.scheduled.retain(|one| one.id != scheduled.id));
    spawn_local(async move {
        if let Err(error) = settle_scheduled(scheduled.id, Settlement::Drop).await {
            desk.try_update(|desk| desk.scheduled.push(scheduled));
            return toasts.show(error.to_string());
        }
        let undo = Callback::new(move |()| {
            let Scheduled { id, lead_id, text, send_at, held, .. } = scheduled.clone();
            if held.is_some() || send_at <= browser::now_ms() {
                return writing.put(text);
            }
            spawn_local(async move {
                if let Err(error) = schedule_message(id, lead_id, text, send_at).await {
                    toasts.show(error.to_string());
                }
            });
        });
        toasts.show_done(words::DROPPED, undo);
    });
}
