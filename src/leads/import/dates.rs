//! Days as people write them in lists.
use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

/// The hour of a follow-up for which a day is given and no time.
const MORNING: u8 = 9;

/// A day, perhaps with a time, on a clock that is so many minutes ahead of UTC; Unix milliseconds. Of `1/2/2026` the month is
/// the 2, or the 1 with `month_first`; what can be no month is the day.
pub fn read(typed: &str, month_first: bool, zone_minutes: i32) -> Option<i64> {
    let typed = typed.trim();
    let (typed, zone_minutes) = match typed.strip_suffix("UTC").or_else(|| typed.strip_suffix('Z')) {
        Some(rest) => (rest.trim_end(), 0),
        None => (typed, zone_minutes),
    };
    let (day, time) = typed.split_once([' ', 'T']).unwrap_or((typed, ""));
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<i32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (year, month, day) = match (one.len(), three.len()) {
        (4, _) => (number(one)?, number(two)?, number(three)?),
        (_, 4) | (_, 2) => {
            let year = number(three)?;
            let year = if three.len() == 2 { 2000 + year } else { year };
            let (one, two) = (number(one)?, number(two)?);
            if (month_first && one <= 12) || two > 12 { (year, one, two) } else { (year, two, one) }
        }
        _ => return None,
    };
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
    let offset = UtcOffset::from_whole_seconds(zone_minutes.checked_mul(60)?).ok()?;
    let moment = PrimitiveDateTime::new(date, time_of(time)?).assume_offset(offset);
    moment.unix_timestamp().checked_mul(1000)
}

fn time_of(typed: &str) -> Option<Time> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Time::from_hms(MORNING, 0, 0).ok();
    }
    let lower = typed.to_ascii_lowercase();
    let (clock, noon) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (lower.as_str(), None),
    };
    // Parts of a second say nothing.
    let mut parts = clock.trim().split('.').next()?.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let hour = noon.map_or(hour, |noon| hour % 12 + noon);
    Time::from_hms(hour, minute, second).ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn days_are_read_as_they_are_written_anywhere() {
        let morning = 1_801_472_400_000; // 1 February 2027, 9:00 UTC
        assert_eq!(morning % 86_400_000, 9 * 3_600_000);
        for (typed, month_first) in [
            ("2027-01-31", false),
            ("31.01.2027", false),
            ("31/1/27", false),
            ("1/31/2027", true),
            ("1/31/2027", false),
            ("31-01-2027 09:00", true),
            ("2027-01-31T09:00:00", false),
            ("2027-01-31 09:00:00 UTC", false),
            ("2027-01-31T09:00:00.000Z", false),
            ("31/01/2027 9:00 AM", false),
        ] {
            assert_eq!(read(typed, month_first, 0), Some(morning - 86_400_000), "{typed}");
        }
        assert_eq!(read("1/2/2027", false, 0), Some(morning));
        assert_eq!(read("2/1/2027", true, 0), Some(morning));
        assert_eq!(read("2027-02-01", false, 420), Some(morning - 7 * 3_600_000));
        assert_eq!(read("2027-02-01 09:00:00 UTC", false, 420), Some(morning));
        for typed in ["", "soon", "2027-02-30", "31.13.2027", "1/2", "2027-02-01 25:00", "45689", "1//2027", "-1-2-2027", "2027-02-01 noon"]
        {
            assert_eq!(read(typed, false, 0), None, "{typed}");
        }
    }
}
