//! What is done with several leads of the list at once. A part of the page.
use super::{
    choosing::Choices,
    deciding::settled,
    deleting::{self, words as deleted_words},
    list::List,
    lost_reason::LostReason,
    model::{Decision, Lead, LeadId, MOST_AT_ONCE, Plan},
    row_keys::row_keys,
    server_fns::plan_leads,
    stages::{StageId, StageKind},
    words,
};
use crate::{
    team::{IfMay, Permission, PersonId},
    ui::{Button, Look, Toasts, browser, effect, part, sent},
};
use leptos::{
    ev,
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

type Undo = Box<dyn Fn() + Send + Sync>;

/// The bar, while something is chosen.
pub fn choice_bar(list: List) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split(list)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(list: List) -> Result<AnyView, SplitLoaderError> {
    let (toasts, is_any) = (Toasts::of_page(), Memo::new(move |_| !list.chosen.read().is_empty()));
    let dialog = row_keys(list, toasts);
    effect(move || {
        if let Some((id, to_here)) = list.pressed.get() {
            untrack(|| list.choose(id, to_here));
        }
    });
    let bar = move || is_any.get().then(|| view! { <ChoiceBar list toasts/> }.into_any());
    Ok(view! { {move || bar()} {dialog} }.into_any())
}

impl List {
    /// Chooses a row, or not any more; with `to_here`, also every row from the one that was chosen before.
    pub(super) fn choose(self, id: Uuid, to_here: bool) {
        let shown: Vec<Uuid> = untrack(|| self.rows.all()).iter().map(|row| row.id).collect();
        let place = |id: Uuid| shown.iter().position(|one| *one == id);
        let range = self.last.get_value().filter(|_| to_here).and_then(|last| Some((place(last)?, place(id)?)));
        self.last.set_value(Some(id));
        self.chosen.update(|chosen| match range {
            Some((from, to)) => {
                let among = shown[from.min(to)..=from.max(to)].iter().filter(|one| !chosen.contains(one)).copied().collect::<Vec<_>>();
                chosen.extend(among);
            }
            None if chosen.contains(&id) => chosen.retain(|one| *one != id),
            None => chosen.push(id),
        });
    }
}

#[component]
fn ChoiceBar(list: List, toasts: Toasts) -> impl IntoView {
    let choices = Choices::read();
    // A lost stage that waits for its reason.
    let asks = RwSignal::new(None::<StageId>);
    let decide = Callback::new(move |plan: Plan| decide(list, toasts, &plan));
    let by_stage = sent(move |event| {
        event.prevent_default();
        let Ok(stage) = Uuid::parse_str(&browser::field_of(&event, "stage")).map(StageId) else { return };
        let is_lost = choices.read_untracked().stages.iter().any(|one| one.id == stage && one.kind == StageKind::Lost);
        if is_lost { asks.set(Some(stage)) } else { decide.run(Plan::MoveTo { stage, reason: String::new() }) }
    });
    let by_owner = sent(move |event| {
        event.prevent_default();
        decide.run(Uuid::parse_str(&browser::field_of(&event, "owner")).map_or(Plan::Release, |person| Plan::Give(PersonId(person))));
    });
    let by_tag = sent(move |event| {
        event.prevent_default();
        let tag = browser::lower_case(&browser::field_of(&event, "tag").split_whitespace().collect::<Vec<_>>().join(" "));
        if !tag.is_empty() {
            decide.run(Plan::Tag(tag));
        }
    });
    // The browser sends it itself, and would leave the page with what the server refuses.
    let export = move |event: ev::SubmitEvent| {
        if list.chosen.read_untracked().len() > MOST_AT_ONCE {
            event.prevent_default();
            toasts.show(words::TOO_MANY);
        }
    };
    let stages = move || {
        let stages = choices.get().stages.into_iter();
        stages.map(|stage| view! { <option value=stage.id.0.to_string()>{stage.name}</option> }.into_any()).collect::<Vec<_>>()
    };
    let owners = move || {
        let people = choices.get().colleagues.into_iter().filter(|person| person.role.may(Permission::PlanLeads));
        people.map(|person| view! { <option value=person.id.0.to_string()>{person.name}</option> }.into_any()).collect::<Vec<_>>()
    };
    let count = Memo::new(move |_| list.chosen.read().len());
    view! {
        <div class="choice-bar" role="group" aria-label=words::CHOSEN>
            <p class="choice-count" aria-live="polite">{move || words::chosen(count.get())}</p>
            <Button look=Look::Quiet on_press=Callback::new(move |()| list.chosen.set(untrack(|| list.rows.all()).iter().map(|row| row.id).collect()))>{words::CHOOSE_ALL}</Button>
            <Button look=Look::Quiet on_press=Callback::new(move |()| list.chosen.set(Vec::new()))>{words::CHOOSE_NONE}</Button>
            <form on:submit=by_stage>
                <select class="input" name="stage" aria-label=words::STAGE required>
                    {unchosen(words::STAGE)}
                    {move || stages()}
                </select>
                <Button kind="submit">{words::MOVE}</Button>
            </form>
            <form on:submit=by_owner>
                <select class="input" name="owner" aria-label=words::OWNER required>
                    {unchosen(words::OWNER)}
                    <option value=NOBODY>{words::NOBODY}</option>
                    {move || owners()}
                </select>
                <Button kind="submit">{words::GIVE}</Button>
            </form>
            <form on:submit=by_tag>
                <input class="input" name="tag" aria-label=words::TAG placeholder=words::TAG required maxlength="31" dir="auto" autocomplete="off"/>
                <Button kind="submit">{words::ADD_TAG}</Button>
            </form>
            <Button on_press=Callback::new(move |()| decide.run(Plan::Done))>{words::DONE}</Button>
            <IfMay permission=Permission::ExportLeads>
                <form class="choice-file" method="post" action="/download/leads.csv" on:submit=sent(export)>
                    <input type="hidden" name="leads" prop:value=move || ids(&list.chosen.read())/>
                    <Button kind="submit">{words::EXPORT_CHOSEN}</Button>
                </form>
            </IfMay>
            <IfMay permission=Permission::DeleteLeads>
                <Button on_press=Callback::new(move |()| delete(list, toasts))>{deleted_words::DELETE}</Button>
            </IfMay>
            {move || asks.get().map(|stage| {
                let on_reason = Callback::new(move |reason| {
                    asks.set(None);
                    decide.run(Plan::MoveTo { stage, reason });
                });
                view! { <LostReason on_reason on_close=Callback::new(move |()| asks.set(None))/> }.into_any()
            })}
        </div>
    }
}

fn ids(chosen: &[Uuid]) -> String {
    chosen.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",")
}

/// What stands for nobody in the form; an empty value would be no choice.
const NOBODY: &str = "nobody";

/// What a field shows before anything was chosen, so that no press of its button does something by chance.
fn unchosen(name: &'static str) -> AnyView {
    view! { <option value="" selected disabled hidden>{name}</option> }.into_any()
}

/// Off the list at once; there again, with the reason, when the server refuses. Can be undone.
fn delete(list: List, toasts: Toasts) {
    let before: Vec<Lead> = list.rows.values().into_iter().filter(|lead| list.chosen.read_untracked().contains(&lead.id.0)).collect();
    let gone: Vec<LeadId> = before.iter().map(|lead| lead.id).collect();
    gone.iter().for_each(|gone| list.take_off(gone.0));
    let sentence = deleted_words::deleted_all(gone.len());
    deleting::delete(gone, sentence, toasts, Box::new(move || before.into_iter().for_each(|lead| list.follow(&lead))));
}

/// On screen at once; as it was, with the reason, when the server refuses. Can be undone, all of it together.
fn decide(list: List, toasts: Toasts, plan: &Plan) {
    let before: Vec<Lead> = list.rows.values().into_iter().filter(|lead| list.chosen.read_untracked().contains(&lead.id.0)).collect();
    let undo: Vec<_> = before.iter().filter_map(|lead| Some(Decision { lead: lead.id, plan: plan.undo(lead)? })).collect();
    let decisions: Vec<_> = undo.iter().map(|undo| Decision { lead: undo.lead, plan: plan.clone() }).collect();
    let sentence = words::decided(decisions.len());
    if decisions.is_empty() {
        return toasts.show(sentence);
    }
    let take_back = move || carry_out(list, toasts, Vec::new(), undo.clone(), None);
    carry_out(list, toasts, before, decisions, Some((sentence, Box::new(take_back))));
}

fn carry_out(list: List, toasts: Toasts, before: Vec<Lead>, decisions: Vec<Decision>, then: Option<(String, Undo)>) {
    for Decision { lead, plan } in &decisions {
        if let Some(mut after) = before.iter().find(|one| one.id == *lead).cloned() {
            plan.foresee(&mut after);
            list.follow(&after);
        }
    }
    spawn_local(async move {
        // What was decided about one of them alone comes first.
        settled(&decisions.iter().map(|decision| decision.lead).collect::<Vec<_>>()).await;
        let answer = plan_leads(decisions).await;
        match (&answer, then) {
            (Err(error), _) => toasts.show(error.to_string()),
            (Ok(_), Some((sentence, take_back))) => toasts.show_done_for_good(sentence, take_back),
            (Ok(_), None) => {}
        }
        for lead in answer.unwrap_or(before) {
            list.follow(&lead);
        }
    });
}
