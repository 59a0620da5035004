//! Whether a moment is within hours, by the clocks of a zone.
use super::model::Hours;
use jiff::{Timestamp, tz::TimeZone};

/// Whether there is a zone of this name.
pub(super) fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

impl Hours {
    /// Whether this moment, in Unix milliseconds, is within them. No moment is within hours of a zone that nobody knows.
    pub(super) fn have(&self, at: i64) -> bool {
        let Ok(zone) = TimeZone::get(&self.zone) else { return false };
        let Ok(at) = Timestamp::from_millisecond(at) else { return false };
        let there = at.to_zoned_datetime(zone);
        let minute = u16::try_from(i32::from(there.hour()) * 60 + i32::from(there.minute())).unwrap_or(0);
        let today = u8::try_from(there.weekday().to_monday_zero_offset()).unwrap_or(0);
        let is_on = |day: u8| self.days & (1 << day) != 0;
        if self.from < self.to {
            return is_on(today) && (self.from..self.to).contains(&minute);
        }
        let yesterday = (today + 6) % 7;
        (is_on(today) && minute >= self.from) || (is_on(yesterday) && minute < self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hours, is_zone};
    use jiff::Timestamp;

    const NINE_TO_FIVE: Hours = Hours { days: 0b111_1111, from: 9 * 60, to: 17 * 60, zone: String::new() };

    fn have(hours: &Hours, zone: &str, at: &str) -> bool {
        let at: Timestamp = at.parse().unwrap_or_default();
        Hours { zone: zone.to_owned(), ..hours.clone() }.have(at.as_millisecond())
    }

    #[test]
    fn hours_are_those_of_the_clocks_there_also_when_they_jump() {
        // In Berlin clocks go forward on the 29th of March and back on the 25th of October 2026.
        for (at, wanted) in [
            ("2026-03-28T07:30:00Z", false), // 8:30
            ("2026-03-29T07:30:00Z", true),  // 9:30
            ("2026-03-28T15:30:00Z", true),  // 16:30
            ("2026-03-29T15:30:00Z", false), // 17:30
            ("2026-10-24T07:30:00Z", true),  // 9:30
            ("2026-10-25T07:30:00Z", false), // 8:30
        ] {
            assert_eq!(have(&NINE_TO_FIVE, "Europe/Berlin", at), wanted, "{at}");
        }
        // Half an hour of the night that there is twice, or not at all.
        let night = Hours { from: 150, to: 180, ..NINE_TO_FIVE };
        for at in ["2026-10-25T00:45:00Z", "2026-10-25T01:45:00Z"] {
            assert!(have(&night, "Europe/Berlin", at), "{at}");
        }
        for minute in 0..180 {
            let at = Timestamp::from_second(1_774_738_800 + minute * 60).unwrap_or_default();
            assert!(!have(&night, "Europe/Berlin", &at.to_string()), "{at} is never 2:30 to 3:00");
        }
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let friday_night = Hours { days: 1 << 4, from: 22 * 60, to: 6 * 60, ..NINE_TO_FIVE };
        for (at, wanted) in [
            ("2026-11-27T21:59:00Z", false), // a Friday
            ("2026-11-27T22:00:00Z", true),
            ("2026-11-28T05:59:00Z", true),
            ("2026-11-28T06:00:00Z", false),
            ("2026-11-28T22:30:00Z", false),
            ("2026-11-27T05:00:00Z", false),
        ] {
            assert_eq!(have(&friday_night, "UTC", at), wanted, "{at}");
        }
        let whole_friday = Hours { days: 1 << 4, from: 0, to: Hours::DAY, ..NINE_TO_FIVE };
        assert!(have(&whole_friday, "Asia/Jakarta", "2026-11-26T17:00:00Z"));
        assert!(!have(&whole_friday, "Asia/Jakarta", "2026-11-27T17:00:00Z"));
    }

    #[test]
    fn a_zone_is_one_that_is_known() {
        assert!(is_zone("Asia/Jakarta") && is_zone("America/Sao_Paulo") && is_zone("UTC"));
        for nowhere in ["", "Mars/Olympus", "Berlin", "../etc/passwd"] {
            assert!(!is_zone(nowhere), "{nowhere}");
        }
    }
}
