//! What waits for a person today, from what was really said and planned.
use super::{
    model::{Need, SILENT_AFTER_MS, Today},
    store::{self, Moment},
};
use crate::{error::AppError, state::AppState, team::PersonId};

/// Leads of one need on the page; more are in the list of all.
const MOST: usize = 50;
/// Nobody's day ends later than this from now, milliseconds: the browser knows where the person is, and takes what is due there today.
const LONGEST_DAY_MS: i64 = 26 * 3_600_000;

/// What waits: for this person and for nobody in particular, or for everybody.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(app: &AppState, owner: Option<PersonId>) -> Result<Today, AppError> {
    let now = app.clock.now_ms();
    let at = Moment { now, day_ends: now + LONGEST_DAY_MS, silent_before: now - SILENT_AFTER_MS };
    let mut today = Today { now, ..Today::default() };
    for need in Need::ALL {
        // One more than shown tells whether there are more.
        let mut leads = store::in_need(&app.db, need, owner, at, i64::try_from(MOST + 1).unwrap_or(i64::MAX)).await?;
        if leads.len() > MOST {
            leads.truncate(MOST);
            today.more.push(need);
        }
        today.leads.extend(leads);
    }
    Ok(today)
}

/// How many wait for an answer, and how many have a follow-up that is due before the day ends; no more than `most` are counted.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(app: &AppState, owner: Option<PersonId>, day_ends: i64, most: i64) -> Result<(i64, i64), AppError> {
    let now = app.clock.now_ms();
    let at = Moment { now, day_ends, silent_before: now - SILENT_AFTER_MS };
    Ok((
        store::count_in_need(&app.db, Need::Answer, owner, at, most).await?,
        store::count_in_need(&app.db, Need::FollowUp, owner, at, most).await?,
    ))
}
