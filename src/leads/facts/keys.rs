//! Keys of a lead's page, and the dialogs that they or its buttons open: these stand beside the facts, which small screens hide. The
//! keys work while something is written, too, and are those of Chatwoot where that has one. A part of the page.
use super::desk::decide_on;
use crate::{
    leads::{About, Lead, Plan, ask, deciding::decide, marking::marks_unread, words},
    team::{Permission, SignedIn},
    ui::{Toasts, alt_letter, browser, effect, part},
};
use leptos::{
    ev,
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// The rows of the list beside the lead.
const ROWS: &str = ".leads-list a.lead-row";

/// Hears the keys of this lead's page, and asks the person what is to be asked.
pub fn lead_keys(lead: RwSignal<Option<Lead>>, asks: RwSignal<Option<About>>) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split(lead, asks)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(lead: RwSignal<Option<Lead>>, asks: RwSignal<Option<About>>) -> Result<AnyView, SplitLoaderError> {
    let toasts = Toasts::of_page();
    listen(lead, asks, toasts);
    let close = Callback::new(move |()| asks.set(None));
    let on_plan = Callback::new(move |plan: Plan| {
        asks.set(None);
        decide_on(lead, toasts, plan);
    });
    let dialog = move || Some(ask(asks.get()?, lead.get_untracked()?, on_plan, close));
    Ok(view! { {move || dialog()} }.into_any())
}

fn listen(lead: RwSignal<Option<Lead>>, asks: RwSignal<Option<About>>, toasts: Toasts) {
    let (may, unread) = (SignedIn::may(Permission::PlanLeads), marks_unread());
    let on_key = move |event: ev::KeyboardEvent| {
        let with_more = event.ctrl_key() || event.meta_key();
        match (alt_letter(&event).as_deref(), with_more) {
            (Some("j"), false) => browser::press_beside(ROWS, 1),
            (Some("k"), false) => browser::press_beside(ROWS, -1),
            (Some("e"), _) if may => {
                done(lead, toasts);
                if with_more {
                    browser::press_beside(ROWS, 1);
                }
            }
            (Some("m"), false) if may => asks.set(Some(About::FollowUp)),
            (Some("a"), false) if may => asks.set(Some(About::Owner)),
            (Some("u"), false) if may => lead.get_untracked().into_iter().for_each(|lead| unread.run(lead)),
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
}

/// Nothing is left to do; can be undone, also from another lead's page.
fn done(shown: RwSignal<Option<Lead>>, toasts: Toasts) {
    let Some(lead) = shown.get_untracked().filter(|lead| !lead.is_done) else { return };
    decide_on(shown, toasts, Plan::Done);
    let sentence = words::is_done(&lead.name);
    let after = Lead { is_done: true, ..lead };
    toasts.show_done_for_good(sentence, Box::new(move || reopen(after.clone(), toasts)));
}

fn reopen(lead: Lead, toasts: Toasts) {
    spawn_local(async move {
        let decided = decide(lead, Plan::Reopen).await;
        decided.refused.into_iter().for_each(|error| toasts.show(error.to_string()));
    });
}
