//! Choosing which leads the list shows. What is chosen stands in the address. A part of the page.
use super::{
    assigning::RulesDialog,
    choosing::{Choices, from_today_on, go_to, layout, turn_to},
    deleting::words as deleted_words,
    filter::{LeadFilter, LeadState, Whose},
    stages::StageId,
    stages_dialog::StagesDialog,
    view_picker::ViewPicker,
    views::Layout,
    words,
};
use crate::{
    team::{IfMay, Permission, PersonId},
    ui::{Button, Clock, Look, browser, part, typed},
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

/// The bar above the list. Until its code is here, there is nothing.
pub fn filter_bar(which: Memo<LeadFilter>) -> AnyView {
    part(|| view! { <div class="filter-bar"></div> }.into_any(), move || Box::pin(split(which)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(which: Memo<LeadFilter>) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <FilterBar which/> }.into_any())
}

#[component]
fn FilterBar(which: Memo<LeadFilter>) -> impl IntoView {
    let (choices, clock, go) = (Choices::read(), Clock::of_page(), go_to());
    let now = move || clock.now().unwrap_or_else(browser::now_ms);
    let change = move |change: &dyn Fn(&mut LeadFilter)| {
        let mut filter = which.get_untracked();
        change(&mut filter);
        go.run(filter);
    };
    let by_stage = move |value: String| change(&|filter| filter.stage = Uuid::parse_str(&value).ok().map(StageId));
    let by_owner = move |value: String| change(&|filter| filter.owner = owner_of(&value));
    let by_tag = move |value: String| change(&|filter| filter.tag.clone_from(&value));
    let by_need = move |value: String| {
        let filter = LeadFilter { state: LeadState::of_value(&value), ..which.get_untracked() };
        go.run(from_today_on(filter, browser::now_ms()));
    };
    let stages = move || {
        let mut options = vec![(String::new(), words::ANY_STAGE.to_owned())];
        options.extend(choices.get().stages.into_iter().map(|stage| (stage.id.0.to_string(), stage.name)));
        options
    };
    let owners = move || {
        let mut options = vec![
            (String::new(), words::ANYBODYS.to_owned()),
            (MINE.to_owned(), words::MINE.to_owned()),
            (NOBODYS.to_owned(), words::NOBODYS.to_owned()),
        ];
        options.extend(choices.get().colleagues.into_iter().map(|person| (person.id.0.to_string(), person.name)));
        options
    };
    let tags = move || {
        let mut options = vec![(String::new(), words::ANY_TAG.to_owned())];
        let (mut tags, chosen) = (choices.get().tags, which.get().tag);
        if !chosen.is_empty() && !tags.contains(&chosen) {
            tags.push(chosen);
        }
        options.extend(tags.into_iter().map(|tag| (tag.clone(), tag)));
        options
    };
    let another_day = Memo::new(move |_| {
        let (now, chosen) = (now(), which.get());
        (chosen != from_today_on(chosen.clone(), now)).then(|| words::state_since(chosen.state, &day_of(chosen.since, now)))
    });
    let needs = move || {
        let named = LeadState::ALL.into_iter().map(|(state, value)| (value.to_owned(), words::state(state).to_owned()));
        named.chain(another_day.get().map(|words| (ANOTHER_DAY.to_owned(), words))).collect()
    };
    let stage = move || which.get().stage.map(|stage| stage.0.to_string()).unwrap_or_default();
    let owner = move || value_of(which.get().owner);
    let need = move || if another_day.read().is_some() { ANOTHER_DAY.to_owned() } else { which.get().state.value().to_owned() };
    let (turn, layout) = (turn_to(), layout());
    let is_list = move || layout.get() == Layout::List;
    let turn = Callback::new(move |()| turn.run(if layout.get_untracked() == Layout::List { Layout::Board } else { Layout::List }));
    let (editing, assigning) = (RwSignal::new(false), RwSignal::new(false));
    // Nothing is changed that is not known yet.
    let is_worded = Memo::new(move |_| editing.get() && choices.with(|choices| !choices.stages.is_empty()));
    view! {
        <div class="filter-bar" role="group" aria-label=words::FILTERS>
            {select(words::STAGE, Box::new(stages), Signal::derive(stage), Box::new(by_stage))}
            {select(words::OWNER, Box::new(owners), Signal::derive(owner), Box::new(by_owner))}
            {select(words::TAG, Box::new(tags), Signal::derive(move || which.get().tag), Box::new(by_tag))}
            {select(words::NEED, Box::new(needs), Signal::derive(need), Box::new(by_need))}
            <ViewPicker choices which layout now=Signal::derive(now)/>
            <Button look=Look::Quiet on_press=turn>{move || if is_list() { words::BOARD } else { words::LIST }}</Button>
            <IfMay permission=Permission::ManageStages>
                <Button look=Look::Quiet on_press=Callback::new(move |()| editing.set(true))>{words::STAGES}</Button>
            </IfMay>
            <IfMay permission=Permission::SetAssignment>
                <Button look=Look::Quiet on_press=Callback::new(move |()| assigning.set(true))>{words::ASSIGNMENT}</Button>
            </IfMay>
            <IfMay permission=Permission::DeleteLeads>
                <a class=Look::Quiet.class() href="/leads/deleted">{deleted_words::LINK}</a>
            </IfMay>
            {move || (!which.get().is_open()).then(|| view! {
                <Button look=Look::Quiet on_press=Callback::new(move |()| go.run(LeadFilter::default()))>{words::CLEAR}</Button>
            }.into_any())}
            {move || is_worded.get().then(|| view! {
                <StagesDialog stages=choices.get_untracked().stages on_close=Callback::new(move |()| editing.set(false))/>
            }.into_any())}
            {move || assigning.get().then(|| {
                view! { <RulesDialog on_close=Callback::new(move |()| assigning.set(false))/> }.into_any()
            })}
        </div>
    }
}

/// The value of what messages decide since another day than this one.
const ANOTHER_DAY: &str = "another-day";

fn day_of(at: i64, now: i64) -> String {
    let days = browser::local_day(now) - browser::local_day(at);
    browser::local_date(at, !(0..300).contains(&days))
}

/// Values of the choice of owners besides their ids.
const MINE: &str = "me";
const NOBODYS: &str = "nobody";

fn owner_of(value: &str) -> Whose {
    match value {
        MINE => Whose::Mine,
        NOBODYS => Whose::Nobodys,
        other => Uuid::parse_str(other).map_or(Whose::Anybodys, |person| Whose::Of(PersonId(person))),
    }
}

fn value_of(owner: Whose) -> String {
    match owner {
        Whose::Anybodys => String::new(),
        Whose::Mine => MINE.to_owned(),
        Whose::Nobodys => NOBODYS.to_owned(),
        Whose::Of(person) => person.0.to_string(),
    }
}

type Options = Box<dyn Fn() -> Vec<(String, String)> + Send>;

fn select(label: &'static str, options: Options, chosen: Signal<String>, choose: Box<dyn FnMut(String) + Send>) -> AnyView {
    let option = move |(value, words): (String, String)| {
        let this = value.clone();
        view! { <option value=value prop:selected=move || chosen.get() == this>{words}</option> }.into_any()
    };
    let is_set = move || !chosen.read().is_empty();
    view! {
        <select class="input filter-choice" class:filter-choice-set=is_set aria-label=label on:change=typed(choose)>
            {move || options().into_iter().map(option).collect::<Vec<_>>()}
        </select>
    }
    .into_any()
}
