//! A step that is under way: it knows its name and when it began, and ends as a finding.
use super::model::{Finding, Outcome};
use std::time::{Duration, Instant};

/// A step under way.
#[derive(Clone, Debug)]
pub(super) struct Step {
    name: &'static str,
    phone: Option<String>,
    begun: Instant,
    took: Option<Duration>,
}

impl Step {
    pub(super) fn begin(name: &'static str) -> Self {
        Self { name, phone: None, begun: Instant::now(), took: None }
    }

    /// A step about one phone.
    pub(super) fn of_phone(name: &'static str, phone: &str) -> Self {
        Self { phone: Some(phone.to_owned()), ..Self::begin(name) }
    }

    /// A step that was timed elsewhere.
    pub(super) fn timed(name: &'static str, took: Duration) -> Self {
        Self { took: Some(took), ..Self::begin(name) }
    }

    pub(super) fn good(self, words: impl Into<String>) -> Finding {
        self.end(Outcome::Good, words.into(), None)
    }

    pub(super) fn skipped(self, words: impl Into<String>) -> Finding {
        self.end(Outcome::Skipped, words.into(), None)
    }

    pub(super) fn warning(self, words: impl Into<String>, advice: impl Into<String>) -> Finding {
        self.end(Outcome::Warning, words.into(), Some(advice.into()))
    }

    pub(super) fn bad(self, words: impl Into<String>, advice: impl Into<String>) -> Finding {
        self.end(Outcome::Bad, words.into(), Some(advice.into()))
    }

    fn end(self, outcome: Outcome, words: String, advice: Option<String>) -> Finding {
        let took = self.took.unwrap_or_else(|| self.begun.elapsed());
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        Finding { name: self.name.to_owned(), phone: self.phone, outcome, took_ms, words, advice }
    }
}

/// Milliseconds in the unit that people would use.
pub(super) fn length(ms: i64) -> String {
    let seconds = ms.unsigned_abs() / 1000;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}
