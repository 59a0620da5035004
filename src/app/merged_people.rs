//! Who a lead is besides: leads that somebody found to be the same person. A part of the page.
use super::words;
use crate::{
    conversations::{merge_people, merged_people, search, take_people_apart},
    leads::{Lead, LeadId, merging::MergedPerson},
    live::{Change, Live},
    team::{Permission, SignedIn},
    ui::{Button, Dialog, Entry, FormError, Look, Time, TimeStyle, Toasts, effect, entries, on_change, part, typed},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::time::Duration;

/// Whoever types on is not answered yet.
const PAUSE: Duration = Duration::from_millis(200);
/// Candidates that are shown.
const MOST: usize = 8;

/// The list, and the way to one more.
pub fn same_person(lead: RwSignal<Option<Lead>>) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split(lead)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(lead: RwSignal<Option<Lead>>) -> Result<AnyView, SplitLoaderError> {
    let Some(id) = lead.read_untracked().as_ref().map(|lead| lead.id) else { return Ok(().into_any()) };
    Ok(view! { <SamePerson id/> }.into_any())
}

#[component]
fn SamePerson(id: LeadId) -> impl IntoView {
    let may = SignedIn::may(Permission::PlanLeads);
    let (all, toasts, live) = (RwSignal::new(Vec::<MergedPerson>::new()), Toasts::of_page(), Live::of_tab());
    let read = move || {
        spawn_local(async move {
            match merged_people(id).await {
                Ok(fresh) => drop(all.try_set(fresh)),
                Err(error) => toasts.show(error.to_string()),
            }
        });
    };
    live.listen(move |change| {
        if *change == Change::Conversation(id) {
            read();
        }
    });
    on_change(live.resynced(), read);
    effect(read);
    let choosing = RwSignal::new(false);
    let line = move |person: MergedPerson| {
        Entry::new((false, person.at, person.id.0), move || view! { <OnePerson person may toasts/> }.into_any())
    };
    view! {
        <section class="facts-part" aria-labelledby="facts-same">
            <h2 id="facts-same">{words::SAME_PERSON}</h2>
            <ul class="facts-notes">{entries(move || all.get().into_iter().map(line).collect())}</ul>
            {may.then(|| view! {
                <Button look=Look::Quiet on_press=Callback::new(move |()| choosing.set(true))>{words::MERGE}</Button>
            }.into_any())}
            {move || choosing.get().then(|| view! { <Choose id on_close=Callback::new(move |()| choosing.set(false)) toasts/> }.into_any())}
        </section>
    }
}

#[component]
fn OnePerson(person: MergedPerson, may: bool, toasts: Toasts) -> impl IntoView {
    let MergedPerson { id, name, number, at } = person;
    let apart = Callback::new(move |()| take_apart(id, toasts));
    let number = number.filter(|number| *number != name);
    view! {
        <li class="facts-note">
            <p class="facts-text" dir="auto">{name}</p>
            <p class="facts-by">{number}" · "{words::MERGED}" "<Time at style=TimeStyle::Since/></p>
            {may.then(|| view! { <Button look=Look::Quiet on_press=apart>{words::TAKE_APART}</Button> }.into_any())}
        </li>
    }
}

/// Asks which lead is the same person.
#[component]
fn Choose(id: LeadId, on_close: Callback<()>, toasts: Toasts) -> impl IntoView {
    let (found, error, asked) = (RwSignal::new(None::<Vec<Lead>>), RwSignal::new(None::<String>), RwSignal::new(0_u64));
    let ask = move |text: String| {
        asked.update(|asked| *asked += 1);
        let mine = asked.get_untracked();
        let is_newest = move || asked.try_get_untracked() == Some(mine);
        set_timeout(
            move || {
                spawn_local(async move {
                    if !is_newest() {
                        return;
                    }
                    let answer = search(text, None).await;
                    if is_newest() {
                        match answer {
                            Ok(answer) => found.set(Some(answer.leads.into_iter().filter(|lead| lead.id != id).take(MOST).collect())),
                            Err(failed) => error.set(Some(failed.to_string())),
                        }
                    }
                });
            },
            PAUSE,
        );
    };
    let merge = Callback::new(move |other: LeadId| {
        spawn_local(async move {
            match merge_people(other, id).await {
                Ok(_) => {
                    toasts.show_done_for_good(words::MERGED_NOW, Box::new(move || take_apart(other, toasts)));
                    on_close.try_run(());
                }
                Err(failed) => drop(error.try_set(Some(failed.to_string()))),
            }
        });
    });
    let candidate = move |lead: Lead| {
        let (id, name) = (lead.id, lead.name);
        let number = lead.number.filter(|number| *number != name);
        view! {
            <li>
                <Button look=Look::Quiet on_press=Callback::new(move |()| merge.run(id))>
                    <span dir="auto">{name}</span>" "<span class="lead-row-number">{number}</span>
                </Button>
            </li>
        }
        .into_any()
    };
    let list = move || match found.get() {
        None => ().into_any(),
        Some(none) if none.is_empty() => view! { <p role="status">{words::NOBODY_FOUND}</p> }.into_any(),
        Some(found) => {
            view! { <ul class="merge-candidates" aria-label=words::MERGE>{found.into_iter().map(candidate).collect::<Vec<_>>()}</ul> }
                .into_any()
        }
    };
    view! {
        <Dialog title=words::MERGE_TITLE.to_owned() on_close>
            <div class="form">
                <p>{words::MERGE_ABOUT}</p>
                <FormError error=error/>
                <label class="field-label" for="merge-search">{words::MERGE_SEARCH}</label>
                <input class="input" id="merge-search" type="search" autofocus maxlength="200" on:input=typed(ask)/>
                {move || list()}
            </div>
        </Dialog>
    }
}

fn take_apart(id: LeadId, toasts: Toasts) {
    spawn_local(async move {
        match take_people_apart(id).await {
            Ok(_) => toasts.show(words::TAKEN_APART),
            Err(error) => toasts.show(error.to_string()),
        }
    });
}
