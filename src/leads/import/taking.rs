//! Taking a row: what it says of a lead, or why it is not taken. A row is taken whole or not at all.
use super::{
    dates,
    model::{Column, ImportPlan},
    records::{Fault, Record},
    words,
};
use crate::{
    leads::{csv_cell, fitting, new_lead::NewLead, notes::NoteText, stages::Stage, tags, worth},
    phones::{international, parse_number},
    team::{Actor, Permission, PersonId},
};
use std::collections::HashMap;

/// A follow-up that is further away, or longer over, is a slip of the keys, milliseconds.
const FURTHEST_MS: i64 = 5 * 366 * 86_400_000;

/// What a row says of a lead. What is empty, or absent, the row does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// In E.164.
    pub number: String,
    /// The same as people read it.
    pub shown: String,
    /// What the team calls the person.
    pub name: String,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    /// Where the lead came from.
    pub source: String,
    /// Where it stands.
    pub stage: Option<Stage>,
    /// Whose it is.
    pub owner: Option<PersonId>,
    /// In hundredths.
    pub worth: Option<i64>,
    /// What colleagues are told.
    pub note: String,
    /// When the follow-up is due, Unix milliseconds.
    pub due_at: Option<i64>,
}

/// Takes the rows of one file.
pub struct Taker {
    plan: ImportPlan,
    stages: HashMap<String, Stage>,
    /// By address and by name, in lower case; nobody where two are called the same.
    people: HashMap<String, Option<PersonId>>,
    now: i64,
}

impl Taker {
    /// A taker for a plan, with the stages and people of that team.
    pub fn new(plan: ImportPlan, stages: Vec<Stage>, people: &[Actor], now: i64) -> Self {
        let stages = stages.into_iter().map(|stage| (stage.name.to_lowercase(), stage)).collect();
        let mut known = HashMap::new();
        for person in people.iter().filter(|person| person.may(Permission::PlanLeads)) {
            known.insert(person.email.to_lowercase(), Some(person.id));
            known.entry(person.name.to_lowercase()).and_modify(|one| *one = None).or_insert(Some(person.id));
        }
        Self { plan, stages, people: known, now }
    }

    /// What the row says; nothing for a row that is empty.
    ///
    /// # Errors
    /// Why it is not taken, in a sentence.
    pub fn take(&self, record: &Record) -> Option<Result<Fresh, String>> {
        if record.fault.is_none() && record.is_blank() {
            return None;
        }
        Some(self.read(record))
    }

    fn read(&self, record: &Record) -> Result<Fresh, String> {
        match record.fault {
            Some(Fault::OpenQuote) => return Err(words::OPEN_QUOTE.to_owned()),
            Some(Fault::TooLong) => return Err(words::TOO_LONG.to_owned()),
            None => {}
        }
        let extra = record.cells.iter().skip(self.plan.columns.len()).any(|cell| !cell.trim().is_empty());
        if extra {
            return Err(words::too_many_cells(record.cells.len(), self.plan.columns.len()));
        }
        let cells = || {
            let cells = record.cells.iter().map(|cell| csv_cell::plain(cell.trim()).trim());
            self.plan.columns.iter().copied().zip(cells).filter(|(column, cell)| *column != Column::Ignore && !cell.is_empty())
        };
        if let Some((column, cell)) = cells().find(|(_, cell)| cell.contains(['\u{fffd}', '\0'])) {
            let why = if cell.contains('\0') { words::NO_SIGN } else { words::NO_LETTER };
            return Err(words::of_column(column, why));
        }
        if cells().any(|(column, cell)| column == Column::Name && cell.contains(['\n', '\r'])) {
            return Err(words::of_column(Column::Name, words::NAME_OF_LINES));
        }
        let one = |wanted: Column| cells().find(|(column, _)| *column == wanted).map(|(_, cell)| cell);
        let all = |wanted: Column, between: &str| {
            cells().filter(|(column, _)| *column == wanted).map(|(_, cell)| cell).collect::<Vec<_>>().join(between)
        };
        let number = self.number(one(Column::Number))?;
        Ok(Fresh {
            shown: international(&number),
            number,
            name: NewLead::parse(&all(Column::Name, " "), "+").map_err(|unfit| words::of_column(Column::Name, &unfit.to_string()))?.name,
            tags: self.tags(&all(Column::Tags, ","))?,
            source: one(Column::Source).map(source).transpose()?.unwrap_or_default(),
            stage: one(Column::Stage).map(|cell| self.stage(cell)).transpose()?,
            owner: one(Column::Owner).map(|cell| self.owner(cell)).transpose()?,
            worth: one(Column::Worth).map(amount).transpose()?,
            note: note(&all(Column::Note, "\n"))?,
            due_at: one(Column::FollowUp).map(|cell| self.due_at(cell)).transpose()?,
        })
    }

    fn number(&self, cell: Option<&str>) -> Result<String, String> {
        let cell = cell.ok_or_else(|| words::NO_NUMBER.to_owned())?;
        let country = Some(self.plan.country.as_str()).filter(|country| !country.is_empty());
        // A number that went through a program which took it for an amount.
        let whole = cell.strip_suffix(".0").unwrap_or(cell);
        parse_number(whole, country).ok_or_else(|| words::no_number(cell, country.is_some()))
    }

    fn tags(&self, cells: &str) -> Result<Vec<String>, String> {
        let typed = cells.split([',', ';', '|', '\n']).filter(|tag| !tag.trim().is_empty());
        let typed = typed.chain(Some(self.plan.tag.as_str()).filter(|tag| !tag.is_empty()));
        let mut tags =
            typed.map(tags::parse).collect::<Result<Vec<_>, _>>().map_err(|unfit| words::of_column(Column::Tags, &unfit.to_string()))?;
        tags.sort();
        tags.dedup();
        if tags.len() > tags::MOST_TAGS {
            return Err(words::too_many_tags(tags::MOST_TAGS));
        }
        Ok(tags)
    }

    fn stage(&self, cell: &str) -> Result<Stage, String> {
        let name = cell.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.stages.get(&name).cloned().ok_or_else(|| words::no_stage(cell))
    }

    fn owner(&self, cell: &str) -> Result<PersonId, String> {
        self.people.get(&cell.to_lowercase()).copied().flatten().ok_or_else(|| words::no_owner(cell))
    }

    fn due_at(&self, cell: &str) -> Result<i64, String> {
        let at = dates::read(cell, self.plan.month_first, self.plan.zone_minutes).ok_or_else(|| words::no_day(cell))?;
        if (at - self.now).abs() > FURTHEST_MS { Err(words::far_day(cell)) } else { Ok(at) }
    }
}

fn source(cell: &str) -> Result<String, String> {
    fitting::one_line("source", cell).map_err(|unfit| words::of_column(Column::Source, &unfit.to_string()))
}

fn amount(cell: &str) -> Result<i64, String> {
    // Signs of a currency on either side.
    let bare = cell.trim_matches(|letter: char| !letter.is_ascii_digit() && !['-', '.', ','].contains(&letter)).trim_start_matches('.');
    let worth = worth::read(bare).ok().filter(|worth| (0..=fitting::MOST_WORTH).contains(worth) && !bare.is_empty());
    worth.ok_or_else(|| words::no_amount(cell))
}

fn note(cells: &str) -> Result<String, String> {
    if cells.is_empty() {
        return Ok(String::new());
    }
    let note = NoteText::parse(cells).map_err(|unfit| words::of_column(Column::Note, &unfit.to_string()))?;
    Ok(note.as_str().to_owned())
}
