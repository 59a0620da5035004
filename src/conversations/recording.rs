//! A voice message, spoken where answers are written: begun, timed, and sent or given up.
use super::{words, writing::Writing};
use crate::ui::{Button, Glyph, Icon, Look, NoMicrophone, browser, browser_files, pressed};
use leptos::{prelude::*, task::spawn_local};

/// The button that begins to record; while it records, its time and what is done with it.
#[component]
pub(super) fn Recording(
    /// Where it is sent from.
    writing: Writing,
) -> impl IntoView {
    let since = RwSignal::new(None::<i64>);
    let asking = RwSignal::new(false);
    let begin = move || {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        writing.error.set(None);
        spawn_local(async move {
            let begun = browser_files::begin_recording().await;
            let is_shown = asking.try_set(false).is_none();
            match begun {
                Ok(()) if is_shown => since.set(Some(browser::now_ms())),
                // The page was left while the browser asked.
                Ok(()) => browser_files::give_up_recording(),
                Err(why) => drop(writing.error.try_set(Some(because(why).to_owned()))),
            }
        });
    };
    on_cleanup(browser_files::give_up_recording);
    let shown = move || match since.get() {
        Some(began) => view! { <Running writing since began/> }.into_any(),
        None => view! {
            <button
                type="button"
                class="icon-button"
                title=words::RECORD
                aria-label=words::RECORD
                aria-disabled=move || asking.get().then_some("true")
                on:click=pressed(begin)
            >
                <Icon glyph=Glyph::Microphone/>
            </button>
        }
        .into_any(),
    };
    view! { {move || shown()} }
}

#[component]
fn Running(writing: Writing, since: RwSignal<Option<i64>>, began: i64) -> impl IntoView {
    let seconds = RwSignal::new(0);
    browser::every_ms(500, move || seconds.set((browser::now_ms() - began) / 1000));
    let give_up = Callback::new(move |()| {
        browser_files::give_up_recording();
        since.set(None);
    });
    let busy = RwSignal::new(false);
    let send = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let recorded = browser_files::end_recording().await;
            // The page was left: nobody waits to hear of it any more, and it was not said that it shall go.
            if since.try_set(None).is_some() {
                return recorded.iter().for_each(|file| browser_files::forget(file.id));
            }
            match recorded {
                Some(file) => match writing.attached.unfit(&file) {
                    None => writing.hand_in(file),
                    Some(why) => drop(writing.error.try_set(Some(why))),
                },
                None => drop(writing.error.try_set(Some(words::NOTHING_RECORDED.to_owned()))),
            }
        });
    });
    view! {
        <span class="recording" role="timer" aria-label=words::RECORDING>{move || words::minutes(seconds.get())}</span>
        <Button look=Look::Quiet on_press=give_up><Icon glyph=Glyph::Close/>{words::GIVE_UP}</Button>
        <Button look=Look::Quiet busy=busy on_press=send><Icon glyph=Glyph::Send/>{words::SEND_RECORDED}</Button>
    }
}

fn because(why: NoMicrophone) -> &'static str {
    match why {
        NoMicrophone::NotHere => words::NO_MICROPHONE_HERE,
        NoMicrophone::Refused => words::MICROPHONE_REFUSED,
    }
}
