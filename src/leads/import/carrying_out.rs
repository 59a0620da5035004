//! Carrying out imports: one at a time, some hundred rows in one transaction with how far the import is. So each row counts once,
//! wherever the server is stopped, and an import that was under way goes on when it starts again.
use super::{
    model::{Import, ImportProblem, ImportState},
    reading::{self, Chunk},
    store::{self, Stored},
    taking::{Fresh, Taker},
    tidying, words,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        deleting, intake, merging,
        model::{LeadChange, LeadEvent, LeadId},
        notes::{self, Note, NoteId},
        stages::{self, Stage, StageKind},
        store::{self as leads, StoredLead},
        tags,
    },
    phones::other_spellings,
    state::AppState,
    team::people,
};
use std::{collections::HashMap, io, sync::Arc, time::Duration};
use tokio::{sync::Notify, time::Instant};
use uuid::Uuid;

/// A database that is away is asked again after this.
const AGAIN: Duration = Duration::from_secs(5);
/// Tabs are told how far an import is no more often than this.
const TELL_EVERY: Duration = Duration::from_millis(400);
/// Lists on screen are fetched again no more often than this.
const LISTS_EVERY: Duration = Duration::from_secs(10);
/// New leads stand on top of the list in the order of the file: each a millisecond below the one before, up to so many.
const APART_MS: u64 = 60_000;

/// Wakes the carrying out of imports; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Imports(Arc<Notify>);

impl Imports {
    /// Says that an import was begun.
    pub(super) fn wake(&self) {
        self.0.notify_one();
    }

    /// Carries out imports until the program ends.
    pub async fn run(self, app: AppState) {
        let mut tidy_at = Instant::now();
        loop {
            if tidy_at <= Instant::now() {
                tidy_at = tidying::tidy(&app).await;
            }
            let wait = match store::next_running(&app.db).await {
                Ok(Some(stored)) => carry_on(&app, stored).await,
                Ok(None) => tidy_at.saturating_duration_since(Instant::now()),
                Err(_) => AGAIN,
            };
            tokio::select! {
                () = self.0.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}

/// Carries an import on as far as it goes; answers when to look again.
async fn carry_on(app: &AppState, mut stored: Stored) -> Duration {
    let (id, file) = (stored.import.id, app.config.imports_folder().join(stored.import.id.to_string()));
    let ended = match carry_through(app, &mut stored).await {
        Ok(true) => store::end(&app.db, id, ImportState::Done, "").await,
        Ok(false) => Ok(false),
        // What waits for the database goes on when it is back.
        Err(AppError::DatabaseAway(_)) => return AGAIN,
        Err(_) if !file.exists() => store::end(&app.db, id, ImportState::Failed, words::GONE).await,
        Err(error) => store::end(&app.db, id, ImportState::Failed, &error.to_string()).await,
    };
    if ended.is_err() {
        return AGAIN;
    }
    if let Ok(now) = store::one(&app.db, id, stored.import.by).await {
        let Import { state, added, updated, skipped, refused, .. } = &now.import;
        tracing::info!("Import {id}: {state:?}; {added} added, {updated} updated, {skipped} skipped, {refused} not taken");
        app.events.publish(DomainEvent::ImportChanged(now.import));
    }
    app.events.publish(DomainEvent::LeadsImported);
    Duration::ZERO
}

/// Answers whether the end of the file was reached; it was not when somebody stopped the import.
async fn carry_through(app: &AppState, stored: &mut Stored) -> Result<bool, AppError> {
    let file = app.config.imports_folder().join(stored.import.id.to_string());
    if stored.import.total.is_none() {
        let total = reading::count(file.clone(), stored.plan.clone()).await.map_err(unreadable)?;
        store::keep_total(&app.db, stored.import.id, total).await?;
        stored.import.total = Some(total);
    }
    let (all, team) = (stages::all(&app.db).await?, people::everybody(&app.db).await?);
    let taker = Taker::new(stored.plan.clone(), all, &team, app.clock.now_ms());
    let take = move |record: &super::records::Record| taker.take(record).map(|taken| (record.row, taken));
    let mut chunks = reading::chunks(file, stored.plan.clone(), stored.row_done, take);
    let (mut told, mut lists) = (Instant::now(), Instant::now());
    while let Some(chunk) = chunks.recv().await {
        if !carry_out(app, stored, chunk.map_err(unreadable)?).await? {
            return Ok(false);
        }
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            app.events.publish(DomainEvent::ImportChanged(stored.import.clone()));
        }
        if lists.elapsed() >= LISTS_EVERY {
            lists = Instant::now();
            app.events.publish(DomainEvent::LeadsImported);
        }
    }
    Ok(true)
}

fn unreadable(error: io::Error) -> AppError {
    tracing::error!("The file of an import cannot be read: {error}");
    AppError::Conflict(words::UNREADABLE.into())
}

/// A lead that rows of a chunk are about.
struct Touched {
    stored: StoredLead,
    is_new: bool,
    is_changed: bool,
    has_new_tags: bool,
}

/// The leads of a chunk, by number, in the order in which they came up.
struct Desk {
    leads: Vec<Touched>,
    by_number: HashMap<String, usize>,
    notes: Vec<(LeadId, Note)>,
    stages: Vec<Stage>,
    now: i64,
}

/// Takes some rows, all or none of them; answers whether the import goes on.
async fn carry_out(app: &AppState, stored: &mut Stored, chunk: Chunk<(u64, Result<Fresh, String>)>) -> Result<bool, AppError> {
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    let rows: Vec<&str> = chunk.items.iter().filter_map(|(_, taken)| Some(taken.as_ref().ok()?.number.as_str())).collect();
    let others: Vec<String> = rows.iter().flat_map(|number| other_spellings(number)).collect();
    let numbers: Vec<&str> = rows.iter().copied().chain(others.iter().map(String::as_str)).collect();
    deleting::bring_back_numbers(&mut tx, &numbers, stored.import.by, now).await?;
    let known = leads::by_numbers(&mut tx, &numbers).await?;
    let mut desk = Desk { leads: Vec::new(), by_number: HashMap::new(), notes: Vec::new(), stages: stages::all_in(&mut tx).await?, now };
    for lead in known {
        desk.put(Touched { stored: lead, is_new: false, is_changed: false, has_new_tags: false });
    }
    for (number, into) in merging::by_numbers(&mut tx, &numbers).await? {
        let here = desk.leads.iter().position(|touched| touched.stored.lead.id == into);
        let place = match here {
            Some(place) => place,
            None => {
                let stored = leads::one_in(&mut tx, into).await?;
                desk.put(Touched { stored, is_new: false, is_changed: false, has_new_tags: false })
            }
        };
        desk.by_number.insert(number, place);
    }
    let mut next = stored.clone();
    let mut problems = Vec::new();
    for (row, taken) in chunk.items {
        match taken.and_then(|fresh| desk.take(&next, row, fresh)) {
            Ok(Outcome::Added) => next.import.added += 1,
            Ok(Outcome::Updated) => next.import.updated += 1,
            Ok(Outcome::Skipped) => next.import.skipped += 1,
            Err(why) => {
                next.import.refused += 1;
                problems.push(ImportProblem { row, why });
            }
        }
    }
    next.row_done = chunk.upto;
    let changed: Vec<&Touched> = desk.leads.iter().filter(|touched| touched.is_changed).collect();
    leads::save_all(&mut tx, &changed.iter().map(|touched| &touched.stored).collect::<Vec<_>>(), now).await?;
    let tagged: Vec<_> = changed.iter().filter(|touched| touched.has_new_tags).map(|touched| &touched.stored.lead).collect();
    tags::replace_all(&mut tx, &tagged).await?;
    notes::insert_all(&mut tx, &desk.notes).await?;
    let history = changed.iter().map(|touched| {
        let what = LeadEvent::Imported { file: next.import.file.clone(), is_new: touched.is_new };
        (touched.stored.lead.id, LeadChange { at: now, by: Some(next.import.by), what })
    });
    leads::record_all(&mut tx, &history.collect::<Vec<_>>()).await?;
    store::refuse(&mut tx, next.import.id, &problems).await?;
    if !store::advance(&mut tx, &next, stored.row_done).await? {
        return Ok(false);
    }
    tx.commit().await?;
    *stored = next;
    Ok(true)
}

enum Outcome {
    Added,
    Updated,
    Skipped,
}

impl Desk {
    fn put(&mut self, touched: Touched) -> usize {
        let place = self.leads.len();
        self.by_number.insert(touched.stored.number.clone().unwrap_or_default(), place);
        self.leads.push(touched);
        place
    }

    /// Takes what a row says of its lead.
    fn take(&mut self, import: &Stored, row: u64, fresh: Fresh) -> Result<Outcome, String> {
        let of = |number: &str| self.by_number.get(number).copied();
        let known = of(&fresh.number).or_else(|| other_spellings(&fresh.number).iter().find_map(|other| of(other)));
        if known.is_some() && !import.plan.update {
            return Ok(Outcome::Skipped);
        }
        // On a copy, as a row is taken whole or not at all.
        let mut lead = match known {
            Some(place) => self.leads[place].stored.clone(),
            None => self.new_lead(import, row, &fresh).ok_or_else(|| words::STAGE_GONE.to_owned())?,
        };
        let before = (lead.lead.clone(), lead.called.clone());
        self.apply(&mut lead, &fresh)?;
        if !fresh.note.is_empty() {
            let note = Note { id: NoteId(Uuid::now_v7()), at: self.now, by: import.import.by, text: fresh.note };
            self.notes.push((lead.lead.id, note));
        } else if known.is_some() && before == (lead.lead.clone(), lead.called.clone()) {
            return Ok(Outcome::Skipped);
        }
        let has_new_tags = lead.lead.tags != before.0.tags;
        match known {
            Some(place) => {
                let touched = &mut self.leads[place];
                touched.stored = lead;
                touched.is_changed = true;
                touched.has_new_tags |= has_new_tags;
                Ok(Outcome::Updated)
            }
            None => {
                self.put(Touched { stored: lead, is_new: true, is_changed: true, has_new_tags });
                Ok(Outcome::Added)
            }
        }
    }

    /// A lead that stands where leads begin; nothing when there is no such place.
    fn new_lead(&self, import: &Stored, row: u64, fresh: &Fresh) -> Option<StoredLead> {
        let first = self.stages.iter().find(|stage| stage.kind == StageKind::Open)?;
        let mut stored = intake::new_lead(first.id);
        stored.number = Some(fresh.number.clone());
        let lead = &mut stored.lead;
        lead.own_name.clone_from(&fresh.shown);
        lead.name.clone_from(&fresh.shown);
        lead.number = Some(fresh.shown.clone());
        lead.last_message_at = import.begun_at - i64::try_from(row.min(APART_MS)).unwrap_or_default();
        Some(stored)
    }

    fn apply(&self, stored: &mut StoredLead, fresh: &Fresh) -> Result<(), String> {
        if let Some(stage) = &fresh.stage {
            self.move_to(stored, stage)?;
        }
        if !fresh.name.is_empty() {
            stored.called.clone_from(&fresh.name);
            stored.lead.name.clone_from(&fresh.name);
        }
        let lead = &mut stored.lead;
        if !fresh.source.is_empty() {
            lead.source.clone_from(&fresh.source);
        }
        lead.owner = fresh.owner.or(lead.owner);
        lead.worth = fresh.worth.filter(|worth| *worth > 0).or(lead.worth);
        lead.tags.extend(fresh.tags.iter().cloned());
        lead.tags.sort();
        lead.tags.dedup();
        if lead.tags.len() > tags::MOST_TAGS {
            return Err(words::too_many_tags(tags::MOST_TAGS));
        }
        if let Some(due_at) = fresh.due_at.filter(|due_at| lead.due_at != Some(*due_at)) {
            lead.due_at = Some(due_at);
            lead.due_note.clear();
            stored.planned_at = Some(self.now);
            if stored.done_at.take().is_some() {
                lead.waiting_since = None;
            }
        }
        stored.lead.is_done = stored.done_at.is_some();
        Ok(())
    }

    /// As `planning` moves a lead.
    fn move_to(&self, stored: &mut StoredLead, to: &Stage) -> Result<(), String> {
        let kind_of = |id| self.stages.iter().find(|stage| stage.id == id).map(|stage| stage.kind);
        let kind = kind_of(to.id).ok_or_else(|| words::STAGE_GONE.to_owned())?;
        if stored.lead.stage == to.id {
            return Ok(());
        }
        match (kind_of(stored.lead.stage), kind) {
            (_, StageKind::Won | StageKind::Lost) => stored.done_at = stored.done_at.or(Some(self.now)),
            (Some(StageKind::Won | StageKind::Lost), StageKind::Open) => stored.done_at = None,
            (_, StageKind::Open) => {}
        }
        stored.lead.stage = to.id;
        stored.lead.lost_reason = if kind == StageKind::Lost { words::LOST_BEFORE.to_owned() } else { String::new() };
        stored.staged_at = Some(self.now);
        Ok(())
    }
}
