//! Choosing the stage and the owner.
use super::{desk::Desk, words};
use crate::{
    leads::{Plan, StageId, StageKind, lost_reason::LostReason},
    team::{Permission, PersonId},
    ui::typed,
};
use leptos::prelude::*;
use uuid::Uuid;

/// The stage. A lost one asks for the reason before it is chosen.
#[component]
pub fn StagePicker(
    /// The lead.
    desk: Desk,
) -> impl IntoView {
    // A lost stage that waits for its reason.
    let asks = RwSignal::new(None::<StageId>);
    let now = Memo::new(move |_| asks.get().or_else(|| desk.lead.read().as_ref().map(|lead| lead.stage)));
    let stages = Memo::new(move |_| desk.facts.read().choices.stages.clone());
    let choose = move |value: String| {
        let Ok(stage) = Uuid::parse_str(&value).map(StageId) else { return };
        let is_lost = stages.read_untracked().iter().any(|one| one.id == stage && one.kind == StageKind::Lost);
        asks.set(is_lost.then_some(stage));
        if !is_lost {
            desk.decide(Plan::MoveTo { stage, reason: String::new() });
        }
    };
    let options = move || {
        let option = |(id, name): (StageId, String)| choice(id.0.to_string(), name, Signal::derive(move || now.get() == Some(id)));
        stages.get().into_iter().map(|stage| option((stage.id, stage.name))).collect::<Vec<_>>()
    };
    let reason = move || Some(desk.text(|lead| lead.lost_reason.clone())).filter(|reason| !reason.is_empty() && asks.get().is_none());
    view! {
        <div class="field">
            <label class="field-label" for="fact-stage">{words::STAGE}</label>
            <select class="input" id="fact-stage" on:change=typed(choose)>{move || options()}</select>
            {move || reason().map(|reason| view! { <p class="field-hint" dir="auto">{words::BECAUSE}" "{reason}</p> }.into_any())}
            {move || asks.get().map(|stage| {
                let on_reason = Callback::new(move |reason| {
                    asks.set(None);
                    desk.decide(Plan::MoveTo { stage, reason });
                });
                view! { <LostReason on_reason on_close=Callback::new(move |()| asks.set(None))/> }.into_any()
            })}
        </div>
    }
}

/// Whose lead it is.
#[component]
pub fn OwnerPicker(
    /// The lead.
    desk: Desk,
) -> impl IntoView {
    let now = Memo::new(move |_| desk.lead.read().as_ref().and_then(|lead| lead.owner));
    let people = Memo::new(move |_| desk.facts.read().choices.colleagues.clone());
    let choose = move |value: String| {
        desk.decide(Uuid::parse_str(&value).map_or(Plan::Release, |person| Plan::Give(PersonId(person))));
    };
    let options = move || {
        let nobody = choice(String::new(), words::NOBODY.to_owned(), Signal::derive(move || now.get().is_none()));
        let mut options = vec![nobody];
        for person in people.get() {
            // Whoever may not any more is shown as long as the lead is theirs.
            if person.role.may(Permission::PlanLeads) || now.get_untracked() == Some(person.id) {
                let id = person.id;
                options.push(choice(id.0.to_string(), person.name, Signal::derive(move || now.get() == Some(id))));
            }
        }
        options
    };
    view! {
        <div class="field">
            <label class="field-label" for="fact-owner">{words::OWNER}</label>
            <select class="input" id="fact-owner" on:change=typed(choose)>{move || options()}</select>
        </div>
    }
}

fn choice(value: String, words: String, is_chosen: Signal<bool>) -> AnyView {
    view! { <option value=value prop:selected=move || is_chosen.get()>{words}</option> }.into_any()
}
