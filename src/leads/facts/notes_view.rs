//! What colleagues tell each other about the lead.
use super::{desk::Desk, words};
use crate::{
    leads::Note,
    ui::{Button, Entry, Look, Time, TimeStyle, entries, sent, typed},
};
use leptos::prelude::*;

/// The notes, the newest first, and a field for one more.
#[component]
pub fn NotesView(
    /// The lead.
    desk: Desk,
    /// Whether the person may write.
    may: bool,
) -> impl IntoView {
    let entry = move |note: Note| Entry::new((false, 0, note.id.0), move || view! { <OneNote desk note/> }.into_any());
    view! {
        <section class="facts-part" aria-labelledby="facts-notes">
            <h2 id="facts-notes">{words::NOTES}</h2>
            {may.then(|| view! { <Writing desk/> }.into_any())}
            <ul class="facts-notes">{entries(move || desk.facts.read().notes.iter().cloned().map(entry).collect())}</ul>
        </section>
    }
}

#[component]
fn Writing(desk: Desk) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let give_back = Callback::new(move |unsent| text.set(unsent));
    let submit = sent(move |event| {
        event.prevent_default();
        let typed = text.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            text.set(String::new());
            desk.note(typed, give_back);
        }
    });
    view! {
        <form class="facts-note-form" on:submit=submit>
            <textarea
                class="input"
                rows="2"
                maxlength="4000"
                dir="auto"
                aria-label=words::NOTE
                placeholder=words::NOTE_HINT
                prop:value=move || text.get()
                on:input=typed(move |typed| text.set(typed))
            ></textarea>
            <Button kind="submit">{words::ADD_NOTE}</Button>
        </form>
    }
}

#[component]
fn OneNote(desk: Desk, note: Note) -> impl IntoView {
    let Note { id, at, by, text } = note;
    view! {
        <li class="facts-note">
            <p class="facts-by">{move || desk.name_of(by)}" · "<Time at style=TimeStyle::Since/></p>
            <p class="facts-text" dir="auto">{text}</p>
            {(desk.me == Some(by)).then(|| view! {
                <Button look=Look::Quiet on_press=Callback::new(move |()| desk.delete(id))>{words::DELETE_NOTE}</Button>
            }.into_any())}
        </li>
    }
}
