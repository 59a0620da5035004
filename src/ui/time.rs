//! Moments: the server writes UTC, the browser then writes what the person's clock and language say.
use super::{Clock, browser};
use leptos::prelude::*;

const DAY_MS: i64 = 86_400_000;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How a moment is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TimeStyle {
    /// The nearer, the finer: "now", "5 min", "09:12", "Yesterday", "12 Nov".
    Relative,
    /// Hours and minutes.
    Clock,
    /// Day, hours and minutes; only hours and minutes today.
    Since,
    /// As [`Self::Since`]; less than a minute ahead, how soon.
    Moment,
    /// How long ago: "57 min", "3 h", "2 days".
    Age,
    /// As [`Self::Since`] while it is ahead, then how long ago: "13 min ago".
    Due,
}

/// A moment, with the exact one on hover.
#[component]
pub fn Time(
    /// Unix milliseconds.
    #[prop(into)]
    at: Signal<i64>,
    /// How it is written.
    style: TimeStyle,
) -> impl IntoView {
    let clock = Clock::of_page();
    let text = move || moment(clock, at.get(), style);
    view! {
        <time
            datetime=move || iso(at.get())
            title=move || clock.now().map(|_| format!("{} {}", browser::local_date(at.get(), true), browser::local_time(at.get())))
        >
            {move || text()}
        </time>
    }
}

/// A moment as [`Time`] writes it, tracked.
pub fn moment(clock: Clock, at: i64, style: TimeStyle) -> String {
    match clock.now() {
        None => utc(at, style),
        Some(now) => local(at, now, style),
    }
}

/// The line between two days of a conversation.
#[component]
pub fn DayLine(
    /// Any moment of the day, Unix milliseconds.
    at: i64,
) -> impl IntoView {
    let clock = Clock::of_page();
    let text = move || match clock.now() {
        None => utc_date(at),
        Some(now) => day_words(at, now),
    };
    view! { <p class="day-line"><span>{move || text()}</span></p> }
}

fn local(at: i64, now: i64, style: TimeStyle) -> String {
    let today = browser::local_day(at) == browser::local_day(now);
    match style {
        TimeStyle::Clock => browser::local_time(at),
        TimeStyle::Moment if (0..60_000).contains(&(at - now)) => "in a moment".to_owned(),
        TimeStyle::Since | TimeStyle::Moment if today => browser::local_time(at),
        TimeStyle::Since | TimeStyle::Moment => format!("{} {}", browser::local_date(at, false), browser::local_time(at)),
        TimeStyle::Due if at > now => local(at, now, TimeStyle::Since),
        TimeStyle::Due if now - at < 60_000 => "now".to_owned(),
        TimeStyle::Due => format!("{} ago", age(now - at)),
        TimeStyle::Age => age(now - at),
        TimeStyle::Relative if now - at < 60_000 => "now".to_owned(),
        TimeStyle::Relative if now - at < 3_600_000 => format!("{} min", (now - at) / 60_000),
        TimeStyle::Relative if today => browser::local_time(at),
        TimeStyle::Relative => day_words(at, now),
    }
}

fn age(ms: i64) -> String {
    match ms / 60_000 {
        ..1 => "under a minute".to_owned(),
        minutes @ 1..60 => format!("{minutes} min"),
        minutes @ 60..2880 => format!("{} h", minutes / 60),
        minutes => format!("{} days", minutes / 1440),
    }
}

fn day_words(at: i64, now: i64) -> String {
    match browser::local_day(now) - browser::local_day(at) {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        2..7 => browser::local_weekday(at),
        days => browser::local_date(at, days > 300),
    }
}

fn utc(at: i64, style: TimeStyle) -> String {
    let (hour, minute, _) = clock_of(at);
    match style {
        TimeStyle::Clock => format!("{hour:02}:{minute:02}"),
        TimeStyle::Relative => utc_date(at),
        TimeStyle::Age => format!("since {} {hour:02}:{minute:02}", utc_date(at)),
        TimeStyle::Since | TimeStyle::Moment | TimeStyle::Due => format!("{} {hour:02}:{minute:02}", utc_date(at)),
    }
}

fn utc_date(at: i64) -> String {
    let (year, month, day) = date_of(at);
    format!("{day} {} {year}", MONTHS[month - 1])
}

fn iso(at: i64) -> String {
    let (year, month, day) = date_of(at);
    let (hour, minute, second) = clock_of(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn clock_of(at: i64) -> (i64, i64, i64) {
    let seconds = at.rem_euclid(DAY_MS) / 1000;
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day of a moment in UTC, in the proleptic Gregorian calendar.
fn date_of(at: i64) -> (i64, usize, i64) {
    // Years are counted from 1 March, so that the leap day is the last of its year.
    let days = at.div_euclid(DAY_MS) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), usize::try_from(month).unwrap_or(1), day)
}

#[cfg(test)]
mod tests {
    use super::{TimeStyle, age, iso, utc};

    #[test]
    fn an_age_is_as_fine_as_anybody_wants_to_know_it() {
        let told = [0, 59_999, 60_000, 3_599_999, 3_600_000, 172_799_999, 172_800_000].map(age);
        assert_eq!(told, ["under a minute", "under a minute", "1 min", "59 min", "1 h", "47 h", "2 days"]);
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(951_782_399_000), "2000-02-28T23:59:59Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(iso(1_798_761_599_000), "2026-12-31T23:59:59Z");
        assert_eq!(iso(-1000), "1969-12-31T23:59:59Z");
        assert_eq!(utc(1_798_761_599_000, TimeStyle::Since), "31 Dec 2026 23:59");
    }
}
