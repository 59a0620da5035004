//! The sequence that runs for this lead: its steps that are still to come, among what waits to be sent later.
use super::{
    later::{Desk, Settlement, settle_scheduled},
    sequence_dialog::step_line,
    sequences::{RunId, Running, end_sequence, resume_sequence},
    words,
};
use crate::ui::{Button, Glyph, Icon, Look, Toasts};
use leptos::{prelude::*, task::spawn_local};

/// The sequence, when one runs.
#[component]
pub(super) fn SequenceLines(
    /// What is at hand for this lead.
    desk: RwSignal<Desk>,
) -> impl IntoView {
    let toasts = Toasts::of_page();
    let running = Memo::new(move |_| desk.read().running.clone());
    move || running.get().map(|running| lines(running, desk, toasts))
}

fn lines(running: Running, desk: RwSignal<Desk>, toasts: Toasts) -> AnyView {
    let Running { id, name, sender, steps, next, held, ahead } = running;
    let zone = desk.read_untracked().zone.clone();
    let title = words::sequence_of(&name, &sender);
    let label = title.clone();
    let settle = move |how: Settlement| {
        Callback::new(move |()| {
            spawn_local(async move {
                if let Err(error) = settle_scheduled(next, how).await {
                    toasts.show(error.to_string());
                }
            });
        })
    };
    let is_held = held.is_some();
    let question = held.map(|why| {
        view! {
            <p class="later-when"><Icon glyph=Glyph::Alert/><span>{why}</span></p>
            <span class="row-actions">
                <Button look=Look::Quiet on_press=settle(Settlement::Send)>{words::SEND_NOW}</Button>
                <Button look=Look::Quiet on_press=settle(Settlement::Drop)>{words::DROP_STEP}</Button>
            </span>
        }
        .into_any()
    });
    view! {
        <section class="later-line sequence-runs" class:later-held=is_held aria-label=label>
            <p class="sequence-title"><Icon glyph=Glyph::Steps/><span dir="auto">{title}</span></p>
            <Button look=Look::Quiet on_press=Callback::new(move |()| end(id, desk, toasts))>{words::END_SEQUENCE}</Button>
            {question}
            <ol class="sequence-ahead">
                {ahead.iter().map(|step| step_line(step, usize::from(steps), zone.as_deref())).collect::<Vec<_>>()}
            </ol>
        </section>
    }
    .into_any()
}

/// Ends it, and offers to go on after all.
fn end(id: RunId, desk: RwSignal<Desk>, toasts: Toasts) {
    let before = desk.try_update(|desk| desk.running.take()).flatten();
    spawn_local(async move {
        if let Err(error) = end_sequence(id).await {
            desk.try_update(|desk| desk.running = before);
            return toasts.show(error.to_string());
        }
        // Also when the person has gone elsewhere meanwhile.
        let undo = Box::new(move || {
            spawn_local(async move {
                if let Err(error) = resume_sequence(id).await {
                    toasts.show(error.to_string());
                }
            });
        });
        toasts.show_done_for_good(words::SEQUENCE_ENDED, undo);
    });
}
