//! Planning a follow-up: when, and what for.
use super::{
    model::{FollowUp, Lead, Plan},
    words,
};
use crate::ui::{Button, Dialog, Field, FormError, Look, browser, part, sent};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

const HOUR_MS: i64 = 3_600_000;
/// The hour of the person's clock at which a planned day begins.
const MORNING: u32 = 9;

/// Asks when we come back to a lead, and what for. A part of the page.
pub fn follow_up_dialog(lead: Lead, on_plan: Callback<Plan>, on_close: Callback<()>) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split(lead.clone(), on_plan, on_close)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(lead: Lead, on_plan: Callback<Plan>, on_close: Callback<()>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <FollowUpDialog lead on_plan on_close/> }.into_any())
}

#[component]
fn FollowUpDialog(
    /// Which.
    lead: Lead,
    /// Takes what was decided.
    on_plan: Callback<Plan>,
    /// Given up.
    on_close: Callback<()>,
) -> impl IntoView {
    let now = browser::now_ms();
    let error = RwSignal::new(None::<String>);
    let note_error = RwSignal::new(None::<String>);
    let chosen = [
        Some((words::LATER_TODAY, now + 3 * HOUR_MS)),
        Some((words::TOMORROW, browser::morning(now, 1, MORNING))),
        browser::monday(now, MORNING).map(|at| (words::MONDAY, at)),
        Some((words::IN_A_WEEK, browser::morning(now, 7, MORNING))),
    ];
    // The first button of a form is pressed by Enter: the time in the field counts then.
    let submit = sent(move |event| {
        event.prevent_default();
        let pressed = browser::pressed_value(&event);
        let at = pressed.and_then(|value| value.parse().ok()).or_else(|| browser::moment_of_field(&browser::field_of(&event, "due_at")));
        let Some(at) = at else { return error.set(Some(words::NO_TIME.to_owned())) };
        match FollowUp::parse(at, &browser::field_of(&event, "note"), browser::now_ms()) {
            Ok(FollowUp { due_at, note }) => on_plan.run(Plan::FollowUp { due_at, note }),
            Err(unfit) => {
                note_error.set(unfit.of_field("note").map(ToOwned::to_owned));
                error.set(unfit.of_field("due_at").map(ToOwned::to_owned));
            }
        }
    });
    let due = browser::field_of_moment(lead.due_at.unwrap_or_else(|| browser::morning(now, 1, MORNING)));
    let had_one = lead.due_at.is_some();
    let title = format!("{} {}", words::FOLLOW_UP_WITH, lead.name);
    view! {
        <Dialog title=title on_close>
            <form class="form follow-up" on:submit=submit>
                <FormError error=error/>
                <Field label=words::NOTE name="note" hint=words::NOTE_HINT error=note_error value=lead.due_note autofocus=true/>
                <Field label=words::OTHER_TIME name="due_at" kind="datetime-local" value=due/>
                <div class="form-actions">
                    {had_one.then(|| view! {
                        <Button on_press=Callback::new(move |()| on_plan.run(Plan::NoFollowUp))>{words::NOT_ANY_MORE}</Button>
                    }.into_any())}
                    <Button look=Look::Primary kind="submit">{words::PLAN}</Button>
                </div>
                <div class="follow-up-times">
                    {chosen.into_iter().flatten().map(time).collect::<Vec<_>>()}
                </div>
            </form>
        </Dialog>
    }
}

fn time((words, at): (&'static str, i64)) -> AnyView {
    view! { <button type="submit" class=Look::Plain.class() value=at.to_string()>{words}</button> }.into_any()
}
