//! Deleting leads, in a way that can be taken back for 30 days, and reading which were deleted.
use super::{
    model::{DeletedLead, DeletedLeads},
    store,
};
use crate::{
    error::AppError,
    event::DomainEvent,
    leads::{
        LeadChange, LeadEvent, LeadId, intake, listing,
        model::MOST_AT_ONCE,
        search::{folded, is_accent, is_of_word},
        store::{self as leads, StoredLead},
    },
    state::AppState,
    team::Actor,
};

/// Leads of one page.
const PAGE: usize = 50;

/// Deletes leads, all or none. Those that are deleted already stay so.
///
/// # Errors
/// `NotFound` when one of a single lead is nowhere; `Malformed` when there are too many.
pub async fn delete(app: &AppState, actor: &Actor, ids: Vec<LeadId>) -> Result<(), AppError> {
    if ids.len() > MOST_AT_ONCE {
        return Err(AppError::Malformed(format!("at most {MOST_AT_ONCE} leads at once")));
    }
    let now = app.clock.now_ms();
    let mut tx = intake::begin(&app.db).await?;
    let here = leads::all_in(&mut tx, &ids).await?;
    if let (true, [one]) = (here.is_empty(), ids.as_slice()) {
        return match store::at(&mut tx, *one).await? {
            Some(_) => Ok(()),
            None => Err(AppError::NotFound("lead".into())),
        };
    }
    let deleted: Vec<LeadId> = here.iter().map(|stored| stored.lead.id).collect();
    let history: Vec<_> =
        deleted.iter().map(|lead| (*lead, LeadChange { at: now, by: Some(actor.id), what: LeadEvent::Deleted })).collect();
    let here: Vec<_> = here
        .into_iter()
        .map(|stored| {
            let sought = sought(&stored);
            (stored, sought)
        })
        .collect();
    store::keep(&mut tx, &here, actor.id, now).await?;
    store::empty(&mut tx, &deleted, now).await?;
    leads::record_all(&mut tx, &history).await?;
    Ok(app.commit_and_tell(tx, [DomainEvent::LeadsDeleted(deleted)]).await?)
}

/// One page of the leads that were deleted and can be had back, those deleted last first; with what was typed, those that fit it.
///
/// # Errors
/// `Malformed` for a cursor that this did not give out.
pub async fn page(app: &AppState, typed: &str, after: Option<&str>) -> Result<DeletedLeads, AppError> {
    let after = after.map(listing::parse_cursor).transpose()?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut leads: Vec<DeletedLead> = store::page(&app.db, &words(typed), after.as_ref(), limit).await?;
    let has_more = leads.len() > PAGE;
    leads.truncate(PAGE);
    let next = leads.last().filter(|_| has_more).map(|last| format!("{}.{}", last.at, last.id));
    Ok(DeletedLeads { leads, next })
}

/// The names and the number of a lead as they are searched.
pub(super) fn sought(stored: &StoredLead) -> String {
    words(&format!("{} {} {}", stored.lead.name, stored.lead.own_name, stored.number.as_deref().unwrap_or_default())).join(" ")
}

/// Words of letters and digits as they are compared. A number is one word however it is written.
fn words(typed: &str) -> Vec<String> {
    let is_number = typed.chars().all(|letter| letter.is_ascii_digit() || " +-().\u{a0}".contains(letter));
    if is_number {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0');
        return if digits.is_empty() { Vec::new() } else { vec![digits.to_owned()] };
    }
    let fold = |word: &str| word.chars().filter(|letter| !is_accent(*letter)).map(folded).collect();
    typed.split(|letter| !is_of_word(letter)).filter(|word| !word.is_empty()).take(16).map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_deleted_lead_is_sought_as_a_lead_is() {
        assert_eq!(words("Jürgen Groß"), ["jurgen", "groß"]);
        assert_eq!(words("+62 812-0000"), ["628120000"]);
        assert_eq!(words("0812 0000"), ["8120000"]);
        assert_eq!(words("Ada +62812"), ["ada", "62812"]);
        assert!(words("  ").is_empty() && words("%_").iter().all(|word| !word.contains(['%', '_'])));
    }
}
