//! What a tab does while somebody looks at a lead: it tells colleagues and shows which of them are here too and whether the lead writes,
//! marks as read what the lead wrote, follows a lead that becomes part of another, and leaves one that is deleted. A part of the page.
use super::words;
use crate::{
    conversations::{Talk, mark_lead_read},
    leads::{Lead, LeadId, deleted_words},
    live::{Change, Live},
    ui::{Toasts, browser, effect, part},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The line that says who else is here, and that the lead writes.
pub fn attending(id: LeadId, talk: Talk, shown: RwSignal<Option<Lead>>) -> AnyView {
    part(|| view! { <p class="lead-others"></p> }.into_any(), move || Box::pin(split(id, talk, shown)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(id: LeadId, talk: Talk, shown: RwSignal<Option<Lead>>) -> Result<AnyView, SplitLoaderError> {
    mark_read_when_seen(id, shown);
    follow_merges(id, talk, shown);
    leave_when_deleted(id, shown);
    let live = Live::of_tab();
    let (others, typing) = (live.attend(id), live.typing());
    let words = move || {
        let they = typing.get().zip(shown.read().as_ref()).map(|(typing, lead)| words::typing(&lead.name, typing));
        [they.unwrap_or_default(), words::others(&others.read())].join(" ")
    };
    Ok(view! { <p class="lead-others" aria-live="polite">{move || words()}</p> }.into_any())
}

/// Whatever the lead wrote is read here once it is on a screen that somebody looks at.
fn mark_read_when_seen(id: LeadId, shown: RwSignal<Option<Lead>>) {
    // A colleague who marks it as unread says nothing new: it stays so until somebody looks again.
    let news = Memo::new(move |_| {
        shown.read().as_ref().map(|lead| (lead.last_message_at, lead.last_message.clone(), lead.unread.saturating_sub(1)))
    });
    let mark = move || {
        let unread = shown.read_untracked().as_ref().map_or(0, |lead| lead.unread);
        if unread > 0 && browser::is_visible() {
            // Should it fail, the next message or the next look tries again.
            spawn_local(async move { drop(mark_lead_read(id).await) });
        }
    };
    effect(move || {
        // Reading it is what works it out: a memo that is tracked only never changes.
        news.with(|_| ());
        mark();
    });
    effect(move || browser::on_window("visibilitychange", mark));
}

/// Goes to the lead that this one became part of, and reads the conversation anew when messages went to it or away.
fn follow_merges(id: LeadId, talk: Talk, shown: RwSignal<Option<Lead>>) {
    let navigate = use_navigate();
    let go = Callback::new(move |into: LeadId| {
        let options = NavigateOptions { replace: true, ..Default::default() };
        navigate(&format!("/leads/{into}"), options);
    });
    // Whoever comes by an address of before the merge is given the lead of now.
    effect(move || {
        if let Some(other) = shown.read().as_ref().map(|lead| lead.id).filter(|other| *other != id) {
            go.run(other);
        }
    });
    Live::of_tab().listen(move |change| match change {
        Change::LeadMerged(gone, into) if *gone == id => go.run(*into),
        Change::Conversation(lead) if *lead == id => talk.read_anew(),
        _ => {}
    });
}

/// Goes back to the list when somebody deletes the lead.
fn leave_when_deleted(id: LeadId, shown: RwSignal<Option<Lead>>) {
    let (navigate, toasts) = (use_navigate(), Toasts::of_page());
    let leave = Callback::new(move |()| {
        toasts.show(deleted_words::WAS_DELETED);
        navigate("/leads", NavigateOptions { replace: true, ..Default::default() });
    });
    Live::of_tab().listen(move |change| {
        if let Change::LeadsDeleted(gone) = change
            && gone.contains(&id)
            && shown.try_get_untracked().flatten().is_some()
        {
            leave.run(());
        }
    });
}
