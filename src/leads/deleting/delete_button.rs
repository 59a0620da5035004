//! Deleting the lead that is open.
use super::{undoably::delete, words};
use crate::{
    leads::Lead,
    team::{Permission, SignedIn},
    ui::{Button, Toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The button, for whoever may. The page of the lead is left at once, and come back to should the lead have to stay.
pub fn delete_button(lead: RwSignal<Option<Lead>>) -> Option<AnyView> {
    if !SignedIn::may(Permission::DeleteLeads) {
        return None;
    }
    let (navigate, toasts) = (use_navigate(), Toasts::of_page());
    let press = Callback::new(move |()| {
        let Some(Lead { id, name, .. }) = lead.get_untracked() else { return };
        // What the server tells of it is no news to this tab.
        lead.set(None);
        navigate("/leads", Default::default());
        let back = navigate.clone();
        delete(vec![id], words::deleted(&name), toasts, Box::new(move || back(&format!("/leads/{id}"), Default::default())));
    });
    Some(view! { <div class="facts-part"><Button on_press=press>{words::DELETE_LEAD}</Button></div> }.into_any())
}
