//! What Today counts, from what is really stored.
use super::model::{Day, Figures, Sent};
use crate::{
    conversations::traffic::{self, Outcome},
    error::AppError,
    leads::today,
    phones::{PhoneState, listing as phones},
    state::AppState,
    team::PersonId,
};

/// More days than this are not asked for.
const MOST_DAYS: usize = 14;
/// No day is longer, milliseconds.
const LONGEST_DAY_MS: i64 = 26 * 3_600_000;

/// Counts; `days` are when the last days began, the oldest first, and `ends` is when the last one does.
///
/// # Errors
/// `Malformed` when these are no days.
pub async fn figures(app: &AppState, owner: Option<PersonId>, days: &[i64], ends: i64) -> Result<Figures, AppError> {
    let bounds: Vec<i64> = days.iter().copied().chain([ends]).collect();
    let are_days = bounds.windows(2).all(|day| (1..=LONGEST_DAY_MS).contains(&day[1].saturating_sub(day[0])));
    let Some(&today_began) = days.last().filter(|_| are_days && days.len() <= MOST_DAYS) else {
        return Err(AppError::Malformed("these are no days that follow each other".into()));
    };
    let phones = phones::all(app).await?;
    let connected = phones.iter().filter(|phone| phone.state == PhoneState::Connected).count();
    let (waiting, due) = today::counts(app, owner, ends, i64::from(Figures::MOST)).await?;
    let mut sent = Sent::default();
    for (outcome, count) in traffic::outcomes(app, today_began).await? {
        let count = number(count);
        sent.failed += if outcome == Outcome::Failed { count } else { 0 };
        sent.all += if matches!(outcome, Outcome::Sent | Outcome::Delivered | Outcome::Read) { count } else { 0 };
        sent.delivered += if matches!(outcome, Outcome::Delivered | Outcome::Read) { count } else { 0 };
        sent.read += if outcome == Outcome::Read { count } else { 0 };
    }
    let mut counted = Vec::with_capacity(days.len());
    for day in bounds.windows(2) {
        let (incoming, outgoing) = traffic::between(app, day[0], day[1]).await?;
        counted.push(Day { begins: day[0], incoming: number(incoming), outgoing: number(outgoing) });
    }
    Ok(Figures {
        connected: number(connected),
        phones: number(phones.len()),
        waiting: number(waiting),
        due: number(due),
        sent,
        wrote: number(traffic::people_since(app, today_began).await?),
        days: counted,
    })
}

fn number(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}
