//! The library's clock: it never steps.
//!
//! The library measures silence and lasting connections by the wall clock (0.7.0, `keepalive.rs`), so a machine whose clock is set
//! would lose healthy connections, or not notice dead ones until the clock has caught up. This clock starts at the wall's time, runs
//! evenly, and draws near a wall that was moved, by a tenth of the time that passes: no measure of seconds goes wrong by it.
use crate::clock::Clock;
use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};
use wacore::time::{TimeProvider, set_time_provider};

/// How much faster or slower than time this clock may run: one part in so many.
const CATCHING_UP: i64 = 10;

struct SteadyClock {
    wall: Clock,
    shown: Mutex<Shown>,
}

/// What the clock showed last, and when that was.
#[derive(Clone, Copy)]
struct Shown {
    ms: i64,
    at: Instant,
}

impl Shown {
    /// What it shows now, `passed` milliseconds later, when the wall shows `wall`.
    fn after(self, passed: i64, wall: i64) -> i64 {
        let even = self.ms.saturating_add(passed);
        let most = passed / CATCHING_UP;
        even.saturating_add(wall.saturating_sub(even).clamp(-most, most))
    }
}

impl TimeProvider for SteadyClock {
    fn now_millis(&self) -> i64 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let passed = i64::try_from(now.duration_since(shown.at).as_millis()).unwrap_or(0);
        // Less than a step of the catching up would be lost in the division.
        if passed < CATCHING_UP {
            return shown.ms.saturating_add(passed);
        }
        *shown = Shown { ms: shown.after(passed, self.wall.now_ms()), at: now };
        shown.ms
    }
}

/// Gives this clock to the library, once per process; a second engine finds it set, which is as good.
pub(super) fn install() {
    let wall = Clock::system();
    let shown = Mutex::new(Shown { ms: wall.now_ms(), at: Instant::now() });
    let _ = set_time_provider(SteadyClock { wall, shown });
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_step_of_the_wall_clock_changes_a_minute_by_six_seconds_at_most() {
        let shown = Shown { ms: 100 * HOUR, at: Instant::now() };
        for step in [30_000, HOUR, 24 * 365 * 10 * HOUR] {
            for wall in [shown.ms + 60_000 + step, shown.ms + 60_000 - step] {
                let passed = shown.after(60_000, wall) - shown.ms;
                assert!((54_000..=66_000).contains(&passed), "a minute took {passed} ms after a step of {step} ms");
            }
        }
    }

    #[test]
    fn it_reaches_the_wall_and_stays_with_it() {
        let mut shown = Shown { ms: 0, at: Instant::now() };
        let mut wall = 30_000;
        for _ in 0..100 {
            wall += 10_000;
            shown.ms = shown.after(10_000, wall);
        }
        assert_eq!(shown.ms, wall);
    }
}
