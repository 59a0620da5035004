//! What there is to choose from, kept in step, and going to the address of what was chosen.
use super::{filter::LeadFilter, model::LeadChoices, server_fns::lead_choices, views::Layout};
use crate::{
    live::{Change, Live},
    ui::{Toasts, browser, on_change},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    params::ParamsMap,
};

/// Stages, colleagues and tags as they are now.
pub struct Choices;

impl Choices {
    /// Begins to read them. In the browser only.
    pub fn read() -> RwSignal<LeadChoices> {
        let (choices, toasts, live) = (RwSignal::new(LeadChoices::default()), Toasts::of_page(), Live::of_tab());
        let read = move || {
            spawn_local(async move {
                match lead_choices().await {
                    Ok(fresh) => drop(choices.try_set(fresh)),
                    Err(error) => toasts.show(error.to_string()),
                }
            });
        };
        live.listen(move |change| match change {
            Change::Stages | Change::Views => read(),
            // A tag that nobody had before can be chosen from now on.
            Change::Lead(lead) if lead.tags.iter().any(|tag| !choices.read_untracked().tags.contains(tag)) => choices.update(|choices| {
                choices.tags.extend(lead.tags.iter().cloned());
                choices.tags.sort();
                choices.tags.dedup();
            }),
            _ => {}
        });
        on_change(live.resynced(), read);
        read();
        choices
    }
}

/// How the leads stand, as the address says it.
pub fn layout() -> Memo<Layout> {
    let query = use_query_map();
    Memo::new(move |_| Layout::of_value(query.read().get_str(Layout::NAME)))
}

/// Goes to this layout of what is shown.
pub fn turn_to() -> Callback<Layout> {
    let (location, navigate) = (use_location(), use_navigate());
    Callback::new(move |layout: Layout| {
        let mut query: ParamsMap = location.query.get_untracked();
        query.remove(Layout::NAME);
        if let Some(value) = layout.value() {
            query.insert(Layout::NAME, value.to_owned());
        }
        navigate(&format!("/leads{}", query.to_query_string()), NavigateOptions::default());
    })
}

/// The same filter, looking at messages from the beginning of the day of `now` on where it looks at messages. In the browser only.
pub fn from_today_on(filter: LeadFilter, now: i64) -> LeadFilter {
    let since = if filter.state.is_of_messages() { browser::morning(now, 0, 0) } else { 0 };
    LeadFilter { since, ..filter }
}

/// Goes to the list of what fits a filter; whatever else the address says stays.
pub fn go_to() -> Callback<LeadFilter> {
    let (location, navigate) = (use_location(), use_navigate());
    Callback::new(move |filter: LeadFilter| {
        let mut query: ParamsMap = location.query.get_untracked();
        for name in LeadFilter::NAMES {
            query.remove(name);
        }
        for (name, value) in filter.query() {
            query.insert(name, value);
        }
        navigate(&format!("{}{}", location.pathname.get_untracked(), query.to_query_string()), NavigateOptions::default());
    })
}
