//! What the field of the search does. A part of the page.
use super::search_field::{NAME, Search};
use crate::ui::{browser, effect, lone_key, part};
use leptos::{
    ev, html,
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    params::ParamsMap,
};
use std::time::Duration;

/// Whoever types on is not answered yet.
const PAUSE: Duration = Duration::from_millis(150);
/// The list of which the field is the head, and what the arrows go to in it.
const LIST: &str = ".leads-list";
const STOPS: &str = ".leads-search, a.row";

/// Makes the field work.
pub fn keys(search: Search, field: NodeRef<html::Input>) -> AnyView {
    part(|| ().into_any(), move || Box::pin(split_keys(search, field)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split_keys(search: Search, field: NodeRef<html::Input>) -> Result<AnyView, SplitLoaderError> {
    let typing = Typing { told: StoredValue::new(search.asked.get_untracked()), pause: StoredValue::new(None), ask: search.asks() };
    on_cleanup(move || typing.wait(None));
    effect(move || {
        if let Some(field) = field.get() {
            typing.begin(search, &field);
        }
    });
    Ok(().into_any())
}

impl Search {
    /// Asks for something else, or with an empty text for nothing any more.
    pub fn asks(self) -> Callback<String> {
        let (query, path, navigate) = (use_query_map(), use_location().pathname, use_navigate());
        Callback::new(move |text: String| {
            let mut fields = query.get_untracked();
            fields.remove(NAME);
            if !text.is_empty() {
                fields.insert(NAME, text);
            }
            let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
            navigate(&format!("{}{}", path.get_untracked(), fields.to_query_string()), options);
        })
    }

    /// The end of an address that keeps the search beside the lead it opens, tracked.
    pub fn tail(self) -> String {
        let mut fields = ParamsMap::new();
        if self.is_on.get() {
            fields.insert(NAME, self.asked.get());
        }
        fields.to_query_string()
    }
}

type Field = <html::Input as html::ElementType>::Output;

#[derive(Clone, Copy)]
struct Typing {
    /// What the address was told last.
    told: StoredValue<String>,
    pause: StoredValue<Option<TimeoutHandle>>,
    ask: Callback<String>,
}

impl Typing {
    fn begin(self, search: Search, field: &Field) {
        let typed = browser::value_of(field);
        if typed != self.told.get_value() {
            self.tell(typed);
        }
        // Somebody went back, or followed a link: then the address says what the field holds.
        let shown = field.clone();
        effect(move || {
            let asked = search.asked.get();
            if self.told.get_value() != asked {
                browser::set_value(&shown, &asked);
                self.told.set_value(asked);
            }
        });
        browser::hear(field, ev::input, move |event| {
            let text = event_target_value(&event);
            self.wait(set_timeout_with_handle(move || self.tell(text.clone()), PAUSE).ok());
        });
        let field = field.clone();
        let listener = window_event_listener(ev::keydown, move |event| press(&field, &event));
        on_cleanup(move || listener.remove());
    }

    fn tell(self, text: String) {
        self.wait(None);
        self.told.set_value(text.clone());
        self.ask.run(text);
    }

    fn wait(self, next: Option<TimeoutHandle>) {
        if let Some(before) = self.pause.try_update_value(|pause| std::mem::replace(pause, next)).flatten() {
            before.clear();
        }
    }
}

/// `/` comes to the field, the arrows move between it and what is below.
fn press(field: &Field, event: &ev::KeyboardEvent) {
    let has_modifier = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "/" if lone_key(event).is_some() => browser::select(field),
        key @ ("ArrowDown" | "ArrowUp") if !has_modifier => {
            let Ok(Some(list)) = field.closest(LIST) else { return };
            if browser::of_focused(LIST, "class").is_none() {
                return;
            }
            browser::move_focus(&list, STOPS, if key == "ArrowDown" { 1 } else { -1 });
        }
        _ => return,
    }
    event.prevent_default();
}
