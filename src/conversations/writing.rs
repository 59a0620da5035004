//! What the field for an answer does: it holds a draft, says what is wrong with it, and sends it.
use super::{composer::Places, model::MessageText, talk::Talk};
use crate::{
    media::Attached,
    team::SignedIn,
    ui::{Picked, browser, browser_files, effect},
};
use leptos::{ev, html, prelude::*};

/// The field that an answer is written in.
#[derive(Clone, Copy)]
pub struct Writing {
    /// What it holds.
    pub text: RwSignal<String>,
    /// The field itself.
    pub field: NodeRef<html::Textarea>,
    /// Whether it is a note for colleagues.
    pub is_note: RwSignal<bool>,
    /// What is wrong with it.
    pub error: RwSignal<Option<String>>,
    /// The files that go with it.
    pub attached: Attached,
    /// Asks when what is written goes, in place of sending it now.
    pub later: StoredValue<Option<Callback<()>>>,
    talk: Talk,
    me: StoredValue<Option<SignedIn>>,
}

impl Writing {
    /// Takes over a field that stands on the page and the button beside it, with what was typed before.
    pub fn take_over(talk: Talk, places: Places) -> Self {
        let Places { field, send, is_note } = places;
        let error = RwSignal::new(None);
        let writing = Self {
            text: RwSignal::new(String::new()),
            field,
            is_note,
            error,
            attached: Attached::kept(format!("files {}", talk.lead), error),
            later: StoredValue::new(None),
            talk,
            me: StoredValue::new(SignedIn::here()),
        };
        effect(move || {
            if let Some(field) = field.get() {
                writing.begin(&field);
            }
        });
        effect(move || {
            if let Some(send) = send.get() {
                browser::set_attribute(&send, "disabled", None);
                browser::hear(&send, ev::click, move |_| writing.send());
            }
        });
        writing
    }

    fn begin(self, field: &<html::Textarea as html::ElementType>::Output) {
        let typed = browser::value_of(field);
        let kept = browser::kept_text(&self.draft());
        self.write(if typed.is_empty() { kept.unwrap_or_default() } else { typed });
        // Whoever comes to answer writes at once.
        if browser::is_at("#write") {
            browser::focus(field);
        }
        let shown = field.clone();
        effect(move || browser::set_value(&shown, &self.text.read()));
        let shown = field.clone();
        effect(move || browser::set_attribute(&shown, "aria-invalid", self.error.read().is_some().then_some("true")));
        browser::hear(field, ev::input, move |event| {
            let typed = event_target_value(&event);
            self.talk.writes(!typed.is_empty() && !self.is_note.get_untracked());
            self.write(typed);
        });
        browser::hear(field, ev::paste, move |event| self.attached.add(browser_files::pasted(&event)));
        browser::hear(field, ev::keydown, move |event| {
            // Enter also ends the composing of a Chinese or Japanese word.
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                match self.later.get_value().filter(|_| event.alt_key()) {
                    Some(later) => later.run(()),
                    None => self.send(),
                }
            } else if event.key() == "Escape" && self.is_note.get_untracked() {
                self.turn();
            }
        });
    }

    /// Under which name what is written is kept: a note must never be found where a message is written.
    fn draft(self) -> String {
        self.draft_of(self.is_note.get_untracked())
    }

    fn draft_of(self, is_note: bool) -> String {
        format!("{} {}", if is_note { "note" } else { "draft" }, self.talk.lead)
    }

    /// Writes a note from now on, or a message again; what was begun of the other waits.
    pub fn turn(self) {
        self.talk.writes(false);
        self.is_note.update(|is_note| *is_note = !*is_note);
        self.put(browser::kept_text(&self.draft()).unwrap_or_default());
    }

    /// Puts another text into it, and keeps it as the draft.
    pub fn write(self, typed: String) {
        browser::keep_text(&self.draft(), &typed);
        let too_long = !self.is_note.get_untracked() && typed.chars().count() > MessageText::LONGEST;
        self.error.set(MessageText::parse(&typed).err().filter(|_| too_long).map(|error| error.to_string()));
        self.text.set(typed);
    }

    /// Puts a text into the field, and the person behind it.
    pub fn put(self, text: String) {
        self.write(text);
        self.take_focus();
    }

    /// Puts the person into the field.
    pub fn take_focus(self) {
        if let Some(field) = self.field.get_untracked() {
            browser::focus(&field);
        }
    }

    /// Sends what was recorded, and nothing else.
    pub fn hand_in(self, recorded: Picked) {
        self.me.with_value(|me| self.talk.hand_in(vec![recorded], "", me.as_ref()));
    }

    fn keep_note(self) {
        let written = self.text.get_untracked().trim().to_owned();
        if !written.is_empty() {
            let give_back = Callback::new(move |text: String| match self.is_note.get_untracked() {
                true => self.write(text),
                // It is there when a note is written the next time.
                false => browser::keep_text(&self.draft_of(true), &text),
            });
            self.put(String::new());
            self.talk.note(written, give_back);
        }
    }

    fn send(self) {
        if self.is_note.get_untracked() {
            return self.keep_note();
        }
        let written = self.text.get_untracked();
        if !self.attached.is_empty() && written.trim().is_empty() {
            let files = self.attached.take();
            self.put(String::new());
            return self.me.with_value(|me| self.talk.hand_in(files, "", me.as_ref()));
        }
        match MessageText::parse(&written) {
            Ok(fit) => {
                self.put(String::new());
                self.talk.writes(false);
                let files = self.attached.take();
                self.me.with_value(|me| match files.is_empty() {
                    true => self.talk.say(&fit, me.as_ref()),
                    false => self.talk.hand_in(files, fit.as_str(), me.as_ref()),
                });
            }
            Err(unfit) => self.error.set(Some(unfit.to_string())),
        }
    }
}
