//! Starting a sequence for a lead: which one, and what it would do when.
use super::{
    sequences::{Ahead, OfferedSequence, RunId, offered_sequences, start_sequence},
    talk::Talk,
    words,
};
use crate::{
    error::AppError,
    templates::SequenceId,
    ui::{Button, Dialog, FormError, Look, Skeleton, browser, sent, typed},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// Asks which, and shows its steps with their times.
#[component]
pub(super) fn SequenceDialog(
    /// The conversation it is for.
    talk: Talk,
    /// The lead's time zone, when it is known.
    zone: Option<String>,
    /// Closes this dialog.
    on_close: Callback<()>,
) -> impl IntoView {
    let run = RunId(Uuid::now_v7());
    let offered = RwSignal::new(None::<Vec<OfferedSequence>>);
    let chosen = RwSignal::new(None::<SequenceId>);
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    spawn_local(async move {
        match offered_sequences(talk.lead, browser::time_zone()).await {
            Ok(offers) => {
                chosen.try_set(offers.first().map(|offer| offer.id));
                offered.try_set(Some(offers));
            }
            Err(unread) => drop(error.try_set(Some(unread.to_string()))),
        }
    });
    let submit = sent(move |event| {
        event.prevent_default();
        let Some(sequence) = chosen.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match start_sequence(run, talk.lead, sequence, browser::time_zone()).await {
                Ok(()) => drop(on_close.try_run(())),
                Err(AppError::NotFound(_)) => drop(error.try_set(Some(words::SEQUENCE_GONE.to_owned()))),
                Err(unfit) => drop(error.try_set(Some(unfit.to_string()))),
            }
            busy.try_set(false);
        });
    });
    let zone = StoredValue::new(zone);
    let steps = move || {
        let chosen = chosen.get()?;
        let offers = offered.read();
        let ahead = &offers.as_ref()?.iter().find(|offer| offer.id == chosen)?.ahead;
        let lines: Vec<_> = ahead.iter().map(|step| step_line(step, ahead.len(), zone.get_value().as_deref())).collect();
        Some(view! { <ol class="sequence-ahead" aria-label=words::STEPS>{lines}</ol> }.into_any())
    };
    let form = move |offers: Vec<OfferedSequence>| {
        let options = offers.into_iter().map(|OfferedSequence { id, name, .. }| {
            view! { <option value=id.0.to_string() prop:selected=move || chosen.get() == Some(id)>{name}</option> }.into_any()
        });
        let choose = typed(move |value| chosen.set(Uuid::parse_str(&value).ok().map(SequenceId)));
        view! {
            <form class="form" on:submit=submit>
                <label class="field">
                    <span class="field-label">{words::SEQUENCE}</span>
                    <select class="input" autofocus on:change=choose>{options.collect::<Vec<_>>()}</select>
                </label>
                {steps}
                <p class="field-hint">{words::SEQUENCE_HINT}</p>
                <div class="form-actions">
                    <Button on_press=on_close>{words::CANCEL}</Button>
                    <Button look=Look::Primary kind="submit" busy=busy>{words::START}</Button>
                </div>
            </form>
        }
        .into_any()
    };
    let mut form = Some(form);
    let body = move || match offered.get() {
        None if error.read().is_some() => ().into_any(),
        None => view! { <Skeleton label=words::LOADING_SEQUENCES/> }.into_any(),
        Some(offers) if offers.is_empty() => {
            view! { <p>{words::NO_SEQUENCES}" "<a href="/sequences">{words::WRITE_SEQUENCE}</a></p> }.into_any()
        }
        Some(offers) => form.take().map_or_else(|| ().into_any(), |form| form(offers)),
    };
    view! {
        <Dialog title=words::START_SEQUENCE on_close>
            <FormError error=error/>
            {body}
        </Dialog>
    }
}

/// A step that is still to come, and its time by the person's clock and by the lead's.
pub(super) fn step_line(step: &Ahead, of: usize, zone: Option<&str>) -> AnyView {
    let there = zone.and_then(|zone| browser::time_in(zone, step.at)).map(|(_, time)| time);
    let there = there.filter(|time| *time != browser::local_time(step.at)).map(|time| words::there(&time, false, true));
    let when = words::step(step.number, of, &browser::local_date(step.at, false), &browser::local_time(step.at));
    let reminder = step.is_reminder.then(|| view! { <span class="sequence-kind">{words::REMINDER}</span> }.into_any());
    view! {
        <li>
            <span class="later-when">{when}" "{there.map(|there| view! { <span class="later-there">{there}</span> })}{reminder}</span>
            <span class="later-text" dir="auto">{step.text.clone()}</span>
        </li>
    }
    .into_any()
}
