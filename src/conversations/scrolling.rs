//! Where a conversation is looked at: it begins with what nobody has read, goes to what is written here, and who reads further up is told
//! what has come below. A part of the page.
use super::{talk::Talk, words};
use crate::ui::{browser, effect, on_change, part, pressed};
use leptos::{
    ev, html,
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

/// Follows the conversation in this element, and answers the button that leads down.
pub fn scrolling(talk: Talk, scroller: NodeRef<html::Div>) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split(talk, scroller)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(talk: Talk, scroller: NodeRef<html::Div>) -> Result<AnyView, SplitLoaderError> {
    let newer = Newer::of(talk);
    let to_newest = move || {
        if let Some(scroller) = scroller.get_untracked() {
            browser::scroll_to_newest(&scroller);
        }
    };
    on_change(talk.said.into(), to_newest);
    effect(move || {
        if let Some(scroller) = scroller.get() {
            let watched = scroller.clone();
            browser::hear(&scroller, ev::scroll, move |_| newer.look(browser::is_far_up(&watched)));
            browser::bring_up(".thread-new");
        }
    });
    // The button goes, and would take the focus with it.
    let go_down = move || {
        to_newest();
        if let Some(scroller) = scroller.get_untracked() {
            browser::focus(&scroller);
        }
    };
    let button = move || {
        newer.is_up.get().then(|| {
            view! {
                <button type="button" class="button thread-down" on:click=pressed(go_down)>"↓ "{move || words::newer(newer.count())}</button>
            }
            .into_any()
        })
    };
    Ok(view! { {move || button()} }.into_any())
}

/// What has come below while somebody reads further up.
#[derive(Clone, Copy)]
struct Newer {
    talk: Talk,
    is_up: RwSignal<bool>,
    /// The newest message when they went up.
    seen: StoredValue<Option<Uuid>>,
}

impl Newer {
    fn of(talk: Talk) -> Self {
        Self { talk, is_up: RwSignal::new(false), seen: StoredValue::new(None) }
    }

    fn look(self, is_up: bool) {
        if is_up != self.is_up.get_untracked() {
            self.seen.set_value(untrack(|| self.talk.screen.rows.all()).last().map(|row| row.id));
            self.is_up.set(is_up);
        }
    }

    /// How many, tracked.
    fn count(self) -> usize {
        let (rows, seen) = (self.talk.screen.rows.all(), self.seen.get_value());
        rows.iter().rev().take_while(|row| Some(row.id) != seen).count()
    }
}
