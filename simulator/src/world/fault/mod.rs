//! Scripted trouble.
//!
//! Some faults happen once, when they are set (`cut`, `freeze`, `stream_error` now,
//! `forget_sessions`, `rotate_key`). The others stay, and act on what comes, until they have acted
//! `times` times, `duration_ms` is over, or they are cleared.

mod ask;
mod kind;

pub(super) use ask::Refused;
pub use kind::{Audience, Conflict, Failure, Fault, FaultKind, Moment, OutageAnswer, PasskeyStep, ScanEnd, Stage, StreamError, When};

use super::publish::{conflict, stream_error};
use super::view::ConnectionState;
use super::{Command, ConnectionId, World};
use crate::clock::now_secs;
use crate::number::Number;
use crate::refusal::Refusal;
use std::time::Duration;
use tokio::time::Instant;

struct Active {
    fault: Fault,
    until: Option<Instant>,
    /// Unix seconds.
    since: i64,
}

impl Active {
    fn lasts(&self) -> bool {
        self.fault.times != Some(0) && self.until.is_none_or(|until| until > Instant::now())
    }

    fn applies(&self, number: Option<&Number>) -> bool {
        self.fault.number.is_none() || self.fault.number.as_ref() == number
    }
}

/// The faults that stay.
#[derive(Default)]
pub(crate) struct Faults {
    active: Vec<Active>,
    /// How many messages were late.
    late: u64,
}

impl Faults {
    pub(crate) fn list(&self) -> Vec<Fault> {
        self.all().cloned().collect()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Fault> {
        self.active.iter().filter(|active| active.lasts()).map(|active| &active.fault)
    }

    /// The first fault that `select` wants and that applies to the number; counts it as having acted.
    fn act<T>(&mut self, number: Option<&Number>, select: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        if self.active.is_empty() {
            return None;
        }
        self.active.retain(Active::lasts);
        let mut wanted = self.active.iter_mut().filter(|active| active.applies(number));
        let (active, chosen) = wanted.find_map(|active| select(&active.fault.kind).map(|chosen| (active, chosen)))?;
        if let Some(times) = &mut active.fault.times {
            *times = times.saturating_sub(1);
        }
        Some(chosen)
    }

    /// The faults that apply to the number now, without counting.
    fn lasting(&self, number: Option<&Number>) -> impl Iterator<Item = &Active> {
        self.active.iter().filter(move |active| active.lasts() && active.applies(number))
    }
}

impl World {
    /// Sets a fault, or does it at once if it is of the kind that acts once.
    pub(crate) fn add_fault(&mut self, fault: Fault) -> Result<(), Refusal> {
        let number = fault.number.as_ref();
        let duration = fault.duration_ms.map(Duration::from_millis);
        match &fault.kind {
            FaultKind::Cut => self.command_all(number, || Command::Cut),
            FaultKind::Freeze { new } => {
                self.command_all(number, || Command::Freeze(duration));
                if *new {
                    self.keep(fault);
                }
            }
            FaultKind::Outage { answer } => {
                self.command_all(None, || Command::Cut);
                if *answer == OutageAnswer::Reset {
                    self.door.shut(duration);
                }
                self.keep(Fault { number: None, ..fault });
            }
            FaultKind::StreamError(error) if error.at == Moment::Now => self.end_streams(number, error),
            FaultKind::RefreshCode { force_manual } => self.refresh_codes(number, *force_manual),
            FaultKind::ForgetSessions => {
                let handsets = self.handsets.values_mut().filter(|handset| number.is_none_or(|number| number == &handset.number));
                handsets.for_each(|handset| handset.party.forget_sessions());
            }
            FaultKind::Readdress { addressing } => {
                let handsets = self.handsets.values_mut().filter(|handset| number.is_none_or(|number| number == &handset.number));
                handsets.for_each(|handset| handset.addressing = *addressing);
            }
            FaultKind::RotateKey => {
                self.server = self.server.rotated().map_err(|error| Refusal::Internal(error.to_string()))?.into();
            }
            FaultKind::Ban { .. } => {
                self.command_all(number, || Command::Close);
                self.keep(fault);
            }
            FaultKind::Delay { ms } => {
                let until = duration.map(|duration| Instant::now() + duration);
                self.command_all(number, || Command::Delay(Duration::from_millis(*ms), until));
                self.keep(fault);
            }
            _ => self.keep(fault),
        }
        self.touch();
        Ok(())
    }

    fn keep(&mut self, fault: Fault) {
        let length = match &fault.kind {
            FaultKind::Restrict { until_secs_from_now, .. } => Some(Duration::from_secs(*until_secs_from_now)),
            _ => fault.duration_ms.map(Duration::from_millis),
        };
        // A length beyond all clocks is without end.
        let until = length.and_then(|length| Instant::now().checked_add(length));
        self.faults.active.push(Active { fault, until, since: now_secs() });
    }

    fn end_streams(&mut self, number: Option<&Number>, error: &StreamError) {
        for id in self.connections_of(number) {
            let state = self.connections.get(&id).map(|connection| connection.state);
            let meant = match error.to {
                Audience::LoggedIn => state == Some(ConnectionState::LoggedIn),
                Audience::Pairing => state == Some(ConnectionState::Pairing),
                Audience::All => matches!(state, Some(ConnectionState::LoggedIn | ConnectionState::Pairing)),
            };
            if meant {
                self.end_stream(id, error);
            }
        }
    }

    pub(super) fn end_stream(&mut self, at: ConnectionId, error: &StreamError) {
        let word = match error.conflict {
            Some(Conflict::Replaced) => conflict("replaced", error.code),
            Some(Conflict::DeviceRemoved) => conflict("device_removed", error.code),
            None => stream_error(error.code),
        };
        self.dismiss(at, word);
    }

    /// Ends all faults: thaws frozen sockets, takes back delays, opens the door.
    pub(crate) fn clear_faults(&mut self) {
        self.faults.active.clear();
        self.door.open();
        self.command_all(None, || Command::Thaw);
        self.command_all(None, || Command::Delay(Duration::ZERO, None));
        self.touch();
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, Moment, StreamError, World};

    #[test]
    fn a_fault_that_acts_twice_is_gone_after_two_times() {
        let mut world = World::new().unwrap();
        world.add_fault(Fault { times: Some(2), ..FaultKind::Refuse.into() }).unwrap();
        assert_eq!([world.faults.refuses(), world.faults.refuses(), world.faults.refuses()], [true, true, false]);
    }

    #[test]
    fn a_fault_is_read_from_one_flat_object() {
        let fault: Fault = serde_json::from_str(r#"{"kind":"nack","code":463,"number":"+6281200000001"}"#).unwrap();
        assert_eq!(fault.kind, FaultKind::Nack { code: 463 });
        assert!(fault.number.is_some());
    }

    #[test]
    fn what_is_not_said_of_a_stream_error_is_taken_as_usual() {
        let fault: Fault = serde_json::from_str(r#"{"kind":"stream_error","at":"login","times":3}"#).unwrap();
        assert_eq!(fault.kind, FaultKind::StreamError(StreamError { at: Moment::Login, ..StreamError::default() }));
        assert_eq!(fault.times, Some(3));
    }
}
