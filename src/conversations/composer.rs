//! Where an answer is written.
use super::{composer_tools::composer_tools, talk::Talk, words};
use crate::{
    team::{Permission, SignedIn},
    ui::{Glyph, Icon},
};
use leptos::{html, prelude::*};

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
    let (field, send) = (NodeRef::<html::Textarea>::new(), NodeRef::<html::Button>::new());
    view! {
        <div class="composer">
            {composer_tools(talk, field, send)}
            <div class="composer-line">
                // Its content is a property, never a child: children of a textarea are not escaped by the server.
                <textarea
                    class="input composer-field"
                    aria-label=words::MESSAGE
                    aria-describedby="composer-error"
                    title=words::KEYS
                    placeholder=words::PLACEHOLDER
                    rows="1"
                    node_ref=field
                ></textarea>
                <button type="button" class="button button-primary composer-send" disabled node_ref=send>
                    <Icon glyph=Glyph::Send/>
                    {words::SEND}
                </button>
            </div>
        </div>
    }
}
