//! The outer watchdog: what was last heard on every session, by a clock that never steps.
//!
//! The library measures silence by the wall clock (0.7.0, `keepalive.rs`), so a step backwards makes it blind. This one counts
//! frames against monotonic time, and also sees a key saver that has given up.
use super::{
    model::PhoneId,
    supervision::{Shared, Supervisor},
    ward::Command,
};
use crate::whatsapp::EngineSession;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};
use tokio::time::Instant;

/// Since when each session has been as silent as it is.
pub(super) type Pulses = HashMap<PhoneId, Pulse>;

/// What was last heard on one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pulse {
    frames: u64,
    heard: Instant,
    /// Its ward was told of the silence.
    told: bool,
}

/// How one phone's session is doing right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// How long ago a frame came, milliseconds, as precise as the sessions are looked after.
    pub heard_ago_ms: u64,
    /// Whether its keys are no longer saved.
    pub saver_is_halted: bool,
}

impl Supervisor {
    /// How the sessions that are open are doing.
    pub fn vitals(&self) -> HashMap<PhoneId, Vitals> {
        let sessions = self.sessions();
        let pulses = self.shared().pulses.lock().unwrap_or_else(PoisonError::into_inner);
        let vitals = |(id, session): (PhoneId, Arc<EngineSession>)| {
            let heard_ago_ms = pulses.get(&id).map_or(0, |pulse| milliseconds(pulse.heard));
            (id, Vitals { heard_ago_ms, saver_is_halted: session.saver_is_halted() })
        };
        sessions.into_iter().map(vitals).collect()
    }

    /// Looks after every session for ever.
    pub(super) async fn look_after(&self) {
        let mut ticks = tokio::time::interval(self.shared().limits.look_after);
        loop {
            ticks.tick().await;
            self.feel_pulses();
        }
    }

    fn feel_pulses(&self) {
        let (sessions, silence, now) = (self.sessions(), self.shared().limits.silence, Instant::now());
        let mut complaints = Vec::new();
        {
            let mut pulses = self.shared().pulses.lock().unwrap_or_else(PoisonError::into_inner);
            pulses.retain(|id, _| sessions.contains_key(id));
            for (id, session) in sessions {
                let frames = session.frames_received();
                let pulse = pulses.entry(id).or_insert(Pulse { frames, heard: now, told: false });
                if pulse.frames != frames {
                    *pulse = Pulse { frames, heard: now, told: false };
                }
                if now.duration_since(pulse.heard) >= silence && !pulse.told {
                    pulse.told = true;
                    complaints.push((id, Command::Silent(session)));
                } else if session.saver_is_halted() {
                    complaints.push((id, Command::NotSaving(session)));
                }
            }
        }
        for (id, complaint) in complaints {
            self.tell(id, complaint);
        }
    }
}

impl Shared {
    /// How long ago this phone's session heard something, milliseconds; 0 when that is not known.
    pub(super) fn heard_ago_ms(&self, id: PhoneId) -> i64 {
        let pulses = self.pulses.lock().unwrap_or_else(PoisonError::into_inner);
        pulses.get(&id).map_or(0, |pulse| i64::try_from(milliseconds(pulse.heard)).unwrap_or(0))
    }
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
