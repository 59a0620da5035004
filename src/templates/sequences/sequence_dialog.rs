//! Writing a sequence: its name and its steps.
use super::{
    list::Shelf,
    model::{Sequence, SequenceDraft},
    server_fns::save_sequence,
    step_fields::{StepDraft, StepFields, steps_hint},
    words,
};
use crate::{
    error::AppError,
    ui::{Button, Dialog, Entry, Field, FormError, Glyph, Icon, Look, browser, entries, sent, typed},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The dialog of one sequence.
#[component]
pub(super) fn SequenceDialog(
    /// Which.
    sequence: Sequence,
    /// Whether they may word the team's.
    may_edit_teams: bool,
    /// What it is part of.
    shelf: Shelf,
) -> impl IntoView {
    let Sequence { id, owner, name, steps } = sequence;
    let (is_new, for_team) = (name.is_empty(), owner.is_none());
    let steps = RwSignal::new(steps.into_iter().map(StepDraft::of).collect::<Vec<_>>());
    let (error, busy) = (RwSignal::new(None::<AppError>), RwSignal::new(false));
    let of_name = Signal::derive(move || error.with(|error| error.as_ref()?.of_field("name").map(ToOwned::to_owned)));
    // The fields say what is wrong with them; how many steps there may be is said above.
    let of_form = Signal::derive(move || {
        error.with(|error| match error.as_ref()? {
            unfit @ AppError::Invalid(_) => unfit.of_field("steps").map(ToOwned::to_owned),
            other => Some(other.to_string()),
        })
    });
    let on_close = Callback::new(move |()| shelf.open.set(None));
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let steps = steps.get_untracked().into_iter().map(StepDraft::step).collect();
        let draft = match (SequenceDraft { name: browser::field_of(&event, "name"), steps }).fit() {
            Ok(draft) => draft,
            Err(unfit) => return error.set(Some(unfit)),
        };
        let for_team = if may_edit_teams { browser::field_of(&event, "for_team") == "true" } else { for_team };
        busy.set(true);
        spawn_local(async move {
            match save_sequence(id, draft, for_team).await {
                Ok(sequence) => {
                    shelf.put(sequence);
                    on_close.try_run(());
                }
                Err(unfit) => drop(error.try_set(Some(unfit))),
            }
            busy.try_set(false);
        });
    });
    let add = Callback::new(move |()| {
        steps.update(|steps| steps.extend(steps.last().map(|last| last.follow())));
        browser::focus_on(".step:last-of-type textarea".to_owned());
    });
    let place = move |id: Uuid| Memo::new(move |_| steps.with(|steps| steps.iter().position(|step| step.id == id).unwrap_or(0)));
    let entry = move |draft: StepDraft| {
        Entry::new((false, 0, draft.id), move || {
            let nth = place(draft.id);
            let unfit = Signal::derive(move || {
                let field = format!("step-{}", nth.get());
                error.with(|error| error.as_ref()?.of_field(&field).map(ToOwned::to_owned))
            });
            let on_remove = Callback::new(move |()| {
                // What was wrong is named by the place of its step.
                error.set(None);
                steps.update(|steps| steps.retain(|step| step.id != draft.id));
            });
            view! { <StepFields draft nth=nth.into() error=unfit on_remove is_only=Signal::derive(move || steps.read().len() < 2)/> }
                .into_any()
        })
    };
    view! {
        <Dialog title=if is_new { words::NEW } else { words::CHANGE } on_close class="sequence-dialog">
            // What was complained about may be right now.
            <form class="form" on:submit=submit on:input=typed(move |_| error.set(None))>
                <FormError error=of_form/>
                {(!is_new).then(|| view! { <p class="field-hint">{words::CHANGE_HINT}</p> }.into_any())}
                <Field label=words::NAME name="name" error=of_name value=name autofocus=true/>
                {entries(move || steps.get().into_iter().map(entry).collect())}
                {steps_hint()}
                <div class="sequence-add">
                    <Button look=Look::Quiet on_press=add><Icon glyph=Glyph::Plus/>{words::ADD_STEP}</Button>
                </div>
                {may_edit_teams.then(|| view! {
                    <label class="check"><input type="checkbox" name="for_team" value="true" checked=for_team/>{words::FOR_TEAM}</label>
                }.into_any())}
                <div class="form-actions">
                    <Button on_press=on_close>{words::CANCEL}</Button>
                    <Button look=Look::Primary kind="submit" busy=busy>{words::SAVE}</Button>
                </div>
            </form>
        </Dialog>
    }
}
