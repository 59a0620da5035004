//! One lead of Today: who, what they said, since when, and what can be done about it here.
use super::{today_lists::Lists, words};
use crate::{
    leads::{About, Lead, LeadId, Need},
    team::{Permission, SignedIn},
    ui::{Button, Look, Time, TimeStyle},
};
use leptos::prelude::*;

/// A line. Its element carries the lead's id for the keys of the list.
#[component]
pub fn TodayLine(
    /// The lead as it is now.
    lead: ArcRwSignal<Lead>,
    /// Why it is here.
    need: Need,
    /// What it is part of.
    lists: Lists,
    /// Opens a dialog about it.
    asks: Callback<(LeadId, About)>,
) -> impl IntoView {
    let lead = RwSignal::from(lead);
    let id = lead.read_untracked().id;
    let text = move || {
        let lead = lead.read();
        let ours = if lead.last_message_is_ours { words::YOU } else { "" };
        format!("{ours}{}", lead.last_message)
    };
    let number = move || lead.read().number.clone().filter(|number| *number != lead.read().name);
    let at = Signal::derive(move || {
        let lead = lead.read();
        match need {
            Need::Answer => lead.waiting_since,
            Need::FollowUp => lead.due_at,
            Need::Silent | Need::NextStep => None,
        }
        .unwrap_or(lead.last_message_at)
    });
    let (before_time, style) = match need {
        Need::Answer => (words::WAITING_FOR, TimeStyle::Age),
        Need::FollowUp => (words::DUE, TimeStyle::Due),
        Need::Silent | Need::NextStep => ("", TimeStyle::Relative),
    };
    let note = move || Some(lead.read().due_note.clone()).filter(|note| !note.is_empty());
    let asking = move |about| Callback::new(move |()| asks.run((id, about)));
    let is_nobodys = Memo::new(move |_| lead.read().owner.is_none());
    let take = move || {
        is_nobodys
            .get()
            .then(|| view! { <Button look=Look::Quiet on_press=Callback::new(move |()| lists.take(id))>{words::TAKE}</Button> }.into_any())
    };
    view! {
        <li class="today-line" data-lead=id.to_string()>
            <a class="row-main" href=format!("/leads/{id}#write")>
                <span class="lead-row-head">
                    <span class="row-title" dir="auto">{move || lead.read().name.clone()}</span>
                    <span class="lead-row-number">{move || number()}</span>
                    <span class="lead-row-time">{before_time}" "<Time at style/></span>
                </span>
                <span class="row-text lead-row-text" dir="auto">{move || text()}</span>
                {move || note().map(|note| view! { <span class="today-note" dir="auto">{note}</span> }.into_any())}
            </a>
            {SignedIn::may(Permission::PlanLeads).then(|| view! {
                <span class="today-actions">
                    {move || take()}
                    <Button look=Look::Quiet on_press=asking(About::Owner)>{words::GIVE}</Button>
                    <Button look=Look::Quiet on_press=asking(About::FollowUp)>{words::FOLLOW_UP}</Button>
                    <Button look=Look::Quiet on_press=Callback::new(move |()| lists.done(id))>{words::DONE}</Button>
                </span>
            }.into_any())}
        </li>
    }
}
