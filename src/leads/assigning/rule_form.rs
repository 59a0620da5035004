//! Wording one rule.
use super::{
    model::{Fits, Receiver, Rule},
    rules_dialog::Board,
    words,
};
use crate::{
    error::AppError,
    phones::PhoneId,
    team::{Colleague, Permission, PersonId},
    ui::{Button, Look, sent, ticked, typed},
};
use leptos::prelude::*;
use uuid::Uuid;

/// Values of the choices.
const ALL: &str = "all";
const PHONE: &str = "phone";
const WORDS: &str = "words";
const ONE: &str = "one";
const TURNS: &str = "turns";

/// What the fields hold.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    kind: RwSignal<String>,
    phone: RwSignal<String>,
    words: RwSignal<String>,
    way: RwSignal<String>,
    person: RwSignal<String>,
    people: RwSignal<Vec<PersonId>>,
}

impl Draft {
    fn of(rule: &Rule) -> Self {
        let (kind, phone, words) = match &rule.fits {
            Fits::All => (ALL, String::new(), String::new()),
            Fits::ByPhone(phone) => (PHONE, phone.to_string(), String::new()),
            Fits::Words(words) => (WORDS, String::new(), words.clone()),
        };
        let (way, person, people) = match &rule.receiver {
            Receiver::Person(person) => (ONE, person.0.to_string(), Vec::new()),
            Receiver::Turns(people) => (TURNS, String::new(), people.clone()),
        };
        Self {
            name: RwSignal::new(rule.name.clone()),
            kind: RwSignal::new(kind.to_owned()),
            phone: RwSignal::new(phone),
            words: RwSignal::new(words),
            way: RwSignal::new(way.to_owned()),
            person: RwSignal::new(person),
            people: RwSignal::new(people),
        }
    }

    /// What is chosen, as the fields show it.
    fn rule(self, rule: &Rule, board: Board) -> Result<Rule, AppError> {
        let phones: Vec<_> = board.phones.get_untracked().into_iter().map(|phone| phone.id.0).collect();
        let able: Vec<_> = untrack(|| board.able()).into_iter().map(|person| person.id.0).collect();
        let fits = match self.kind.get_untracked().as_str() {
            PHONE => Fits::ByPhone(PhoneId(shown(self.phone, &phones).ok_or_else(|| AppError::field("phone", words::NO_PHONE))?)),
            WORDS => Fits::Words(self.words.get_untracked()),
            _ => Fits::All,
        };
        let receiver = match (self.way.get_untracked().as_str(), shown(self.person, &able)) {
            (ONE, Some(person)) => Receiver::Person(PersonId(person)),
            _ => {
                let known = board.colleagues.get_untracked();
                let mut people = self.people.get_untracked();
                people.retain(|person| known.iter().any(|colleague| colleague.id == *person));
                Receiver::Turns(people)
            }
        };
        Rule { id: rule.id, name: self.name.get_untracked(), fits, receiver }.fit()
    }
}

/// What a choice shows: the first when nobody chose another one, or it is not there any more.
fn shown(chosen: RwSignal<String>, among: &[Uuid]) -> Option<Uuid> {
    let chosen = Uuid::parse_str(&chosen.read_untracked()).ok();
    chosen.filter(|chosen| among.contains(chosen)).or_else(|| among.first().copied())
}

/// The form.
#[component]
pub(super) fn RuleForm(
    /// As it was.
    rule: Rule,
    /// What it is part of.
    board: Board,
) -> impl IntoView {
    let draft = Draft::of(&rule);
    let is_new = rule.name.is_empty();
    let submit = sent(move |event| {
        event.prevent_default();
        match draft.rule(&rule, board) {
            Ok(fit) => board.put(fit),
            Err(unfit) => board.error.set(Some(unfit)),
        }
    });
    let cancel = Callback::new(move |()| {
        board.error.set(None);
        board.open.set(None);
    });
    let phones = move || board.phones.get().into_iter().map(|phone| (phone.id.to_string(), phone.name)).collect::<Vec<_>>();
    let people = move || board.able().into_iter().map(|person| (person.id.0.to_string(), person.name)).collect::<Vec<_>>();
    let of_kind = move || match draft.kind.get().as_str() {
        PHONE => select(words::PHONE, draft.phone, Box::new(phones)),
        WORDS => text(words::WORDS, draft.words),
        _ => ().into_any(),
    };
    let of_way = move || match draft.way.get().as_str() {
        ONE => select(words::COLLEAGUE, draft.person, Box::new(people)),
        _ => turns(draft.people, board),
    };
    let kinds = || vec![(ALL, words::ALL), (PHONE, words::BY_PHONE), (WORDS, words::BY_WORDS)];
    let ways = || vec![(ONE, words::ONE), (TURNS, words::TURNS)];
    let owned = |options: Vec<(&str, &str)>| options.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned())).collect();
    view! {
        <form class="form rules-form" aria-label=if is_new { words::NEW } else { words::CHANGE } on:submit=submit>
            {text(words::NAME, draft.name)}
            {select(words::WHEN, draft.kind, Box::new(move || owned(kinds())))}
            {of_kind}
            {select(words::WHO, draft.way, Box::new(move || owned(ways())))}
            {of_way}
            <div class="form-actions">
                <Button on_press=cancel>{words::CANCEL}</Button>
                <Button look=Look::Primary kind="submit" busy=board.busy>{words::SAVE}</Button>
            </div>
        </form>
    }
}

fn text(label: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <input
                class="input"
                dir="auto"
                maxlength=Rule::LONGEST.to_string()
                autocomplete="off"
                prop:value=value
                on:input=typed(move |typed| value.set(typed))
            />
        </label>
    }
    .into_any()
}

fn select(label: &'static str, chosen: RwSignal<String>, options: Box<dyn Fn() -> Vec<(String, String)> + Send>) -> AnyView {
    let option = move |(value, words): (String, String)| {
        let this = value.clone();
        view! { <option value=value prop:selected=move || *chosen.read() == this>{words}</option> }.into_any()
    };
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <select class="input" aria-label=label on:change=typed(move |value| chosen.set(value))>
                {move || options().into_iter().map(option).collect::<Vec<_>>()}
            </select>
        </label>
    }
    .into_any()
}

fn turns(people: RwSignal<Vec<PersonId>>, board: Board) -> AnyView {
    // Whoever was chosen and may not get leads any more can be taken off.
    let everybody = move || {
        let may = |person: &Colleague| person.role.may(Permission::PlanLeads) || people.read_untracked().contains(&person.id);
        board.colleagues.get().into_iter().filter(may).collect::<Vec<_>>()
    };
    let one = move |Colleague { id, name, .. }: Colleague| {
        let tick = ticked(move |is_ticked| {
            people.update(|people| {
                people.retain(|person| *person != id);
                people.extend(is_ticked.then_some(id));
            });
        });
        view! {
            <label class="check"><input type="checkbox" prop:checked=move || people.read().contains(&id) on:change=tick/>{name}</label>
        }
        .into_any()
    };
    view! {
        <fieldset class="rules-people">
            <legend class="field-label">{words::COLLEAGUES}</legend>
            {move || everybody().into_iter().map(one).collect::<Vec<_>>()}
        </fieldset>
    }
    .into_any()
}
