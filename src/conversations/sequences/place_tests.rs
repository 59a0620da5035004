//! When a step goes: by the lead's clocks, also when they jump, and not while it is quiet.
use super::place::Place;
use crate::{
    conversations::quiet::QuietHours,
    templates::{Step, StepKind},
};
use jiff::Timestamp;

const NEVER_QUIET: QuietHours = QuietHours { is_on: false, from: 0, to: 1, zone: None };

fn at(written: &str) -> i64 {
    written.parse::<Timestamp>().unwrap().as_millisecond()
}

fn written(at: i64) -> String {
    Timestamp::from_millisecond(at).unwrap().to_string()
}

fn step(days: u16, hour: u16, minute: u16) -> Step {
    Step { kind: StepKind::Message, days, minute: hour * 60 + minute, text: "x".into() }
}

fn first(zone: &str, quiet: QuietHours, now: &str, step: &Step) -> String {
    written(Place::new(zone, quiet).first(at(now), step).unwrap())
}

fn after(zone: &str, quiet: QuietHours, before: &str, step: &Step) -> String {
    written(Place::new(zone, quiet).after(at(before), step).unwrap())
}

#[test]
fn a_step_goes_at_its_time_by_the_clocks_there() {
    let nine = step(1, 9, 0);
    assert_eq!(first("Asia/Kolkata", NEVER_QUIET, "2026-11-27T10:00:00Z", &nine), "2026-11-28T03:30:00Z");
    // It is Saturday there already.
    assert_eq!(first("Asia/Tokyo", NEVER_QUIET, "2026-11-27T20:00:00Z", &nine), "2026-11-29T00:00:00Z");
    assert_eq!(first("Nowhere/Land", NEVER_QUIET, "2026-11-27T20:00:00Z", &nine), "2026-11-28T09:00:00Z", "else it is the world's");
}

#[test]
fn a_time_that_is_over_today_is_tomorrows() {
    let today = step(0, 9, 0);
    assert_eq!(first("UTC", NEVER_QUIET, "2026-11-27T08:59:00Z", &today), "2026-11-27T09:00:00Z");
    assert_eq!(first("UTC", NEVER_QUIET, "2026-11-27T09:00:00Z", &today), "2026-11-28T09:00:00Z");
}

#[test]
fn a_step_keeps_its_distance_to_the_one_before_however_late_that_went() {
    let same_day = step(0, 17, 0);
    assert_eq!(after("UTC", NEVER_QUIET, "2026-11-27T09:00:00Z", &same_day), "2026-11-27T17:00:00Z");
    assert_eq!(after("UTC", NEVER_QUIET, "2026-11-27T16:00:00Z", &same_day), "2026-11-27T17:00:00Z");
    assert_eq!(after("UTC", NEVER_QUIET, "2026-11-27T16:01:00Z", &same_day), "2026-11-28T17:00:00Z");
    assert_eq!(after("UTC", NEVER_QUIET, "2026-11-27T23:30:00Z", &step(1, 0, 0)), "2026-11-29T00:00:00Z");
}

#[test]
fn a_time_that_clocks_skip_is_as_much_later_as_they_jump() {
    // Berlin, 29 March 2026: after 1:59 comes 3:00.
    assert_eq!(first("Europe/Berlin", NEVER_QUIET, "2026-03-28T12:00:00Z", &step(1, 2, 30)), "2026-03-29T01:30:00Z", "3:30 there");
    assert_eq!(first("Europe/Berlin", NEVER_QUIET, "2026-03-28T12:00:00Z", &step(1, 9, 0)), "2026-03-29T07:00:00Z");
}

#[test]
fn of_a_time_that_there_is_twice_the_first_counts() {
    // Berlin, 25 October 2026: after 2:59 comes 2:00 again.
    assert_eq!(first("Europe/Berlin", NEVER_QUIET, "2026-10-24T12:00:00Z", &step(1, 2, 30)), "2026-10-25T00:30:00Z");
    assert_eq!(first("Europe/Berlin", NEVER_QUIET, "2026-10-25T00:45:00Z", &step(0, 2, 30)), "2026-10-26T01:30:00Z", "not once more");
}

#[test]
fn what_falls_in_the_quiet_hours_goes_at_their_end() {
    let quiet = QuietHours::default;
    assert_eq!(first("Asia/Jakarta", quiet(), "2026-11-27T05:00:00Z", &step(1, 23, 10)), "2026-11-29T01:00:00Z", "at 8:00 the day after");
    assert_eq!(first("Asia/Jakarta", quiet(), "2026-11-27T05:00:00Z", &step(1, 6, 0)), "2026-11-28T01:00:00Z", "at 8:00 of that day");
    assert_eq!(first("Asia/Jakarta", quiet(), "2026-11-27T05:00:00Z", &step(1, 8, 0)), "2026-11-28T01:00:00Z");
    assert_eq!(first("Asia/Jakarta", quiet(), "2026-11-27T05:00:00Z", &step(1, 20, 59)), "2026-11-28T13:59:00Z");
    // Two of a day that both wait for the end do not go at once.
    assert_eq!(after("UTC", quiet(), "2026-11-28T08:00:00Z", &step(0, 7, 30)), "2026-11-29T08:00:00Z");
}

#[test]
fn quiet_hours_end_with_the_first_minute_that_is_not_quiet_also_when_clocks_jump() {
    let until = |zone: &str, quiet: &QuietHours, now: &str| Place::new(zone, quiet.clone()).quiet_until(at(now)).map(written);
    let night = QuietHours::default();
    assert_eq!(until("Europe/Berlin", &night, "2026-03-28T22:30:00Z").as_deref(), Some("2026-03-29T06:00:00Z"), "an hour less to wait");
    assert_eq!(until("Europe/Berlin", &night, "2026-10-24T22:30:00Z").as_deref(), Some("2026-10-25T07:00:00Z"), "an hour more");
    assert_eq!(until("Australia/Lord_Howe", &night, "2026-10-03T12:00:30Z").as_deref(), Some("2026-10-03T21:00:00Z"), "half an hour less");
    assert_eq!(until("Europe/Berlin", &night, "2026-03-29T06:00:00Z"), None);
    assert_eq!(until("Europe/Berlin", &QuietHours { is_on: false, ..night }, "2026-03-28T22:30:00Z"), None);
    // 2:30 is skipped: 3:00 is the first minute after it.
    let until_half_past_two = QuietHours { from: 60, to: 150, ..QuietHours::default() };
    assert_eq!(until("Europe/Berlin", &until_half_past_two, "2026-03-29T00:15:00Z").as_deref(), Some("2026-03-29T01:00:00Z"));
    assert_eq!(
        until("Europe/Berlin", &until_half_past_two, "2026-10-25T00:15:00Z").as_deref(),
        Some("2026-10-25T00:30:00Z"),
        "the first 2:30"
    );
}
