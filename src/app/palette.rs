//! The command palette: Ctrl or ⌘ with K goes to any page, any lead, or any message by a few letters; `?` shows all keys. A part of
//! every page.
use super::{key_sheet::KeySheet, words};
use crate::{
    conversations::search,
    leads::Lead,
    ui::{Dialog, Entry, browser, effect, entries, lone_key, part, typed},
};
use leptos::{
    ev,
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::{NavigateOptions, hooks::use_navigate, location::Url};
use std::time::Duration;
use uuid::Uuid;

/// Whoever types on is not answered yet.
const PAUSE: Duration = Duration::from_millis(150);
/// Leads that are offered.
const MOST_LEADS: usize = 6;
/// The list, as the field names it.
const LIST: &str = "palette-list";

/// Waits for its keys.
pub fn palette() -> AnyView {
    part(|| ().into_any(), || Box::pin(split()))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Palette/> }.into_any())
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Palette,
    Keys,
}

#[component]
fn Palette() -> impl IntoView {
    let open = RwSignal::new(None::<Open>);
    let close = Callback::new(move |()| open.set(None));
    let on_key = move |event: ev::KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "k" | "K" if has_modifier && !event.shift_key() && !event.alt_key() => open.set(Some(Open::Palette)),
            "?" if lone_key(&event).is_some() => open.set(Some(Open::Keys)),
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
    let shown = move || match open.get() {
        Some(Open::Palette) => view! { <Commands open/> }.into_any(),
        Some(Open::Keys) => view! { <KeySheet on_close=close/> }.into_any(),
        None => ().into_any(),
    };
    view! { {move || shown()} }
}

/// Where a line leads.
#[derive(Clone, PartialEq)]
struct Command {
    words: String,
    hint: String,
    href: String,
}

/// The pages that fit what was typed; all of them when nothing was.
fn pages(typed: &str) -> Vec<Command> {
    let wanted = browser::lower_case(typed.trim());
    let fits = |words: &str| wanted.split_whitespace().all(|part| browser::lower_case(words).contains(part));
    let fitting = words::PAGES.iter().filter(|(words, _)| fits(words));
    fitting.map(|(words, href)| Command { words: (*words).to_owned(), hint: words::PAGE.to_owned(), href: (*href).to_owned() }).collect()
}

fn of_lead(lead: Lead) -> Command {
    let hint = lead.number.filter(|number| *number != lead.name).unwrap_or_default();
    Command { words: lead.name, hint, href: format!("/leads/{}", lead.id) }
}

#[component]
fn Commands(open: RwSignal<Option<Open>>) -> impl IntoView {
    let (text, leads, at) = (RwSignal::new(String::new()), RwSignal::new(Vec::<Lead>::new()), RwSignal::new(0_usize));
    let all = Memo::new(move |_| {
        let typed = text.get();
        let mut all = pages(&typed);
        all.extend(leads.get().into_iter().map(of_lead));
        if !typed.trim().is_empty() {
            let href = format!("/leads?q={}", Url::escape(typed.trim()));
            all.push(Command { words: words::search_for(typed.trim()), hint: words::MESSAGES.to_owned(), href });
        }
        all
    });
    let close = Callback::new(move |()| open.set(None));
    let navigate = use_navigate();
    let go = Callback::new(move |command: Command| {
        if command.href == words::SHEET_HREF {
            return open.set(Some(Open::Keys));
        }
        close.run(());
        navigate(&command.href, NavigateOptions::default());
    });
    let on_type = move |typed: String| {
        at.set(0);
        text.set(typed.clone());
        set_timeout(move || find(typed, text, leads), PAUSE);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = all.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => at.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" if !event.is_composing() => {
                let command = all.with_untracked(|all| all.get(at.get_untracked()).cloned());
                command.into_iter().for_each(|command| go.run(command));
            }
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        at.track();
        browser::bring_into_view(".palette-list [aria-selected=true]");
    });
    let line = move |(number, command): (usize, Command)| {
        let key = (false, i64::try_from(number).unwrap_or_default(), identity(&command.href));
        Entry::new(key, move || {
            let (words, hint) = (command.words.clone(), command.hint.clone());
            let selected = move || if at.get() == number { "true" } else { "false" };
            view! {
                <li id=format!("command-{number}") role="option" aria-selected=selected on:click=move |_| go.run(command.clone())>
                    <span class="row-title" dir="auto">{words}</span>
                    <span class="palette-hint">{hint}</span>
                </li>
            }
            .into_any()
        })
    };
    view! {
        <Dialog title=words::PALETTE on_close=close class="palette">
            <input
                class="input"
                type="search"
                role="combobox"
                autofocus
                aria-label=words::PALETTE_FIELD
                placeholder=words::PALETTE_FIELD
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=LIST
                aria-activedescendant=move || format!("command-{}", at.get())
                maxlength="200"
                on:input=typed(on_type)
                on:keydown=on_key
            />
            <ul class="palette-list" id=LIST role="listbox" aria-label=words::PALETTE>
                {entries(move || all.get().into_iter().enumerate().map(line).collect())}
            </ul>
        </Dialog>
    }
}

/// A line that leads elsewhere is another line.
fn identity(href: &str) -> Uuid {
    Uuid::from_u128(href.bytes().fold(0, |sum: u128, byte| sum.wrapping_mul(31).wrapping_add(u128::from(byte))))
}

/// Asks the server for leads, unless something else was typed meanwhile.
fn find(typed: String, text: RwSignal<String>, leads: RwSignal<Vec<Lead>>) {
    let is_newest = move |typed: &str| text.try_with_untracked(|text| text == typed).unwrap_or(false);
    if !is_newest(&typed) {
        return;
    }
    if typed.trim().is_empty() {
        return leads.set(Vec::new());
    }
    spawn_local(async move {
        // Should it fail, the pages are still there.
        let found = search(typed.clone(), None).await.map(|found| found.leads).unwrap_or_default();
        if is_newest(&typed) {
            leads.set(found.into_iter().take(MOST_LEADS).collect());
        }
    });
}
