//! The leads that a list shows as a file for spreadsheets, page by page.
use super::{
    csv_cell::{MARK, safe},
    filter::LeadFilter,
    listing,
    model::Lead,
    search::{self, Query},
    stages,
};
use crate::{
    error::{AppError, unexpected},
    state::AppState,
    team::{PersonId, people},
};
use futures_util::{Stream, stream};
use std::collections::HashMap;

const HEAD: [&str; 12] = [
    "Name",
    "Number",
    "Calls themselves",
    "Stage",
    "Owner",
    "Tags",
    "Source",
    "Worth",
    "Last message",
    "Last message at",
    "Follow-up",
    "Follow-up for",
];

/// What stands for the ids in a lead.
struct Words {
    stages: HashMap<uuid::Uuid, String>,
    people: HashMap<uuid::Uuid, String>,
}

/// Where the file goes on.
enum Next {
    Head,
    Found(String),
    Page(Option<String>),
    End,
}

/// The file in pieces: the leads that a search finds, or all that pass the filter.
///
/// # Errors
/// When the database cannot be read.
pub async fn file(
    app: AppState,
    me: PersonId,
    filter: LeadFilter,
    typed: String,
) -> Result<impl Stream<Item = Result<String, AppError>>, AppError> {
    let stages = stages::all(&app.db).await?.into_iter().map(|stage| (stage.id.0, stage.name)).collect();
    let people = people::colleagues(&app.db).await?.into_iter().map(|person| (person.id.0, person.name)).collect();
    let words = Words { stages, people };
    let begin = (Next::Head, app, words, filter, typed);
    Ok(stream::try_unfold(begin, move |(next, app, words, filter, typed)| async move {
        let (leads, after) = match next {
            Next::Head => {
                let after = if Query::parse(&typed).is_empty() { Next::Page(None) } else { Next::Found(typed.clone()) };
                return Ok(Some((format!("{MARK}{}", text(&[HEAD.map(str::to_owned).to_vec()])?), (after, app, words, filter, typed))));
            }
            Next::Found(typed) => (search::all(&app.db, &Query::parse(&typed)).await?, Next::End),
            Next::Page(after) => {
                let page = listing::page(&app, me, filter.clone(), after.as_deref()).await?;
                (page.leads, page.next.map_or(Next::End, |next| Next::Page(Some(next))))
            }
            Next::End => return Ok(None),
        };
        let rows: Vec<_> = leads.iter().map(|lead| cells(lead, &words)).collect();
        Ok(Some((text(&rows)?, (after, app, words, filter, typed))))
    }))
}

fn cells(lead: &Lead, words: &Words) -> Vec<String> {
    let at = |at: i64| if at > 0 { moment(at) } else { String::new() };
    // Of somebody for whom nothing is left to do, what was planned is shown nowhere.
    let due = lead.due_at.filter(|_| !lead.is_done);
    let known = |of: &HashMap<uuid::Uuid, String>, id: uuid::Uuid| of.get(&id).cloned().unwrap_or_default();
    vec![
        lead.name.clone(),
        lead.number.clone().unwrap_or_default(),
        lead.own_name.clone(),
        known(&words.stages, lead.stage.0),
        lead.owner.map(|owner| known(&words.people, owner.0)).unwrap_or_default(),
        lead.tags.join(", "),
        lead.source.clone(),
        lead.worth.map(|worth| format!("{}.{:02}", worth / 100, worth % 100)).unwrap_or_default(),
        lead.last_message.clone(),
        at(if lead.last_message.is_empty() { 0 } else { lead.last_message_at }),
        due.map(at).unwrap_or_default(),
        due.map(|_| lead.due_note.clone()).unwrap_or_default(),
    ]
}

/// As spreadsheets of every language read it.
fn moment(at: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(at / 1000).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    format!("{} {:02}:{:02}:{:02} UTC", moment.date(), moment.hour(), moment.minute(), moment.second())
}

/// Rows as RFC 4180 has them.
pub(super) fn text(rows: &[Vec<String>]) -> Result<String, AppError> {
    let mut file = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        file.write_record(row.iter().map(|cell| safe(cell))).map_err(|error| unexpected(&error))?;
    }
    let bytes = file.into_inner().map_err(|error| unexpected(&error))?;
    String::from_utf8(bytes).map_err(|error| unexpected(&error))
}
