//! Showing how a file would be read, before anything is imported.
use super::{
    decoding::Decoded,
    guessing::{self, LOOKED_AT},
    looking,
    model::{Column, ImportId, ImportPlan, ImportState, Preview, PreviewRow},
    reading,
    records::{Fault, Record},
    store,
    taking::Taker,
    words,
};
use crate::{
    error::{AppError, unexpected},
    leads::{stages, tags},
    phones::{countries, country_of, listing},
    state::AppState,
    team::{Actor, people},
};
use std::{
    collections::HashMap,
    fs::File,
    io,
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;

/// The most columns.
const MOST_COLUMNS: usize = 200;
/// Rows that are shown.
const SHOWN: usize = 10;
/// What is shown of a cell, in characters.
const LONGEST_CELL: usize = 80;
/// Text that is looked at to guess the delimiter, in bytes.
const HEAD: usize = 128 * 1024;

/// How a file that has just come is read, as far as it can be guessed.
///
/// # Errors
/// A field error of `file` that says why it cannot be imported.
pub(super) async fn guess(app: &AppState, path: PathBuf, zone_minutes: i32) -> Result<ImportPlan, AppError> {
    let country = usual_country(app).await?;
    let looking = spawn_blocking(move || look(&path, country, zone_minutes));
    let looked = looking.await.map_err(|error| unexpected(&error))?;
    looked.map_err(|error| unexpected(&error))?.map_err(|why| AppError::field("file", why))
}

fn look(path: &Path, country: String, zone_minutes: i32) -> io::Result<Result<ImportPlan, String>> {
    let encoding = match looking::encoding_of(File::open(path)?)? {
        Ok(encoding) => encoding.to_ascii_lowercase(),
        Err(why) => return Ok(Err(why.to_owned())),
    };
    let delimiter = guessing::delimiter(&head(path, &encoding)?);
    let mut plan = ImportPlan {
        encoding,
        delimiter,
        has_header: false,
        columns: Vec::new(),
        country,
        month_first: false,
        zone_minutes,
        update: false,
        tag: String::new(),
    };
    let rows = first_rows(path, &plan)?;
    plan.has_header = guessing::has_header(&rows);
    plan.columns = guessing::columns(&rows, plan.has_header);
    plan.month_first = guessing::month_first(&rows, &plan);
    Ok(match rows.as_slice() {
        [] => Err(looking::EMPTY.to_owned()),
        [only] if plan.has_header && only.fault.is_none() => Err(words::NO_ROWS.to_owned()),
        [first, ..] if first.fault == Some(Fault::TooLong) => Err(words::TOO_LONG.to_owned()),
        _ if plan.columns.len() > MOST_COLUMNS => Err(words::too_many_columns(plan.columns.len(), MOST_COLUMNS)),
        _ => Ok(plan),
    })
}

/// The first lines as text.
fn head(path: &Path, encoding: &str) -> io::Result<String> {
    let mut text = String::new();
    let mut decoded = Decoded::new(File::open(path)?, encoding);
    while text.len() < HEAD {
        if !decoded.read_on(&mut text)? {
            return Ok(text);
        }
    }
    // The last line may have been cut.
    text.truncate(text.rfind('\n').unwrap_or(text.len()));
    Ok(text)
}

/// The first rows that have something in them.
fn first_rows(path: &Path, plan: &ImportPlan) -> io::Result<Vec<Record>> {
    let rows = reading::records(path, plan)?.filter(|record| record.as_ref().map_or(true, |record| !record.is_blank()));
    rows.take(LOOKED_AT).collect()
}

/// The country that most of our phones are from; none when there is no phone.
async fn usual_country(app: &AppState) -> Result<String, AppError> {
    let mut counts = HashMap::<String, usize>::new();
    for phone in listing::all(app).await? {
        if let Some(country) = phone.number.as_deref().and_then(country_of) {
            *counts.entry(country).or_default() += 1;
        }
    }
    Ok(counts.into_iter().max_by_key(|(country, count)| (*count, country.clone())).map(|(country, _)| country).unwrap_or_default())
}

/// The first rows of a file as they would be read. A plan that is given is kept, so that whoever comes back finds it.
///
/// # Errors
/// `NotFound`; a conflict when it was begun already; `Malformed` for what no page offers.
pub(super) async fn preview(app: &AppState, actor: &Actor, id: ImportId, plan: Option<ImportPlan>) -> Result<Preview, AppError> {
    let stored = store::one(&app.db, id, actor.id).await?;
    if stored.import.state != ImportState::Ready {
        return Err(AppError::Conflict("This import was begun already.".into()));
    }
    let is_new = plan.is_some();
    let plan = plan.unwrap_or(stored.plan);
    check(&plan)?;
    let path = app.config.imports_folder().join(id.to_string());
    let of = plan.clone();
    let rows = spawn_blocking(move || first_rows(&path, &of)).await.map_err(|error| unexpected(&error))?;
    let rows = rows.map_err(|_| AppError::Conflict(words::GONE.into()))?;
    let plan = fit(plan, &rows);
    if is_new {
        store::keep_plan(&app.db, id, &plan).await?;
    }
    let taker = Taker::new(plan.clone(), stages::all(&app.db).await?, &people::everybody(&app.db).await?, app.clock.now_ms());
    let titles = rows.first().filter(|_| plan.has_header).map(|row| short(&row.cells)).unwrap_or_default();
    let shown = rows.iter().skip(usize::from(plan.has_header)).take(SHOWN).map(|record| PreviewRow {
        row: record.row,
        cells: short(&record.cells),
        problem: taker.take(record).and_then(Result::err).unwrap_or_default(),
    });
    Ok(Preview { titles, rows: shown.collect(), trouble: trouble(&plan).unwrap_or_default(), plan })
}

/// The plan with as many columns as the file has, guessed anew when the plan was for another number.
fn fit(mut plan: ImportPlan, rows: &[Record]) -> ImportPlan {
    let guessed = guessing::columns(rows, plan.has_header);
    if plan.columns.len() != guessed.len() {
        plan.columns = guessed;
        plan.columns.truncate(MOST_COLUMNS);
    }
    plan
}

/// Whether a page of ours offers this.
///
/// # Errors
/// `Malformed`.
pub(super) fn check(plan: &ImportPlan) -> Result<(), AppError> {
    let has_country = plan.country.is_empty() || countries().iter().any(|(country, _)| *country == plan.country);
    let has_encoding = encoding_rs::Encoding::for_label(plan.encoding.as_bytes()).is_some();
    let repeated =
        Column::ALL.into_iter().find(|column| !column.may_repeat() && plan.columns.iter().filter(|other| *other == column).count() > 1);
    match (has_country, has_encoding, repeated) {
        (false, ..) => Err(AppError::field("country", words::NO_COUNTRY_OF_THAT)),
        (_, false, _) => Err(AppError::field("encoding", words::NO_ENCODING)),
        (.., Some(column)) => Err(AppError::Malformed(format!("{} is named twice", words::column(column)))),
        _ if plan.columns.len() > MOST_COLUMNS => Err(AppError::Malformed(format!("at most {MOST_COLUMNS} columns"))),
        _ if plan.zone_minutes.abs() > 18 * 60 => Err(AppError::Malformed("a clock that no country has".into())),
        _ => Ok(()),
    }
}

/// What keeps a plan from being carried out.
pub(super) fn trouble(plan: &ImportPlan) -> Option<String> {
    if !plan.columns.contains(&Column::Number) {
        return Some(words::NO_NUMBER_COLUMN.to_owned());
    }
    if plan.tag.is_empty() { None } else { tags::parse(&plan.tag).err().map(|unfit| unfit.to_string()) }
}

fn short(cells: &[String]) -> Vec<String> {
    let cut = |cell: &String| cell.trim().chars().take(LONGEST_CELL).collect();
    cells.iter().take(MOST_COLUMNS).map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::model::Delimiter, *};

    #[test]
    fn a_plan_for_another_number_of_columns_is_guessed_anew() {
        let plan = |columns: Vec<Column>| ImportPlan {
            encoding: "utf-8".into(),
            delimiter: Delimiter::Comma,
            has_header: true,
            columns,
            country: String::new(),
            month_first: false,
            zone_minutes: 0,
            update: false,
            tag: String::new(),
        };
        let rows = [Record { row: 1, cells: vec!["Name".into(), "Phone".into()], fault: None }];
        assert_eq!(fit(plan(vec![Column::Number]), &rows).columns, [Column::Name, Column::Number]);
        assert_eq!(fit(plan(vec![Column::Number, Column::Ignore]), &rows).columns, [Column::Number, Column::Ignore]);
        assert!(check(&plan(vec![Column::Number, Column::Number])).is_err());
        assert!(check(&ImportPlan { country: "XX".into(), ..plan(vec![]) }).is_err());
        assert!(check(&ImportPlan { encoding: "nonsense".into(), ..plan(vec![]) }).is_err());
        assert_eq!(trouble(&plan(vec![Column::Name])).as_deref(), Some(words::NO_NUMBER_COLUMN));
        assert_eq!(trouble(&plan(vec![Column::Number])), None);
    }
}
