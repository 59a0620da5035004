//! The fields for hours of some days of the week.
use super::{model::Hours, words};
use crate::ui::{browser, ticked, typed};
use leptos::prelude::*;

/// What the fields hold.
#[derive(Clone, Copy)]
pub(super) struct HoursDraft {
    days: RwSignal<u8>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    zone: RwSignal<String>,
}

impl HoursDraft {
    /// As they are; else a working week by the clock of this browser.
    pub(super) fn of(hours: Option<&Hours>) -> Self {
        let usual = || Hours { days: Hours::WORKDAYS, from: 9 * 60, to: 17 * 60, zone: browser::time_zone() };
        let Hours { days, from, to, zone } = hours.cloned().unwrap_or_else(usual);
        Self { days: RwSignal::new(days), from: RwSignal::new(written(from)), to: RwSignal::new(written(to)), zone: RwSignal::new(zone) }
    }

    /// As they are chosen. Midnight as an end is that of the day's end; what is no time makes hours that are refused.
    pub(super) fn hours(self) -> Hours {
        let from = minute(&self.from.get_untracked());
        let to = minute(&self.to.get_untracked()).map(|to| if to == 0 { Hours::DAY } else { to });
        let (from, to) = from.zip(to).unwrap_or_default();
        Hours { days: self.days.get_untracked(), from, to, zone: self.zone.get_untracked() }
    }
}

/// A time as a field of the kind `time` holds it.
fn written(minute: u16) -> String {
    let minute = minute % Hours::DAY;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute(written: &str) -> Option<u16> {
    let (hour, minute) = written.split_once(':')?;
    Some(hour.parse::<u16>().ok()? * 60 + minute.get(..2)?.parse::<u16>().ok()?)
}

/// The fields.
#[component]
pub(super) fn HoursFields(
    /// What they hold.
    draft: HoursDraft,
    /// What is wrong with days and times.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What is wrong with the zone.
    #[prop(into)]
    of_zone: Signal<Option<String>>,
) -> impl IntoView {
    let HoursDraft { days, from, to, zone } = draft;
    let day = move |(nth, (short, whole)): (usize, (&'static str, &'static str))| {
        let bit = 1_u8 << nth;
        let tick = ticked(move |is_on| days.update(|days| if is_on { *days |= bit } else { *days &= !bit }));
        view! {
            <label class="check"><input type="checkbox" aria-label=whole prop:checked=move || days.get() & bit != 0 on:change=tick/>{short}</label>
        }
        .into_any()
    };
    let time = |label: &'static str, value: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="field-label">{label}</span>
                <input class="input" type="time" prop:value=value on:input=typed(move |typed| value.set(typed))/>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="phone-hours">
            <legend class="field-label">{words::DAYS}</legend>
            <div class="phone-days">{words::WEEK.into_iter().enumerate().map(day).collect::<Vec<_>>()}</div>
            <div class="phone-times">{time(words::FROM, from)}{time(words::TO, to)}</div>
            <p class="field-error" role="alert">{move || error.get()}</p>
            <label class="field">
                <span class="field-label">{words::ZONE}</span>
                <input
                    class="input"
                    autocomplete="off"
                    aria-describedby="zone-hint"
                    prop:value=zone
                    on:input=typed(move |typed| zone.set(typed))
                />
            </label>
            <p class="field-hint" id="zone-hint">{words::ZONE_HINT}</p>
            <p class="field-error" role="alert">{move || of_zone.get()}</p>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::{minute, written};

    #[test]
    fn a_time_is_read_as_it_is_written() {
        for at in [0, 59, 60, 9 * 60 + 5, 1_439] {
            assert_eq!(minute(&written(at)), Some(at));
        }
        assert_eq!(written(1_440), "00:00");
        assert_eq!(minute("17:30:15"), Some(1_050), "some browsers say seconds");
        assert_eq!((minute(""), minute("noon"), minute("9:"), minute("a:bc")), (None, None, None, None));
    }
}
