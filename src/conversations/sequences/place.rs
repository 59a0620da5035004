//! Where a lead lives, as far as clocks go: when a step goes there.
use crate::{
    conversations::{
        later::zones,
        quiet::{QuietHours, setting},
    },
    error::{AppError, unexpected},
    leads::Lead,
    state::AppState,
    templates::Step,
};
use jiff::{Timestamp, ToSpan, civil::Time, tz::TimeZone};

/// Two steps of a sequence are at least so far apart, milliseconds, however late the first one went.
const APART_MS: i64 = Step::APART as i64 * 60_000;
/// A time that is over on its day is that of the next day; quiet hours may take another one.
const FURTHER_DAYS: u16 = 3;

/// The clocks of a lead, and when they are quiet.
pub(super) struct Place {
    zone: TimeZone,
    quiet: QuietHours,
}

impl Place {
    pub(super) fn new(zone: &str, quiet: QuietHours) -> Self {
        Self { zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), quiet }
    }

    /// The lead's own zone where their number tells it, else the team's, else the one of whoever started the sequence.
    pub(super) async fn of(app: &AppState, lead: &Lead, otherwise: &str) -> Result<Self, AppError> {
        let quiet = setting::now(app).await?;
        let theirs = lead.number.as_deref().and_then(zones::of_number).map(ToOwned::to_owned);
        let zone = theirs.or_else(|| quiet.zone.clone()).unwrap_or_else(|| otherwise.to_owned());
        Ok(Self::new(&zone, quiet))
    }

    /// When the first step goes of a sequence that is started now.
    pub(super) fn first(&self, now: i64, step: &Step) -> Result<i64, AppError> {
        self.find(now, now + 1, step)
    }

    /// When a step goes whose predecessor went at this moment.
    pub(super) fn after(&self, before: i64, step: &Step) -> Result<i64, AppError> {
        self.find(before, before + APART_MS, step)
    }

    /// When the quiet hours end that a moment is part of.
    pub(super) fn quiet_until(&self, at: i64) -> Option<i64> {
        self.quiet.end_after(at, |at| {
            let there = Timestamp::from_millisecond(at).ok()?.to_zoned_datetime(self.zone.clone());
            u16::try_from(i32::from(there.hour()) * 60 + i32::from(there.minute())).ok()
        })
    }

    /// The time of the step so many days after `from`, or on the first day after that on which it is not too early. A time that clocks
    /// skip is as much later as they do; of a time that there is twice, the first counts.
    fn find(&self, from: i64, earliest: i64, step: &Step) -> Result<i64, AppError> {
        let day = Timestamp::from_millisecond(from).map_err(|error| unexpected(&error))?.to_zoned_datetime(self.zone.clone()).date();
        let (hour, minute) = (i8::try_from(step.minute / 60).unwrap_or(0), i8::try_from(step.minute % 60).unwrap_or(0));
        let time = Time::new(hour, minute, 0, 0).map_err(|error| unexpected(&error))?;
        for days in step.days..=step.days + FURTHER_DAYS {
            let day = day.checked_add(i64::from(days).days()).map_err(|error| unexpected(&error))?;
            let at = day.to_datetime(time).to_zoned_datetime(self.zone.clone()).map_err(|error| unexpected(&error))?;
            let at = at.timestamp().as_millisecond();
            let at = self.quiet_until(at).unwrap_or(at);
            if at >= earliest {
                return Ok(at);
            }
        }
        Err(unexpected(&"no day has the time of a step"))
    }
}
