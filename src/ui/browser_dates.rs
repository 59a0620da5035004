//! Moments as the person's clock and language have them. A part of `browser.rs`.
use super::{
    browser::{now_ms, options},
    day_time::minute_of_field,
};
use leptos::{
    prelude::window,
    wasm_bindgen::{JsCast, JsValue},
};
use std::cell::RefCell;

/// What of a moment is written, and how, in the words of `Intl.DateTimeFormat`.
type Fields = &'static [(&'static str, &'static str)];
type Writers = Vec<(Fields, js_sys::Function)>;

thread_local! {
    /// What writes moments, and for which language and how far ahead of UTC they were made, as a computer may travel. Making one takes
    /// as long as writing some dozens of moments, and a list has hundreds.
    static WRITERS: RefCell<(String, i32, Writers)> = const { RefCell::new((String::new(), 0, Vec::new())) };
}

/// The day of a moment where the person is, counted from 1 January 1970.
pub fn local_day(at: i64) -> i64 {
    let offset = date(at).get_timezone_offset() as i64;
    (at - offset * 60_000).div_euclid(86_400_000)
}

/// When the person's day ends that this moment is part of, Unix milliseconds. Not every day has 24 hours.
pub fn day_ends(at: i64) -> i64 {
    morning(at, 1, 0)
}

/// So many days later at this hour of the person's clock, Unix milliseconds.
pub fn morning(at: i64, days: u32, hour: u32) -> i64 {
    let date = date(at);
    date.set_date(date.get_date() + days);
    date.set_hours(hour);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    date.get_time() as i64
}

/// The next Monday at this hour of the person's clock, Unix milliseconds; nothing on a Sunday, when it is tomorrow, nor on a Monday, when it
/// is in a week.
pub fn monday(at: i64, hour: u32) -> Option<i64> {
    let days = (8 - date(at).get_day()) % 7;
    (days > 1).then(|| morning(at, days, hour))
}

/// The moment that a field of the kind `datetime-local` holds, Unix milliseconds.
pub fn moment_of_field(text: &str) -> Option<i64> {
    let at = js_sys::Date::parse(text);
    (!text.is_empty() && at.is_finite()).then_some(at as i64)
}

/// A moment as such a field takes it.
pub fn field_of_moment(at: i64) -> String {
    let offset = date(at).get_timezone_offset() * 60_000.0;
    let local = js_sys::Date::new(&JsValue::from_f64(at as f64 - offset));
    local.to_iso_string().as_string().unwrap_or_default().chars().take("2026-01-31T09:00".len()).collect()
}

/// How far the person's clock is ahead of UTC, minutes.
pub fn minutes_ahead() -> i32 {
    -date(now_ms()).get_timezone_offset() as i32
}

/// The name of the person's time zone; empty when the browser does not tell.
pub fn time_zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok().and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// Hours and minutes as the person's language writes them.
pub fn local_time(at: i64) -> String {
    write(at, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// The minute of the day of a moment in a time zone, and the time as the person's language writes it; nothing for a zone that the browser
/// does not know.
pub fn time_in(zone: &str, at: i64) -> Option<(u16, String)> {
    let fields = [("hour", "2-digit"), ("minute", "2-digit"), ("timeZone", zone), ("hourCycle", "h23")];
    let format = |language: &str, fields: &[(&str, &str)]| -> Option<String> {
        let write = js_sys::Reflect::get(&date(at), &"toLocaleTimeString".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
        // It throws for a zone that it does not know.
        write.call2(&date(at), &language.into(), &options(fields)).ok()?.as_string()
    };
    let minute = minute_of_field(&format("en-GB", &fields)?)?;
    Some((minute, format(&language(), &fields[..3])?))
}

/// Day and month, with the year when asked.
pub fn local_date(at: i64, year: bool) -> String {
    const FIELDS: Fields = &[("day", "numeric"), ("month", "short"), ("year", "numeric")];
    write(at, if year { FIELDS } else { &FIELDS[..2] })
}

/// The name of the weekday.
pub fn local_weekday(at: i64) -> String {
    write(at, &[("weekday", "long")])
}

/// Writes a moment as the person's language does.
fn write(at: i64, fields: Fields) -> String {
    let (language, ahead) = (language(), minutes_ahead());
    let writer = WRITERS.with_borrow_mut(|(for_language, made_ahead, writers)| {
        if *for_language != language || *made_ahead != ahead {
            (*made_ahead, *for_language) = (ahead, language.clone());
            writers.clear();
        }
        if let Some((_, writer)) = writers.iter().find(|(other, _)| *other == fields) {
            return writer.clone();
        }
        let locales = js_sys::Array::of1(&language.into());
        let writer = js_sys::Intl::DateTimeFormat::new(&locales, options(fields).unchecked_ref()).format();
        writers.push((fields, writer.clone()));
        writer
    });
    writer.call1(&JsValue::UNDEFINED, &JsValue::from_f64(at as f64)).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn date(at: i64) -> js_sys::Date {
    js_sys::Date::new(&JsValue::from_f64(at as f64))
}

fn language() -> String {
    window().navigator().language().unwrap_or_else(|| "en".to_owned())
}
