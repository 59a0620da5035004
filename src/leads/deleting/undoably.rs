//! Deleting from a page: at once, after what the tab decided before, and with a way back.
use super::{
    server_fns::{delete_leads, restore_leads},
    words,
};
use crate::{
    leads::{LeadId, deciding::settled},
    ui::Toasts,
};
use leptos::task::spawn_local;

/// Deletes leads and says so, with a way back. Should they have to stay, says why and calls `stay`.
pub fn delete(leads: Vec<LeadId>, sentence: String, toasts: Toasts, stay: Box<dyn FnOnce()>) {
    spawn_local(async move {
        settled(&leads).await;
        match delete_leads(leads.clone()).await {
            Ok(()) => toasts.show_done_for_good(sentence, Box::new(move || restore(leads.clone(), toasts))),
            Err(error) => {
                toasts.show(error.to_string());
                stay();
            }
        }
    });
}

fn restore(leads: Vec<LeadId>, toasts: Toasts) {
    spawn_local(async move {
        // The live stream brings them back to every list, also to this one.
        match restore_leads(leads).await {
            Ok(back) => toasts.show(words::restored(back.len())),
            Err(error) => toasts.show(error.to_string()),
        }
    });
}
