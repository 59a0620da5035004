//! What a tab does while somebody looks at a lead: it tells colleagues and shows which of them are here too, marks as read what the lead
//! wrote, and follows a lead that becomes part of another. A part of the page.
use super::words;
use crate::{
    leads::{Lead, LeadId, mark_lead_read},
    live::{Change, Live},
    ui::{browser, effect, part},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The line that says who else is here.
pub fn attending(id: LeadId, shown: RwSignal<Option<Lead>>) -> AnyView {
    part(|| view! { <p class="lead-others"></p> }.into_any(), move || Box::pin(split(id, shown)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(id: LeadId, shown: RwSignal<Option<Lead>>) -> Result<AnyView, SplitLoaderError> {
    mark_read_when_seen(id, shown);
    follow_merges(id);
    let others = Live::of_tab().attend(id);
    Ok(view! { <p class="lead-others" aria-live="polite">{move || words::others(&others.read())}</p> }.into_any())
}

/// Whatever the lead wrote is read here once it is on a screen that somebody looks at.
fn mark_read_when_seen(id: LeadId, shown: RwSignal<Option<Lead>>) {
    let unread = Memo::new(move |_| shown.read().as_ref().map_or(0, |lead| lead.unread));
    let mark = move || {
        if unread.get_untracked() > 0 && browser::is_visible() {
            // Should it fail, the next message or the next look tries again.
            spawn_local(async move { drop(mark_lead_read(id).await) });
        }
    };
    effect(move || {
        unread.track();
        mark();
    });
    effect(move || browser::on_window("visibilitychange", mark));
}

/// Goes to the lead that this one became part of.
fn follow_merges(id: LeadId) {
    let navigate = use_navigate();
    Live::of_tab().listen(move |change| {
        if let Change::LeadMerged(gone, into) = change
            && *gone == id
        {
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(&format!("/leads/{into}"), options);
        }
    });
}
