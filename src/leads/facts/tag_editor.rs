//! The tags of a lead: as chips, each with its way off, and a field for one more.
use super::{desk::Desk, words};
use crate::{
    leads::Plan,
    ui::{Glyph, Icon, browser, pressed, sent, typed},
};
use leptos::prelude::*;

/// The tags.
#[component]
pub fn TagEditor(
    /// The lead.
    desk: Desk,
    /// Whether the person may change them.
    may: bool,
) -> impl IntoView {
    let tags = Memo::new(move |_| desk.lead.read().as_ref().map(|lead| lead.tags.clone()).unwrap_or_default());
    let known = Memo::new(move |_| desk.facts.read().choices.tags.clone());
    let text = RwSignal::new(String::new());
    let submit = sent(move |event| {
        event.prevent_default();
        // As the server keeps it, so that it does not change on screen a moment later.
        let words = text.get_untracked().trim().trim_start_matches('#').split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            desk.decide(Plan::Tag(browser::lower_case(&words)));
        }
        text.set(String::new());
    });
    let chip = move |tag: String| {
        let gone = tag.clone();
        let off = pressed(move || desk.decide(Plan::Untag(gone.clone())));
        view! {
            <li class="chip">
                <span dir="auto">{tag.clone()}</span>
                {may.then(|| view! {
                    <button type="button" class="chip-off" aria-label=words::untag(&tag) on:click=off><Icon glyph=Glyph::Close/></button>
                }.into_any())}
            </li>
        }
        .into_any()
    };
    let offered = move || {
        let has = tags.get();
        let others = known.get().into_iter().filter(|tag| !has.contains(tag));
        others.map(|tag| view! { <option value=tag></option> }.into_any()).collect::<Vec<_>>()
    };
    view! {
        <div class="field">
            <label class="field-label" for="fact-tag">{words::TAGS}</label>
            <ul class="facts-tags" aria-label=words::TAGS>{move || tags.get().into_iter().map(chip).collect::<Vec<_>>()}</ul>
            <form on:submit=submit>
                <input
                    class="input"
                    id="fact-tag"
                    list="fact-tags"
                    dir="auto"
                    maxlength="31"
                    autocomplete="off"
                    placeholder=words::ADD_TAG
                    prop:value=move || text.get()
                    on:input=typed(move |typed| text.set(typed))
                />
                <datalist id="fact-tags">{move || offered()}</datalist>
            </form>
        </div>
    }
}
