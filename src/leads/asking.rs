//! What is asked of a person about one lead, in a dialog: when we come back to it, or whose it is from now on.
use super::{
    choosing::Choices,
    follow_up_dialog::follow_up_dialog,
    model::{Lead, Plan},
    words,
};
use crate::{
    team::{Colleague, Permission, PersonId},
    ui::{Button, Dialog, Look, browser, part, sent},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// When we come back to the lead, and what for.
    FollowUp,
    /// Whose it is.
    Owner,
}

/// The dialog about this lead, which is closed by what it calls.
pub fn ask(about: About, lead: Lead, on_plan: Callback<Plan>, on_close: Callback<()>) -> AnyView {
    match about {
        About::FollowUp => follow_up_dialog(lead, on_plan, on_close),
        About::Owner => part(|| ().into_any(), move || Box::pin(split(lead.clone(), on_plan, on_close))),
    }
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(lead: Lead, on_plan: Callback<Plan>, on_close: Callback<()>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <GiveDialog lead on_plan on_close/> }.into_any())
}

#[component]
fn GiveDialog(lead: Lead, on_plan: Callback<Plan>, on_close: Callback<()>) -> impl IntoView {
    let (choices, owner) = (Choices::read(), lead.owner);
    let is_reading = Signal::derive(move || choices.read().colleagues.is_empty());
    let submit = sent(move |event| {
        event.prevent_default();
        // Before colleagues are known the field can only say "nobody".
        if choices.with_untracked(|choices| choices.colleagues.is_empty()) {
            return;
        }
        on_plan.run(Uuid::parse_str(&browser::field_of(&event, "owner")).map_or(Plan::Release, |person| Plan::Give(PersonId(person))));
    });
    let people = move || {
        let people =
            choices.get().colleagues.into_iter().filter(|person| person.role.may(Permission::PlanLeads) || owner == Some(person.id));
        let option = |person: Colleague| {
            view! { <option value=person.id.0.to_string() selected=owner == Some(person.id)>{person.name}</option> }.into_any()
        };
        people.map(option).collect::<Vec<_>>()
    };
    view! {
        <Dialog title=words::give(&lead.name) on_close>
            <form class="form" on:submit=submit>
                <select class="input" name="owner" aria-label=words::OWNER autofocus=true>
                    <option value="" selected=owner.is_none()>{words::NOBODY}</option>
                    {move || people()}
                </select>
                <div class="form-actions"><Button look=Look::Primary kind="submit" busy=is_reading>{words::GIVE}</Button></div>
            </form>
        </Dialog>
    }
}
