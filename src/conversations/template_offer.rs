//! Templates where an answer is written: a slash at its beginning, or the button, offers them.
use super::{
    later::{Offer, offered_templates},
    talk::Talk,
    words,
    writing::Writing,
};
use crate::{
    templates::TemplateFile,
    ui::{Entry, browser, effect, entries},
};
use leptos::{ev, prelude::*, task::spawn_local};

/// The field whose keys the list takes while it is open.
const FIELD: &str = ".composer-field";
const LIST: &str = "template-offer";

/// What is offered, and whether it is.
#[derive(Clone, Copy)]
pub(super) struct Offered {
    talk: Talk,
    writing: Writing,
    is_open: RwSignal<bool>,
    /// Nothing until they are here.
    all: RwSignal<Option<Vec<Offer>>>,
    /// Which one Enter takes.
    at: RwSignal<usize>,
}

impl Offered {
    /// Offers whenever a slash begins the text, and no longer than it does.
    pub(super) fn of(talk: Talk, writing: Writing) -> Self {
        let offered = Self { talk, writing, is_open: RwSignal::new(false), all: RwSignal::new(None), at: RwSignal::new(0) };
        let was = StoredValue::new(String::new());
        effect(move || {
            let text = writing.text.get();
            let before = was.try_update_value(|was| std::mem::replace(was, text.clone())).unwrap_or_default();
            // Also what was pasted, or typed before this part of the page came; more than a word is no shortcut.
            if text.starts_with('/') && !before.starts_with('/') && !text.contains(char::is_whitespace) {
                offered.open();
            } else if before.starts_with('/') && !text.starts_with('/') {
                offered.is_open.set(false);
            }
            offered.at.set(0);
        });
        effect(move || browser::take_keys(FIELD, move |key| offered.is_open.get_untracked() && offered.take_key(key)));
        offered
    }

    /// The button: offers all that there are, whatever is written already.
    pub(super) fn ask(self) {
        if self.is_open.get_untracked() {
            return self.is_open.set(false);
        }
        self.open();
        if let Some(field) = self.writing.field.get_untracked() {
            browser::focus(&field);
        }
    }

    fn open(self) {
        self.is_open.set(true);
        self.at.set(0);
        spawn_local(async move {
            match offered_templates(self.talk.lead).await {
                Ok(all) => drop(self.all.try_set(Some(all))),
                Err(error) => {
                    self.writing.error.try_set(Some(error.to_string()));
                    self.is_open.try_set(false);
                }
            }
        });
    }

    /// What matches what is written after the slash.
    fn matching(self) -> Vec<Offer> {
        let text = self.writing.text.get();
        let wanted = browser::lower_case(text.strip_prefix('/').unwrap_or_default());
        let all = self.all.get().unwrap_or_default();
        // What only colleagues see has no files.
        let is_note = self.writing.is_note.get();
        let all = all.into_iter().filter(|offer| !is_note || !offer.text.is_empty());
        all.filter(|offer| offer.shortcut.starts_with(&wanted) || browser::lower_case(&offer.name).contains(&wanted)).collect()
    }

    /// Answers whether the key was for the list.
    fn take_key(self, key: &str) -> bool {
        let matching = untrack(move || self.matching());
        let (at, last) = (self.at.get_untracked(), matching.len().saturating_sub(1));
        match key {
            "ArrowDown" => self.at.set(if at >= last { 0 } else { at + 1 }),
            "ArrowUp" => self.at.set(if at == 0 { last } else { at - 1 }),
            "Enter" | "Tab" => match matching.into_iter().nth(at) {
                Some(offer) => self.insert(&offer),
                // Half a shortcut is nothing that anybody wants to send.
                None => return key == "Enter",
            },
            "Escape" => self.is_open.set(false),
            _ => return false,
        }
        true
    }

    /// Puts the text into the field, in the place of the slash or after what is written, and the file above it.
    fn insert(self, offer: &Offer) {
        let written = self.writing.text.get_untracked();
        let written = if written.starts_with('/') { "" } else { written.trim_end() };
        let text = match (written, offer.text.as_str()) {
            ("", text) | (text, "") => text.to_owned(),
            (before, after) => format!("{before}\n{after}"),
        };
        self.is_open.set(false);
        if let Some(file) = offer.file.as_ref().filter(|_| !self.writing.is_note.get_untracked()) {
            self.writing.attached.add(vec![file.picked()]);
        }
        self.writing.put(text);
    }
}

/// The list, above the field. The focus stays in the field, which says which line is meant.
#[component]
pub(super) fn TemplateOffer(
    /// What is offered.
    offered: Offered,
) -> impl IntoView {
    let Offered { is_open, all, at, writing, .. } = offered;
    let matching = Memo::new(move |_| if is_open.get() { offered.matching() } else { Vec::new() });
    effect(move || {
        let Some(field) = writing.field.get() else { return };
        let chosen = matching.read().get(at.get()).map(id_of);
        browser::set_attribute(&field, "aria-autocomplete", is_open.get().then_some("list"));
        browser::set_attribute(&field, "aria-controls", is_open.get().then_some(LIST));
        browser::set_attribute(&field, "aria-activedescendant", chosen.as_deref());
        browser::bring_into_view(".template-offer [aria-selected=true]");
    });
    let line = move |(number, offer): (usize, Offer)| {
        let id = offer.id.0;
        Entry::new((false, i64::try_from(number).unwrap_or_default(), id), move || {
            let (name, shortcut, text, dom_id) = (offer.name.clone(), format!("/{}", offer.shortcut), offer.text.clone(), id_of(&offer));
            let file = offer.file.as_ref().map(TemplateFile::line);
            // Pressing must not take the focus out of the field.
            let press = move |event: ev::MouseEvent| {
                event.prevent_default();
                offered.insert(&offer);
            };
            view! {
                <li id=dom_id role="option" aria-selected=move || if at.get() == number { "true" } else { "false" } on:mousedown=press>
                    <span class="template-head"><span class="row-title" dir="auto">{name}</span><code class="template-shortcut">{shortcut}</code></span>
                    {file}
                    <span class="row-text template-line" dir="auto">{text}</span>
                </li>
            }
            .into_any()
        })
    };
    let empty = move || {
        let words = all.with(|all| match all {
            None => words::LOADING_TEMPLATES,
            Some(all) if all.is_empty() => words::NO_TEMPLATES,
            Some(_) => words::NO_TEMPLATE,
        });
        let none = all.with(|all| all.as_ref().is_some_and(Vec::is_empty));
        let make = none.then(|| view! { <a href="/templates">{words::MAKE_ONE}</a> }.into_any());
        matching.with(Vec::is_empty).then(|| view! { <p class="template-none" role="status">{words}" "{make}</p> }.into_any())
    };
    let list = move || {
        view! {
            <div class="template-offer">
                <ul id=LIST role="listbox" aria-label=words::TEMPLATES>
                    {entries(move || matching.get().into_iter().enumerate().map(line).collect())}
                </ul>
                {move || empty()}
            </div>
        }
        .into_any()
    };
    view! { {move || is_open.get().then(list)} }
}

fn id_of(offer: &Offer) -> String {
    format!("offer-{}", offer.id.0)
}
