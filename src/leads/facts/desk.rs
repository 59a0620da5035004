//! One lead as the side of its page works on it: read, kept in step, and changed at once.
use crate::{
    leads::{Lead, LeadFacts, LeadId, Note, NoteBook, NoteId, NoteLine, Plan, add_note, deciding::decide, delete_note, lead_facts},
    live::{Change, Live},
    team::{Permission, PersonId, SignedIn},
    ui::{Toasts, browser, effect, on_change},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// What is on the desk.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Which lead.
    pub id: LeadId,
    /// The lead as the page has it.
    pub lead: RwSignal<Option<Lead>>,
    /// What is known besides.
    pub facts: RwSignal<LeadFacts>,
    /// Who looks.
    pub me: Option<PersonId>,
    /// The newest reading; what an older one answers is late.
    reading: StoredValue<u64>,
    toasts: Toasts,
}

impl Desk {
    /// Lays a lead on the desk and begins to read what is known of it. In the browser only.
    pub fn with(id: LeadId, lead: RwSignal<Option<Lead>>) -> Self {
        let me = SignedIn::here().map(|here| here.actor.id);
        let (facts, reading) = (RwSignal::new(LeadFacts::default()), StoredValue::new(0));
        let desk = Self { id, lead, facts, me, reading, toasts: Toasts::of_page() };
        let live = Live::of_tab();
        live.listen(move |change| match change {
            Change::LeadFacts(changed) if *changed == id => desk.read(),
            Change::Stages => desk.read(),
            _ => {}
        });
        on_change(live.resynced(), move || desk.read());
        desk.read();
        desk
    }

    fn read(self) {
        let Some(reading) = self.reading.try_update_value(|newest| {
            *newest += 1;
            *newest
        }) else {
            return;
        };
        spawn_local(async move {
            let answer = lead_facts(self.id).await;
            if self.reading.try_get_value() == Some(reading) {
                match answer {
                    Ok(facts) => drop(self.facts.try_set(facts)),
                    Err(error) => self.toasts.show(error.to_string()),
                }
            }
        });
    }

    /// A text of the lead, tracked.
    pub fn text(self, of: fn(&Lead) -> String) -> String {
        self.lead.read().as_ref().map(of).unwrap_or_default()
    }

    /// The name of a colleague, tracked.
    pub fn name_of(self, person: PersonId) -> String {
        let facts = self.facts.read();
        let known = facts.choices.colleagues.iter().find(|colleague| colleague.id == person);
        known.map_or_else(|| super::words::SOMEBODY.to_owned(), |colleague| colleague.name.clone())
    }

    /// On screen at once; as it was, with the reason, when the server refuses.
    pub fn decide(self, plan: Plan) {
        decide_on(self.lead, self.toasts, plan);
    }

    /// Keeps a book of the notes, and takes what is written into it.
    pub fn keep(self, book: NoteBook) {
        if SignedIn::may(Permission::PlanLeads) {
            book.taker.set_value(Some(Callback::new(move |(text, give_back)| self.note(text, give_back))));
        }
        let line = move |note: &Note| NoteLine { id: note.id, at: note.at, by: self.name_of(note.by), text: note.text.clone() };
        effect(move || book.lines.set(self.facts.read().notes.iter().rev().map(line).collect()));
    }

    /// Writes a note; gives the text back when it cannot be kept.
    pub fn note(self, text: String, give_back: Callback<String>) {
        let Some(by) = self.me else { return };
        let id = NoteId(Uuid::now_v7());
        self.facts.update(|facts| facts.notes.insert(0, Note { id, at: browser::now_ms(), by, text: text.clone() }));
        spawn_local(async move {
            if let Err(error) = add_note(self.id, id, text.clone()).await {
                self.toasts.show(error.to_string());
                self.facts.try_update(|facts| facts.notes.retain(|note| note.id != id));
                give_back.try_run(text);
            }
        });
    }

    /// Deletes a note of one's own.
    pub fn delete(self, id: NoteId) {
        let before = self.facts.read_untracked().notes.clone();
        self.facts.update(|facts| facts.notes.retain(|note| note.id != id));
        spawn_local(async move {
            if let Err(error) = delete_note(self.id, id).await {
                self.toasts.show(error.to_string());
                self.facts.try_update(|facts| facts.notes = before);
            }
        });
    }
}

/// Decides about the lead on screen: there at once; as it was, with the reason, when the server refuses.
pub fn decide_on(lead: RwSignal<Option<Lead>>, toasts: Toasts, plan: Plan) {
    let Some(before) = lead.get_untracked() else { return };
    let mut after = before.clone();
    plan.foresee(&mut after);
    lead.set(Some(after));
    spawn_local(async move {
        let decided = decide(before, plan).await;
        decided.refused.into_iter().for_each(|error| toasts.show(error.to_string()));
        decided.lead.into_iter().for_each(|decided| drop(lead.try_set(Some(decided))));
    });
}
