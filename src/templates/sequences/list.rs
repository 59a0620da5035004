//! The list of sequences: the team's and one's own, with their steps.
use super::{
    model::{Sequence, SequenceDraft, SequenceId, Step, StepKind},
    sequence_dialog::SequenceDialog,
    sequence_row::SequenceRow,
    server_fns::{delete_sequence, list_sequences, save_sequence},
    words,
};
use crate::{
    live::{Change, Live},
    team::{IfMay, Permission, SignedIn},
    ui::{Button, EmptyState, Entry, ErrorView, Glyph, Icon, Look, Reading, Row, Rows, Skeleton, Toasts, awaited, entries},
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// When a new step goes: at the beginning of a working day.
const MORNING: u16 = 9 * 60;

/// What the page shows, and what is open on it.
#[derive(Clone, Copy)]
pub struct Shelf {
    rows: Rows<Sequence>,
    /// The sequence that is being written.
    pub(super) open: RwSignal<Option<Sequence>>,
    toasts: Toasts,
}

impl Shelf {
    /// An empty one.
    pub fn of_page() -> Self {
        Self { rows: Rows::default(), open: RwSignal::new(None), toasts: Toasts::of_page() }
    }

    fn show(self, sequences: Vec<Sequence>) {
        self.rows.replace(sequences.into_iter().map(|sequence| (sequence.id.0, sequence)).collect());
    }

    fn read_again(self) {
        spawn_local(async move {
            // Should it fail, the next change or the next visit reads again.
            if let Ok(sequences) = list_sequences().await {
                self.show(sequences);
            }
        });
    }

    /// A new one begins as one's own, with one step.
    fn add(self) {
        let owner = SignedIn::here().map(|here| here.actor.id);
        let first = Step { kind: StepKind::Message, days: 1, minute: MORNING, text: String::new() };
        self.open.set(Some(Sequence { id: SequenceId(Uuid::now_v7()), owner, name: String::new(), steps: vec![first] }));
    }

    /// Shows a sequence as it was saved.
    pub(super) fn put(self, sequence: Sequence) {
        self.rows.put(sequence.id.0, sequence);
        self.rows.sort(|one, other| one.name.cmp(&other.name));
    }

    /// Takes one off, and offers to bring it back.
    pub(super) fn delete(self, sequence: Sequence) {
        self.rows.remove(sequence.id.0);
        spawn_local(async move {
            match delete_sequence(sequence.id).await {
                Ok(()) => {
                    let sentence = words::deleted(&sequence.name);
                    self.toasts.show_done(sentence, Callback::new(move |()| self.bring_back(sequence.clone())));
                }
                Err(error) => {
                    self.put(sequence);
                    self.toasts.show(error.to_string());
                }
            }
        });
    }

    fn bring_back(self, sequence: Sequence) {
        let Sequence { id, owner, name, steps } = sequence;
        spawn_local(async move {
            match save_sequence(id, SequenceDraft { name, steps }, owner.is_none()).await {
                Ok(sequence) => self.put(sequence),
                Err(error) => self.toasts.show(error.to_string()),
            }
        });
    }
}

/// What can be done on the page.
#[component]
pub fn SequencesAction(
    /// The page.
    shelf: Shelf,
) -> impl IntoView {
    view! {
        <IfMay permission=Permission::SendMessages>
            <Button look=Look::Primary on_press=Callback::new(move |()| shelf.add())><Icon glyph=Glyph::Plus/>{words::ADD}</Button>
        </IfMay>
    }
}

/// The list, kept in step with the server.
#[component]
pub fn SequencesList(
    /// The page.
    shelf: Shelf,
) -> impl IntoView {
    let sequences = Reading::of(list_sequences);
    // A change names none: whose a sequence is, only its reader is told.
    let keeper = Live::of_tab().keep(
        list_sequences,
        move |sequences| shelf.show(sequences),
        move |change| {
            if *change == Change::Sequences {
                shelf.read_again();
            }
        },
    );
    let part = move || async move {
        match sequences.answer().await {
            Ok(sequences) => {
                SignedIn::known().await;
                keeper.loaded(sequences);
                view! { <List shelf/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| sequences.again())/> }.into_any(),
        }
    };
    awaited(|| view! { <Skeleton label=words::LOADING/> }.into_any(), part)
}

#[component]
fn List(shelf: Shelf) -> impl IntoView {
    let Shelf { rows, open, .. } = shelf;
    let may_edit_teams = SignedIn::may(Permission::EditTeamTemplates);
    let entry = move |row: Row<Sequence>| {
        Entry::of(row, move |sequence| {
            let may_edit = sequence.read_untracked().owner.is_some() || may_edit_teams;
            view! { <SequenceRow sequence may_edit shelf/> }.into_any()
        })
    };
    let is_empty = Memo::new(move |_| rows.is_empty());
    let dialog = move |sequence: Sequence| view! { <SequenceDialog sequence may_edit_teams shelf/> }.into_any();
    view! {
        {move || match is_empty.get() {
            true => view! { <EmptyState glyph=Glyph::Steps title=words::EMPTY text=words::EMPTY_TEXT/> }.into_any(),
            false => view! {
                <p class="templates-hint">{words::HINT}</p>
                <ul class="list" aria-label=words::SEQUENCES>{entries(move || rows.all().into_iter().map(entry).collect())}</ul>
            }
            .into_any(),
        }}
        {move || open.get().map(dialog)}
    }
}
