//! A report as text: for a terminal, and to paste into a message to whoever helps.
use super::model::{Finding, Outcome, Report};
use std::fmt::Write;

/// The report, a line a step; advice stands below its step. No numbers of phones and no secrets are in it.
pub fn as_text(report: &Report) -> String {
    let mut text = format!("Leadwire {}, {}\n", env!("CARGO_PKG_VERSION"), moment(report.at));
    let name = report.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
    let mut about = &None;
    for step in &report.steps {
        if step.phone != *about {
            about = &step.phone;
            let _ = writeln!(text, "\n{}", about.as_deref().unwrap_or_default());
        }
        line(&mut text, step, name);
    }
    text
}

fn line(text: &mut String, step: &Finding, width: usize) {
    let took = format!("{} ms", step.took_ms);
    // Writing into a string does not fail.
    let _ = writeln!(text, "{} {:width$} {took:>9}  {}", mark(step.outcome), step.name, step.words);
    if let Some(advice) = &step.advice {
        let _ = writeln!(text, "{:indent$}→ {advice}", "", indent = width + 20);
    }
}

fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Good => "good   ",
        Outcome::Warning => "WARNING",
        Outcome::Bad => "BAD    ",
        Outcome::Skipped => "skipped",
    }
}

fn moment(at: i64) -> String {
    let Ok(moment) = time::OffsetDateTime::from_unix_timestamp(at / 1000) else { return "at an unknown time".to_owned() };
    let (date, hour, minute, second) = (moment.date(), moment.hour(), moment.minute(), moment.second());
    format!("{date} {hour:02}:{minute:02}:{second:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::step::Step;

    #[test]
    fn a_report_is_a_line_a_step_with_advice_below_and_phones_under_their_names() {
        let steps = vec![
            Step::begin("Clock").good("It is right."),
            Step::begin("Disk space").bad("Full.", "Make space."),
            Step::of_phone("Keys", "Sales").skipped("Not tried."),
        ];
        let text = as_text(&Report { at: 1_798_761_599_000, steps });
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].ends_with("2026-12-31 23:59:59 UTC"), "{text}");
        assert!(lines[1].starts_with("good    Clock      ") && lines[1].ends_with("  It is right."), "{text}");
        assert_eq!(lines[1].find("It is"), lines[2].find("Full."), "{text}");
        assert_eq!(lines[2].find("Full."), lines[3].find("→"), "{text}");
        assert_eq!(lines[5], "Sales");
    }
}
