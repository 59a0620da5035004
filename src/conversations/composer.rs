//! Where an answer is written.
use super::{composer_tools::composer_tools, talk::Talk, words};
use crate::{
    team::{Permission, SignedIn},
    ui::{Glyph, Icon},
};
use leptos::{html, prelude::*};

/// What the composer is made of.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// Where one writes.
    pub field: NodeRef<html::Textarea>,
    /// What sends it.
    pub send: NodeRef<html::Button>,
    /// Whether it is a note for colleagues that is written.
    pub is_note: RwSignal<bool>,
}

/// The field "Message" and the button "Send"; a sentence for those who only read.
#[component]
pub fn Composer(
    /// The conversation it writes to.
    talk: Talk,
) -> impl IntoView {
    if SignedIn::may(Permission::SendMessages) {
        view! { <Place talk/> }.into_any()
    } else {
        view! { <p class="composer composer-closed">{words::ONLY_READING}</p> }.into_any()
    }
}

/// Field and button stand here from the first, so that one can write at once; what they do comes as a part of the page, and what was
/// typed until then stays.
#[component]
fn Place(talk: Talk) -> impl IntoView {
    let places = Places { field: NodeRef::new(), send: NodeRef::new(), is_note: RwSignal::new(false) };
    let Places { field, send, is_note } = places;
    let either = move |note: &'static str, message: &'static str| move || if is_note.get() { note } else { message };
    view! {
        <div class="composer" class:composer-noting=move || is_note.get()>
            {composer_tools(talk, places)}
            <div class="composer-line">
                // Its content is a property, never a child: children of a textarea are not escaped by the server.
                <textarea
                    class="input composer-field"
                    aria-label=either(words::NOTE, words::MESSAGE)
                    aria-describedby="composer-error"
                    title=words::KEYS
                    placeholder=either(words::NOTE_PLACEHOLDER, words::PLACEHOLDER)
                    rows="1"
                    node_ref=field
                ></textarea>
                <button type="button" class="button button-primary composer-send" disabled node_ref=send>
                    <Icon glyph=Glyph::Send/>
                    {either(words::KEEP_NOTE, words::SEND)}
                </button>
            </div>
        </div>
    }
}
