//! Every word of importing.
use super::model::{Column, Delimiter, Import, ImportState};

pub const IMPORT: &str = "Import leads";
pub const NOT_ALLOWED: &str = "Your role does not add leads. Ask an owner or an admin of your team.";
pub const LOADING: &str = "Loading your imports…";
pub const BACK: &str = "Leads";
pub const CHOOSE: &str = "Choose a CSV file";
pub const DROP: &str = "or drop one here.";
pub const CHOOSE_HINT: &str = "A list of people with their numbers, up to 50 MiB. Nothing is imported before you have seen it. From Excel or \
     Google Sheets: save or download it as CSV.";
pub const UPLOADING: &str = "Sending the file…";
pub const TOO_LARGE: &str = "This file is larger than 50 MiB. Split it into smaller ones.";
pub const YOURS: &str = "Your imports of the last 7 days";
pub const EMPTY: &str = "No imports yet";
pub const EMPTY_TEXT: &str = "What you import goes on when you leave this page, and stands here for 7 days with what became of every row.";

pub const COLUMNS: &str = "What the columns hold";
pub const FIRST_ROWS: &str = "The first rows of the file";
pub const ROW: &str = "Row";
pub const READING: &str = "How the file is written";
pub const ENCODING: &str = "Encoding";
pub const DELIMITER: &str = "Cells are parted by";
pub const HAS_HEADER: &str = "The first row names the columns";
pub const COUNTRY: &str = "Numbers without + are from";
pub const NO_COUNTRY: &str = "No country: + is needed";
pub const DATES: &str = "Dates begin with";
pub const DAY_FIRST: &str = "The day: 31/1/2026";
pub const MONTH_FIRST: &str = "The month: 1/31/2026";
pub const KNOWN: &str = "When a number is a lead already";
pub const SKIP: &str = "Leave the lead as it is";
pub const UPDATE: &str = "Change what the file says otherwise, add tags and notes";
pub const TAG: &str = "Tag for all of them";
pub const TAG_HINT: &str = "Finds them again later. May be empty.";
pub const BEGIN: &str = "Import";
pub const OTHER_FILE: &str = "Another file";
pub const STOP: &str = "Stop";
pub const GO_ON: &str = "Go on";
pub const FORGET: &str = "Remove from this page";
pub const REPORT: &str = "Download the rows that were not taken";
pub const SEE: &str = "See them in the list";
pub const PROBLEMS: &str = "Rows that were not taken";
pub const WAITS: &str = "Waiting for its turn…";

pub const NO_NUMBER_COLUMN: &str = "Say which column holds the number.";
pub const NAME_OF_LINES: &str =
    "It goes over several lines. Perhaps a quotation mark here is one too many, and several rows were read as one name.";
pub const NO_NUMBER: &str = "There is no number in this row.";
pub const OPEN_QUOTE: &str = "A quote is opened in this row and never closed. Remove the quote, or close it.";
pub const TOO_LONG: &str = "This row is longer than 256 KiB, so it cannot be one person.";
pub const NO_SIGN: &str = "this cell has a character that cannot be kept.";
pub const NO_LETTER: &str = "some letters of this cell cannot be read. Choose another encoding, or save the file as UTF-8.";
pub const GONE: &str = "The file is not there any more. Choose it again: rows that were taken are recognised by their number.";
pub const NO_COUNTRY_OF_THAT: &str = "Choose a country from the list.";
pub const NO_ENCODING: &str = "Choose an encoding from the list.";
pub const UNREADABLE: &str = "The file could not be read.";
pub const STAGE_GONE: &str = "The stage of this row does not exist any more.";
pub const CUT_OFF: &str = "The file did not arrive whole. Nothing was kept; choose it again.";
pub const NO_ROWS: &str = "There is nobody in this file: it has no row below the names of its columns.";
/// Why a lead that was imported as lost is lost.
pub const LOST_BEFORE: &str = "Lost before the import";

/// The name of a column of a lead.
pub fn column(column: Column) -> &'static str {
    match column {
        Column::Ignore => "Leave out",
        Column::Name => "Name",
        Column::Number => "Number",
        Column::Tags => "Tags",
        Column::Source => "Source",
        Column::Stage => "Stage",
        Column::Owner => "Owner (e-mail)",
        Column::Worth => "Value",
        Column::Note => "Note",
        Column::FollowUp => "Follow-up (date)",
    }
}

/// The name of a delimiter.
pub fn delimiter(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Comma => "Commas ,",
        Delimiter::Semicolon => "Semicolons ;",
        Delimiter::Tab => "Tabs",
        Delimiter::Pipe => "Bars |",
    }
}

/// The title of a column that the file does not name.
pub fn nth_column(nth: usize) -> String {
    format!("Column {nth}")
}

/// Names the choice of what a column holds.
pub fn holds(title: &str) -> String {
    format!("What {title} holds")
}

/// What is wrong with a cell.
pub fn of_column(of: Column, why: &str) -> String {
    format!("{}: {why}", column(of))
}

/// More cells than columns.
pub fn too_many_cells(cells: usize, columns: usize) -> String {
    format!(
        "This row has {cells} cells and the file has {columns} columns. Perhaps a text has the sign that parts cells in it; put quotes around it."
    )
}

/// More columns than can be imported.
pub fn too_many_columns(columns: usize, most: usize) -> String {
    format!("This file has {} columns; at most {most} can be imported. Is every person a row of their own?", counted(columns as u64))
}

/// More tags than a lead can have.
pub fn too_many_tags(most: usize) -> String {
    format!("A lead has at most {most} tags.")
}

/// What is no number, or of no known country.
pub fn no_number(cell: &str, has_country: bool) -> String {
    let cell = short(cell);
    let is_shortened = cell.contains(['E', 'e']) && cell.starts_with(|first: char| first.is_ascii_digit());
    if is_shortened {
        return format!("{cell}: a spreadsheet has shortened this number. Format the column as text there and export it again.");
    }
    match has_country {
        true => format!("{cell} is no number of that country, nor of any other with its country code."),
        false => format!("{cell} is no number with a country code. Choose the country that numbers without + are from."),
    }
}

/// A stage that the team does not have.
pub fn no_stage(cell: &str) -> String {
    format!("There is no stage {}.", short(cell))
}

/// Somebody who is not in the team, or may not work on leads.
pub fn no_owner(cell: &str) -> String {
    format!("Nobody in the team who works on leads is {}.", short(cell))
}

/// What is no amount.
pub fn no_amount(cell: &str) -> String {
    format!("{} is no amount such as 2940 or 2,940.50.", short(cell))
}

/// What is no day.
pub fn no_day(cell: &str) -> String {
    format!("{} is no day such as 2026-01-31 or 31/1/2026.", short(cell))
}

/// A day that is too far away.
pub fn far_day(cell: &str) -> String {
    format!("{} is more than five years away. Look at the year.", short(cell))
}

/// A cell as a sentence may name it.
fn short(cell: &str) -> String {
    let line: String = cell.chars().filter(|letter| !letter.is_control()).take(40).collect();
    if line.chars().count() < cell.chars().count() { format!("{line}…") } else { line }
}

/// A count with its thousands parted.
pub fn counted(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// What became of the rows so far.
pub fn tally(import: &Import) -> String {
    format!(
        "{} added, {} updated, {} skipped, {} not taken",
        counted(import.added),
        counted(import.updated),
        counted(import.skipped),
        counted(import.refused)
    )
}

/// How far it is.
pub fn progress(import: &Import) -> String {
    match import.total {
        Some(total) => format!("{} of {} rows", counted(import.dealt_with()), counted(total)),
        None => WAITS.to_owned(),
    }
}

/// How it stands, in a sentence.
pub fn state(import: &Import) -> &'static str {
    match import.state {
        ImportState::Ready => "Not begun",
        ImportState::Running => "Importing",
        ImportState::Done => "Done",
        ImportState::Stopped => "Stopped",
        ImportState::Failed => "Ended before its end",
    }
}

/// Where it ended before its end.
pub fn ended_at(import: &Import) -> String {
    format!("It ended after {}. Those that were taken stay.", progress(import))
}

/// More problems than are shown.
pub fn more_problems(more: u64) -> String {
    format!("And {} more, in the file.", counted(more))
}

/// A problem of a row.
pub fn problem(row: u64, why: &str) -> String {
    format!("Row {}: {why}", counted(row))
}
