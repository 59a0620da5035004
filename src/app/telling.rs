//! Telling whoever looks elsewhere that somebody has written, when they asked for it in this browser. A part of every page.
use super::words;
use crate::{
    leads::Lead,
    live::{Change, Live},
    team::{PersonId, SignedIn},
    ui::browser,
};
use leptos::prelude::*;

/// What is older was told of before this tab was connected, milliseconds.
const NEWS_MS: i64 = 120_000;
/// Characters of the message that are shown.
const PREVIEW: usize = 80;

/// Tells of messages of one's own leads and of nobody's, as long as the owner lives.
pub fn tell_of_messages() {
    let told = StoredValue::new(Vec::<(uuid::Uuid, i64)>::new());
    let me = SignedIn::here().map(|here| here.actor.id);
    Live::of_tab().listen(move |change| {
        if let Change::Lead(lead) = change
            && is_news(lead, me)
            && !browser::has_focus()
            && told.try_update_value(|told| note(told, lead)) == Some(true)
        {
            let text: String = lead.last_message.chars().take(PREVIEW).collect();
            browser::notify(&words::wrote(&lead.name), &text, &lead.id.to_string());
            browser::sound();
        }
    });
}

fn is_news(lead: &Lead, me: Option<PersonId>) -> bool {
    let is_mine = lead.owner.is_none() || lead.owner == me;
    is_mine && lead.unread > 0 && !lead.last_message_is_ours && lead.last_message_at > browser::now_ms() - NEWS_MS
}

/// A lead also changes for other reasons than a message: each is told of once. Answers whether it was not told of.
fn note(told: &mut Vec<(uuid::Uuid, i64)>, lead: &Lead) -> bool {
    let (id, at) = (lead.id.0, lead.last_message_at);
    if told.contains(&(id, at)) {
        return false;
    }
    told.retain(|(other, _)| *other != id);
    told.push((id, at));
    true
}
