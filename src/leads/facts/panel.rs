//! The panel: every fact in its place.
use super::{
    desk::Desk,
    history_view::HistoryView,
    lines::{Line, LineOf, WorthLine},
    notes_view::NotesView,
    pickers::{OwnerPicker, StagePicker},
    tag_editor::TagEditor,
    words,
};
use crate::{
    leads::{About, Lead, NoteBook, Plan, deleting::delete_button, marking::marks_unread, words as lead_words},
    team::{Permission, SignedIn},
    ui::{Button, Look, Time, TimeStyle, part},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// What is known of the lead, to be worked on; until its code is here, what the fallback shows.
/// What colleagues tell each other goes into the book, too.
/// What a button has to ask of the person goes into `asks`.
pub fn facts_panel(
    lead: RwSignal<Option<Lead>>,
    book: NoteBook,
    asks: RwSignal<Option<About>>,
    fallback: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    part(fallback, move || Box::pin(split(lead, book, asks)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(lead: RwSignal<Option<Lead>>, book: NoteBook, asks: RwSignal<Option<About>>) -> Result<AnyView, SplitLoaderError> {
    let Some(id) = lead.read_untracked().as_ref().map(|lead| lead.id) else { return Ok(().into_any()) };
    let desk = Desk::with(id, lead);
    desk.keep(book);
    Ok(view! { <Panel desk asks/> }.into_any())
}

#[component]
fn Panel(desk: Desk, asks: RwSignal<Option<About>>) -> impl IntoView {
    let (may, unread) = (SignedIn::may(Permission::PlanLeads), marks_unread());
    let mark = Callback::new(move |()| desk.lead.get_untracked().into_iter().for_each(|lead| unread.run(lead)));
    let number = move || desk.text(|lead| lead.number.clone().unwrap_or_else(|| words::NO_NUMBER.to_owned()));
    let was_written_with = Memo::new(move |_| desk.lead.read().as_ref().is_some_and(|lead| !lead.last_message.is_empty()));
    let at = Signal::derive(move || desk.lead.read().as_ref().map_or(0, |lead| lead.last_message_at));
    view! {
        // Whoever may only look sees the same, and changes nothing.
        <fieldset class="facts-fields" disabled=!may>
            <legend class="facts-legend">{words::FACTS}</legend>
            <StagePicker desk/>
            <OwnerPicker desk/>
            <TagEditor desk may/>
            <NextStep desk may asks/>
            <Line desk line=LineOf::NAME/>
            <Line desk line=LineOf::SOURCE/>
            <WorthLine desk/>
        </fieldset>
        <dl>
            <dt>{words::NUMBER}</dt>
            <dd>{move || number()}</dd>
            {move || was_written_with.get().then(|| view! {
                <dt>{words::LAST_MESSAGE}</dt>
                <dd><Time at style=TimeStyle::Since/></dd>
            }.into_any())}
        </dl>
        <NotesView desk may/>
        <HistoryView desk/>
        {move || (may && was_written_with.get()).then(|| view! {
            <div class="facts-part"><Button on_press=mark>{words::UNREAD}</Button></div>
        }.into_any())}
        {delete_button(desk.lead)}
    }
}

#[component]
fn NextStep(desk: Desk, may: bool, asks: RwSignal<Option<About>>) -> impl IntoView {
    let step = Memo::new(move |_| desk.lead.read().as_ref().map(|lead| (lead.is_done, lead.due_at, lead.due_note.clone(), lead.goes_on)));
    let shown = move || match step.get() {
        Some((true, ..)) => words::IS_DONE.into_any(),
        Some((false, None, _, true)) => lead_words::GOES_ON.into_any(),
        Some((false, Some(due), note, _)) => view! { <Time at=due style=TimeStyle::Since/>" "<span dir="auto">{note}</span> }.into_any(),
        _ => words::NOTHING_PLANNED.into_any(),
    };
    let is_done = Memo::new(move |_| step.get().is_some_and(|(is_done, ..)| is_done));
    let turn = Callback::new(move |()| desk.decide(if is_done.get_untracked() { Plan::Reopen } else { Plan::Done }));
    view! {
        <div class="field">
            <span class="field-label">{words::NEXT_STEP}</span>
            <p class="facts-step">{move || shown()}</p>
            {may.then(|| view! {
                <div class="facts-actions">
                    <Button on_press=Callback::new(move |()| asks.set(Some(About::FollowUp)))>{words::PLAN}</Button>
                    <Button look=Look::Quiet on_press=turn>{move || if is_done.get() { words::REOPEN } else { words::DONE }}</Button>
                </div>
            }.into_any())}
        </div>
    }
}
