//! The fields for hours of some days of the week.
use super::{model::Hours, words};
use crate::ui::{browser, field_of_minute, minute_of_field, ticked, typed};
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
        Self {
            days: RwSignal::new(days),
            from: RwSignal::new(field_of_minute(from)),
            to: RwSignal::new(field_of_minute(to)),
            zone: RwSignal::new(zone),
        }
    }

    /// As they are chosen. Midnight as an end is that of the day's end; what is no time makes hours that are refused.
    pub(super) fn hours(self) -> Hours {
        let from = minute_of_field(&self.from.get_untracked());
        let to = minute_of_field(&self.to.get_untracked()).map(|to| if to == 0 { Hours::DAY } else { to });
        let (from, to) = from.zip(to).unwrap_or_default();
        Hours { days: self.days.get_untracked(), from, to, zone: self.zone.get_untracked() }
    }
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
