//! The leads that a list shows as a file for spreadsheets, page by page.
use super::{
    csv_cell::{MARK, safe},
    filter::LeadFilter,
    listing,
    model::{Lead, LeadId, MOST_AT_ONCE},
    search::{self, Query},
    stages, store,
};
use crate::{
    error::{AppError, unexpected},
    state::AppState,
    team::{PersonId, people},
};
use futures_util::{Stream, stream};
use std::collections::HashMap;
use uuid::Uuid;

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
    stages: HashMap<Uuid, String>,
    people: HashMap<Uuid, String>,
}

/// Which leads a file has.
pub enum Wanted {
    /// All that pass.
    Fitting(LeadFilter),
    /// What a search finds.
    Found(Query),
    /// These, as many as may be chosen.
    Chosen(Vec<LeadId>),
}

impl Wanted {
    /// What the address of a list says.
    pub fn of_query(value: &dyn Fn(&str) -> Option<String>) -> Self {
        let query = Query::parse(&value("q").unwrap_or_default());
        if query.is_empty() { Self::Fitting(LeadFilter::of_query(value)) } else { Self::Found(query) }
    }

    /// Ids as a form sends them, with commas between.
    ///
    /// # Errors
    /// `Malformed` when one is none, or when there are too many.
    pub fn of_ids(ids: &str) -> Result<Self, AppError> {
        let ids = ids.split(',').filter(|id| !id.is_empty()).map(|id| Uuid::parse_str(id).map(LeadId));
        let ids: Vec<_> = ids.collect::<Result<_, _>>().map_err(|_| AppError::Malformed("not the id of a lead".into()))?;
        if ids.len() > MOST_AT_ONCE {
            return Err(AppError::Malformed(format!("at most {MOST_AT_ONCE} leads at once")));
        }
        Ok(Self::Chosen(ids))
    }
}

/// Where the file goes on.
enum Next {
    Head(Wanted),
    Leads(Wanted, Option<String>),
    End,
}

/// The file in pieces.
///
/// # Errors
/// When the database cannot be read; those of [`LeadFilter::check`].
pub async fn file(app: AppState, me: PersonId, wanted: Wanted) -> Result<impl Stream<Item = Result<String, AppError>>, AppError> {
    if let Wanted::Fitting(filter) = &wanted {
        filter.check(app.clock.now_ms())?;
    }
    let stages = stages::all(&app.db).await?.into_iter().map(|stage| (stage.id.0, stage.name)).collect();
    let people = people::colleagues(&app.db).await?.into_iter().map(|person| (person.id.0, person.name)).collect();
    let words = Words { stages, people };
    Ok(stream::try_unfold((Next::Head(wanted), app, words), move |(next, app, words)| async move {
        let (leads, after) = match next {
            Next::Head(wanted) => {
                let head = format!("{MARK}{}", text(&[HEAD.map(str::to_owned).to_vec()])?);
                return Ok(Some((head, (Next::Leads(wanted, None), app, words))));
            }
            Next::Leads(Wanted::Chosen(ids), _) => (store::all_of(&app.db, &ids).await?, Next::End),
            Next::Leads(Wanted::Found(query), _) => (search::all(&app.db, &query).await?, Next::End),
            Next::Leads(Wanted::Fitting(filter), after) => {
                let page = listing::page(&app, me, filter.clone(), after.as_deref()).await?;
                (page.leads, page.next.map_or(Next::End, |next| Next::Leads(Wanted::Fitting(filter), Some(next))))
            }
            Next::End => return Ok(None),
        };
        let rows: Vec<_> = leads.iter().map(|lead| cells(lead, &words)).collect();
        Ok(Some((text(&rows)?, (after, app, words))))
    }))
}

fn cells(lead: &Lead, words: &Words) -> Vec<String> {
    let at = |at: i64| if at > 0 { moment(at) } else { String::new() };
    // Of somebody for whom nothing is left to do, what was planned is shown nowhere.
    let due = lead.due_at.filter(|_| !lead.is_done);
    let known = |of: &HashMap<Uuid, String>, id: Uuid| of.get(&id).cloned().unwrap_or_default();
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
