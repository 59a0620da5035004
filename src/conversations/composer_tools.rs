//! What helps to write an answer: files, a voice message, emoji, templates, sending it later, and which phone it goes by. A part of the page.
use super::{
    composer::Places,
    emoji::Emoji,
    later::{Desk, Scheduled, desk},
    later_dialog::{LaterDialog, Planned},
    later_list::LaterList,
    model::MessageText,
    recording::Recording,
    sequence_dialog::SequenceDialog,
    sequence_lines::SequenceLines,
    talk::Talk,
    template_offer::{Offered, TemplateOffer},
    words,
    writing::Writing,
};
use crate::{
    live::{Change, Live},
    media::{AttachButton, AttachedFiles},
    team::{Permission, SignedIn},
    ui::{Button, Glyph, Icon, Look, alt_letter, effect, on_change, part, pressed},
};
use leptos::{
    ev,
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

/// The tools, above the field that they make work.
pub(super) fn composer_tools(talk: Talk, places: Places) -> AnyView {
    part(|| view! { <div class="composer-tools"></div> }.into_any(), move || Box::pin(split_composer_tools(talk, places)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(super) fn split_composer_tools(talk: Talk, places: Places) -> Result<AnyView, SplitLoaderError> {
    let writing = Writing::take_over(talk, places);
    Ok(view! { <ComposerTools talk writing/> }.into_any())
}

#[component]
fn ComposerTools(talk: Talk, writing: Writing) -> impl IntoView {
    let desk = desk_of(talk);
    let open = RwSignal::new(None::<Planned>);
    let begins_sequence = RwSignal::new(false);
    let offered = Offered::of(talk, writing);
    let later = Callback::new(move |()| match MessageText::parse(&writing.text.get_untracked()) {
        // What is meant for colleagues must never reach the lead.
        _ if writing.is_note.get_untracked() => writing.error.set(Some(words::NO_NOTE_LATER.into())),
        // What waits for its time is words; a file that was left out without a word would be missed.
        _ if !writing.attached.is_empty() => writing.error.set(Some(words::NO_FILES_LATER.into())),
        Ok(fit) => {
            writing.error.set(None);
            open.set(Some(Planned { id: Uuid::now_v7(), text: fit.as_str().to_owned(), send_at: None }));
        }
        Err(unfit) => writing.error.set(Some(unfit.to_string())),
    });
    writing.later.set_value(Some(later));
    listen_to_keys(writing);
    let edit = Callback::new(move |scheduled: Scheduled| {
        let Scheduled { id, text, send_at, .. } = scheduled;
        open.set(Some(Planned { id: id.0, text, send_at: Some(send_at) }));
    });
    effect(move || writing.attached.largest.set_value(Some(desk.read().largest_file).filter(|largest| *largest > 0)));
    let by = move || desk.read().phone_name.as_deref().map(words::goes_by);
    let cannot = move || desk.read().cannot.clone().map(|why| view! { <p class="composer-cannot" role="status">{why}</p> }.into_any());
    let dialog = move |planned: Planned| view! { <LaterDialog planned talk writing desk open/> }.into_any();
    let end_choice = Callback::new(move |()| begins_sequence.set(false));
    let sequence = move || view! { <SequenceDialog talk zone=desk.read_untracked().zone.clone() on_close=end_choice/> }.into_any();
    view! {
        <LaterList desk writing edit/>
        <SequenceLines desk/>
        <TemplateOffer offered/>
        <AttachedFiles attached=writing.attached/>
        {move || cannot()}
        <div class="composer-tools">
            <AttachButton attached=writing.attached/>
            <NoteButton writing/>
            <Recording writing/>
            <Emoji writing/>
            <Button look=Look::Quiet on_press=Callback::new(move |()| offered.ask())>
                <Icon glyph=Glyph::Talk/><span title=words::TEMPLATES_KEY>{words::TEMPLATES}</span>
            </Button>
            <Button look=Look::Quiet on_press=later><Icon glyph=Glyph::Clock/><span title=words::LATER_KEY>{words::SEND_LATER}</span></Button>
            <Button look=Look::Quiet on_press=Callback::new(move |()| begins_sequence.set(true))>
                <Icon glyph=Glyph::Steps/>{words::SEQUENCE}
            </Button>
            <span class="composer-by" dir="auto">{move || by()}</span>
        </div>
        <p class="field-error" id="composer-error" role="alert">{move || writing.error.get()}</p>
        {move || open.get().map(dialog)}
        {move || begins_sequence.get().then(sequence)}
    }
}

/// Alt with P writes a note, or a message again; with L an answer, wherever the focus is.
fn listen_to_keys(writing: Writing) {
    let may_note = SignedIn::may(Permission::PlanLeads);
    let on_key = move |event: ev::KeyboardEvent| {
        match alt_letter(&event).as_deref().filter(|_| !event.ctrl_key() && !event.meta_key()) {
            Some("p") if may_note => writing.turn(),
            Some("l") if writing.is_note.get_untracked() => writing.turn(),
            Some("l") => writing.take_focus(),
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
}

#[component]
fn NoteButton(writing: Writing) -> impl IntoView {
    let is_pressed = move || if writing.is_note.get() { "true" } else { "false" };
    SignedIn::may(Permission::PlanLeads).then(|| {
        view! {
            <button
                type="button"
                class="button button-quiet composer-note"
                aria-pressed=is_pressed
                title=words::NOTE_TITLE
                on:click=pressed(move || writing.turn())
            >
                <Icon glyph=Glyph::Pencil/>{words::NOTE}
            </button>
        }
        .into_any()
    })
}

/// What is at hand for one lead, kept in step with the server.
fn desk_of(talk: Talk) -> RwSignal<Desk> {
    let shown = RwSignal::new(Desk::default());
    let read = move || {
        spawn_local(async move {
            // Should it fail, the connection is away; what comes back with it reads again.
            if let Ok(fresh) = desk(talk.lead).await {
                shown.try_set(fresh);
            }
        });
    };
    let live = Live::of_tab();
    live.listen(move |change| {
        if matches!(change, Change::Phone(_) | Change::PhoneRemoved(_) | Change::QuietHours) || *change == Change::Scheduled(talk.lead) {
            read();
        }
    });
    on_change(live.resynced(), read);
    effect(read);
    shown
}
