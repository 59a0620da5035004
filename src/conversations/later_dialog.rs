//! Choosing when a message is sent.
use super::{
    later::{Desk, Scheduled, ScheduledId, schedule_message},
    model::MessageText,
    quiet::QuietHours,
    talk::Talk,
    words,
    writing::Writing,
};
use crate::ui::{Button, Dialog, Field, FormError, Look, browser, sent, typed};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;
/// The hour of the person's clock at which a planned day begins.
const MORNING: u32 = 9;

/// What is planned in the dialog.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) id: Uuid,
    pub(super) text: String,
    /// When it was to be sent before; nothing for a new one.
    pub(super) send_at: Option<i64>,
}

/// Asks when, and lets the text be changed.
#[component]
pub(super) fn LaterDialog(
    /// What.
    planned: Planned,
    /// The conversation it is for.
    talk: Talk,
    /// Where a new one was written.
    writing: Writing,
    /// What is at hand for this lead.
    desk: RwSignal<Desk>,
    /// Closes this dialog.
    open: RwSignal<Option<Planned>>,
) -> impl IntoView {
    let now = browser::now_ms();
    let Planned { id, text, send_at } = planned;
    let is_new = send_at.is_none();
    let text = RwSignal::new(text);
    let (error, text_error, busy) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>), RwSignal::new(false));
    let clock = Clock::of(&desk.read_untracked());
    let there = StoredValue::new(clock.clone());
    let begins = send_at.filter(|at| *at > now).unwrap_or_else(|| browser::morning(now, 1, MORNING));
    let chosen = RwSignal::new(Some(begins));
    let times = [
        Some((words::IN_AN_HOUR, now + HOUR_MS)),
        Some((words::TOMORROW, browser::morning(now, 1, MORNING))),
        browser::monday(now, MORNING).map(|at| (words::MONDAY, at)),
        Some((words::IN_A_WEEK, browser::morning(now, 7, MORNING))),
    ];
    let times: Vec<_> = times.into_iter().flatten().map(|(words, at)| time(words, at, clock.there(at))).collect();
    // A moment in the quiet hours says so, and their end is offered.
    let quiet = Memo::new(move |_| chosen.get().and_then(|at| clock.quiet(at)));
    let of_field = move || {
        let (sentence, is_night) = match quiet.get() {
            Some((sentence, _)) => (sentence, true),
            None => there.with_value(|clock| clock.there(chosen.get()?))?,
        };
        Some(view! { <p class="later-there" class:later-night=is_night role="status">{sentence}</p> }.into_any())
    };
    let instead = move || {
        let (end, time) = quiet.get()?.1?;
        Some(
            view! { <button type="submit" class=Look::Plain.class() value=end.to_string()>{words::after_quiet(&time)}</button> }.into_any(),
        )
    };
    // The first button of a form is pressed by Enter: the time in the field counts then.
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let pressed = browser::pressed_value(&event).and_then(|value| value.parse().ok());
        let Some(at) = pressed.or_else(|| browser::moment_of_field(&browser::field_of(&event, "send_at"))) else {
            return error.set(Some(words::NO_TIME.to_owned()));
        };
        let fit = MessageText::parse(&text.read_untracked());
        text_error.set(fit.as_ref().err().map(ToString::to_string));
        error.set(Scheduled::parse_time(at, browser::now_ms()).err().map(|unfit| unfit.to_string()));
        let (Ok(fit), None) = (fit, error.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match schedule_message(ScheduledId(id), talk.lead, fit.as_str().to_owned(), at).await {
                Ok(scheduled) => {
                    desk.try_update(|desk| {
                        desk.scheduled.retain(|one| one.id != scheduled.id);
                        desk.scheduled.push(scheduled);
                        desk.scheduled.sort_by_key(|one| one.send_at);
                    });
                    open.try_set(None);
                    if is_new {
                        writing.put(String::new());
                    }
                }
                Err(unfit) => drop(error.try_set(Some(unfit.to_string()))),
            }
            busy.try_set(false);
        });
    });
    // Of the fields in this form only that of the time holds a moment.
    let on_time = typed(move |typed| {
        if let Some(at) = browser::moment_of_field(&typed) {
            chosen.set(Some(at));
        }
    });
    view! {
        <Dialog title=if is_new { words::SEND_LATER } else { words::CHANGE_LATER } on_close=Callback::new(move |()| open.set(None))>
            <form class="form follow-up" on:submit=submit on:input=on_time>
                <FormError error=error/>
                <div class="field">
                    <label class="field-label" for="later-text">{words::MESSAGE}</label>
                    // Its content is a property, never a child: children of a textarea are not escaped by the server.
                    <textarea
                        class="input later-field"
                        id="later-text"
                        rows="3"
                        aria-describedby="later-text-error"
                        prop:value=move || text.get()
                        on:input=typed(move |typed| text.set(typed))
                    ></textarea>
                    <p class="field-error" id="later-text-error" role="alert">{move || text_error.get()}</p>
                </div>
                <Field label=words::OTHER_TIME name="send_at" kind="datetime-local" value=browser::field_of_moment(begins) autofocus=true/>
                {of_field}
                <p class="field-hint">{words::LATER_HINT}</p>
                <div class="form-actions">
                    <Button look=Look::Primary kind="submit" busy=busy>{words::SCHEDULE}</Button>
                    {instead}
                </div>
                <div class="follow-up-times">{times}</div>
            </form>
        </Dialog>
    }
}

/// The clock of a lead, as far as it is known, and when they would rather not be written to.
#[derive(Clone)]
struct Clock {
    zone: Option<String>,
    quiet: QuietHours,
}

impl Clock {
    fn of(desk: &Desk) -> Self {
        Self { zone: desk.zone.clone(), quiet: desk.quiet.clone() }
    }

    /// The minute of their day, else of the team's, else of ours, and how it is written.
    fn time(&self, at: i64) -> Option<(u16, String)> {
        let zone = self.zone.clone().or_else(|| self.quiet.zone.clone());
        browser::time_in(&zone.unwrap_or_else(browser::time_zone), at)
    }

    /// What their clock says, and whether that is at night. Who lives by the same clock needs no other one.
    fn there(&self, at: i64) -> Option<(String, bool)> {
        let (minute, time) = self.time(at)?;
        let is_night = self.quiet.have(minute);
        let is_other = self.zone.is_some() && time != browser::local_time(at);
        (is_night || is_other).then(|| (words::there(&time, is_night, self.zone.is_some()), is_night))
    }

    /// That a moment is in the quiet hours, in a sentence, and when and at which time of theirs they end.
    fn quiet(&self, at: i64) -> Option<(String, Option<(i64, String)>)> {
        let (minute, time) = self.time(at)?;
        let end = self.quiet.end_after(at, |at| Some(self.time(at)?.0));
        let end = end.and_then(|end| Some((end, self.time(end)?.1)));
        self.quiet.have(minute).then(|| (words::quiet(&time, self.zone.is_some()), end))
    }
}

fn time(words: &'static str, at: i64, there: Option<(String, bool)>) -> AnyView {
    let there = there.map(|(there, is_night)| view! { <span class="later-there" class:later-night=is_night>{there}</span> }.into_any());
    view! { <button type="submit" class=Look::Plain.class() value=at.to_string()>{words}" "{there}</button> }.into_any()
}
