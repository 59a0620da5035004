//! Keys of a lead's page. They work while something is written, too, and are those of Chatwoot where that has one.
use super::desk::Desk;
use crate::{
    leads::{About, Lead, Plan, marking::marks_unread, server_fns::plan_lead, words},
    team::{Permission, SignedIn},
    ui::{Toasts, alt_letter, browser, effect},
};
use leptos::{ev, prelude::*, task::spawn_local};

/// The rows of the list beside the lead.
const ROWS: &str = ".leads-list a.lead-row";

/// Hears them; what they ask of the person goes into `asks`.
pub fn listen(desk: Desk, asks: RwSignal<Option<About>>) {
    let (may, unread) = (SignedIn::may(Permission::PlanLeads), marks_unread());
    let on_key = move |event: ev::KeyboardEvent| {
        let with_more = event.ctrl_key() || event.meta_key();
        match (alt_letter(&event).as_deref(), with_more) {
            (Some("j"), false) => browser::press_beside(ROWS, 1),
            (Some("k"), false) => browser::press_beside(ROWS, -1),
            (Some("e"), _) if may => {
                done(desk);
                if with_more {
                    browser::press_beside(ROWS, 1);
                }
            }
            (Some("m"), false) if may => asks.set(Some(About::FollowUp)),
            (Some("a"), false) if may => asks.set(Some(About::Owner)),
            (Some("u"), false) if may => unread.run(desk.id),
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
fn done(desk: Desk) {
    let Some(lead) = desk.lead.get_untracked().filter(|lead| !lead.is_done) else { return };
    let toasts = Toasts::of_page();
    desk.decide(Plan::Done);
    toasts.show_done_for_good(words::is_done(&lead.name), Box::new(move || reopen(&lead, toasts)));
}

fn reopen(lead: &Lead, toasts: Toasts) {
    let id = lead.id;
    spawn_local(async move {
        if let Err(error) = plan_lead(id, Plan::Reopen).await {
            toasts.show(error.to_string());
        }
    });
}
