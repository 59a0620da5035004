//! When a phone that lost its connection may try again.
use super::limits::Pace;
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// Extra steps of the pause after WhatsApp asked to slow down.
const SLOW_DOWN: u32 = 5;

/// What one phone has tried so far.
#[derive(Default)]
pub(super) struct Pacing {
    /// Connections that were begun within the window.
    begun: VecDeque<Instant>,
    /// Connections in a row that did not last.
    failures: u32,
    /// When WhatsApp asked to connect again (515) lately.
    restarts: VecDeque<Instant>,
}

impl Pacing {
    /// A connection is being made.
    pub(super) fn begins(&mut self, now: Instant, pace: &Pace) {
        self.begun.push_back(now);
        while self.begun.front().is_some_and(|at| now.duration_since(*at) > pace.window) {
            self.begun.pop_front();
        }
    }

    /// A connection was up for long enough that what was before does not count any more.
    pub(super) fn lasted(&mut self) {
        self.failures = 0;
    }

    /// WhatsApp asked for fewer connections.
    pub(super) fn slow_down(&mut self) {
        self.failures = self.failures.saturating_add(SLOW_DOWN);
    }

    /// Whether to connect again at once because WhatsApp asked to: normal, unless it asks again and again.
    pub(super) fn may_restart(&mut self, now: Instant, pace: &Pace) -> bool {
        self.restarts.retain(|at| now.duration_since(*at) <= pace.window);
        self.restarts.push_back(now);
        self.restarts.len() <= pace.restarts
    }

    /// The pause before the next try. Full jitter: phones that lost their connection together come back spread out. `chance` is
    /// between 0 and 1.
    pub(super) fn pause(&mut self, now: Instant, pace: &Pace, chance: f64) -> Duration {
        let ceiling = pace.first.saturating_mul(1 << self.failures.min(20)).min(pace.longest);
        self.failures = self.failures.saturating_add(1);
        let pause = ceiling.mul_f64(chance.clamp(0.05, 1.0));
        // Whatever the dice say, a window holds only so many connections.
        match self.begun.iter().rev().nth(pace.most_in_window.saturating_sub(1)) {
            Some(at) => pause.max((*at + pace.window).saturating_duration_since(now)),
            None => pause,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays connections that fail at once for a while and answers how many there were.
    fn connects_in(total: Duration, chance: f64, is_restart: bool) -> usize {
        let (pace, start) = (Pace::default(), Instant::now());
        let (mut pacing, mut now, mut connects) = (Pacing::default(), start, 0);
        while now.duration_since(start) < total {
            pacing.begins(now, &pace);
            connects += 1;
            now += Duration::from_millis(5);
            if !(is_restart && pacing.may_restart(now, &pace)) {
                now += pacing.pause(now, &pace, chance);
            }
        }
        connects
    }

    #[test]
    fn ten_minutes_of_refusals_cost_at_most_twenty_connections_whatever_the_dice_say() {
        for chance in [0.0, 0.01, 0.2, 0.5, 1.0] {
            for is_restart in [false, true] {
                let connects = connects_in(Duration::from_secs(600), chance, is_restart);
                assert!(connects <= 20, "{connects} connections with chance {chance}, restart: {is_restart}");
            }
        }
    }

    #[test]
    fn the_first_request_to_connect_again_is_followed_at_once() {
        let mut pacing = Pacing::default();
        assert!(pacing.may_restart(Instant::now(), &Pace::default()));
    }

    #[test]
    fn a_connection_that_lasted_makes_the_next_pause_short_again() {
        let (pace, now) = (Pace::default(), Instant::now());
        let mut pacing = Pacing::default();
        for _ in 0..10 {
            pacing.pause(now, &pace, 1.0);
        }
        assert_eq!(pacing.pause(now, &pace, 1.0), pace.longest);
        pacing.lasted();
        assert_eq!(pacing.pause(now, &pace, 1.0), pace.first);
    }
}
