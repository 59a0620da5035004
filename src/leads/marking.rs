//! Marking a lead as unread, so that somebody looks at it again.
use super::{model::Lead, server_fns::mark_lead_unread};
use crate::ui::Toasts;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// Marks a lead as unread, and leaves its page, where it would be read again. Nothing is to be read of who never wrote.
pub fn marks_unread() -> Callback<Lead> {
    let (navigate, location, toasts) = (use_navigate(), use_location(), Toasts::of_page());
    Callback::new(move |Lead { id, last_message, .. }: Lead| {
        if last_message.is_empty() {
            return;
        }
        if location.pathname.get_untracked() == format!("/leads/{id}") {
            navigate(&format!("/leads{}", location.query.get_untracked().to_query_string()), NavigateOptions::default());
        }
        spawn_local(async move {
            if let Err(error) = mark_lead_unread(id).await {
                toasts.show(error.to_string());
            }
        });
    })
}
