//! Where somebody or something is searched: the field, its keys, and what of it stands in the address.
use super::words;
use crate::ui::{browser, effect, typed};
use leptos::{ev, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};
use std::time::Duration;

/// Whoever types on is not answered yet.
const PAUSE: Duration = Duration::from_millis(150);
/// The name of the search in the address.
const NAME: &str = "q";
/// The list of which this is the head, and what the arrows go to in it.
const LIST: &str = ".leads-list";
const STOPS: &str = ".leads-search, a.row";

/// A search over all leads: what is asked stands in the address, so that it can be shared and gone back to.
#[derive(Clone, Copy)]
pub struct Search {
    /// What is asked, as it was typed.
    pub asked: Memo<String>,
    /// Whether anything is.
    pub is_on: Memo<bool>,
    typed: RwSignal<String>,
    told: StoredValue<String>,
    pause: StoredValue<Option<TimeoutHandle>>,
    go: Callback<String>,
}

impl Search {
    /// The search of the page on show. Call it once a page.
    pub fn of_page() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| query.read().get_str(NAME).unwrap_or_default().to_owned());
        let (path, navigate) = (use_location().pathname, use_navigate());
        let go = Callback::new(move |text: String| {
            let mut fields = query.get_untracked();
            fields.remove(NAME);
            if !text.is_empty() {
                fields.insert(NAME, text);
            }
            let options = NavigateOptions { replace: true, scroll: false, ..Default::default() };
            navigate(&format!("{}{}", path.get_untracked(), fields.to_query_string()), options);
        });
        let is_on = Memo::new(move |_| !asked.read().trim().is_empty());
        let (typed, told) = (RwSignal::new(asked.get_untracked()), StoredValue::new(asked.get_untracked()));
        Self { asked, is_on, typed, told, pause: StoredValue::new(None), go }
    }

    /// Asks for nothing any more.
    pub fn clear(self) {
        self.typed.set(String::new());
        self.tell(String::new());
    }

    /// The end of an address that keeps the search beside the lead it opens, tracked.
    pub fn tail(self) -> String {
        let mut fields = leptos_router::params::ParamsMap::new();
        if self.is_on.get() {
            fields.insert(NAME, self.asked.get());
        }
        fields.to_query_string()
    }

    fn tell(self, text: String) {
        self.wait(None);
        self.told.set_value(text.clone());
        self.go.run(text);
    }

    fn type_on(self, text: String) {
        self.typed.set(text.clone());
        self.wait(set_timeout_with_handle(move || self.tell(text.clone()), PAUSE).ok());
    }

    fn wait(self, next: Option<TimeoutHandle>) {
        if let Some(before) = self.pause.try_update_value(|pause| std::mem::replace(pause, next)).flatten() {
            before.clear();
        }
    }
}

/// The field. `/` and Ctrl or ⌘ with K come here, the arrows move between it and what is below.
#[component]
pub fn SearchField(search: Search) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    // Somebody went back, or followed a link: then the address says what the field holds.
    effect(move || {
        let asked = search.asked.get();
        if search.told.get_value() != asked {
            search.told.set_value(asked.clone());
            search.typed.set(asked);
        }
    });
    on_cleanup(move || search.wait(None));
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(field) = field.get_untracked() else { return };
        let has_modifier = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "/" if !has_modifier && !browser::is_typing() => browser::select(&field),
            "k" | "K" if has_modifier && !event.shift_key() => browser::select(&field),
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
    };
    effect(move || {
        let listener = window_event_listener(ev::keydown, on_key);
        on_cleanup(move || listener.remove());
    });
    view! {
        <input
            class="input leads-search"
            type="search"
            node_ref=field
            aria-label=words::SEARCH
            placeholder=words::SEARCH
            title=words::SEARCH_KEYS
            maxlength="200"
            value=search.asked.get_untracked()
            prop:value=move || search.typed.get()
            on:input=typed(move |text| search.type_on(text))
        />
    }
}
