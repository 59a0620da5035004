//! Scripted trouble.
//!
//! Some faults happen once, when they are set (`cut`, `freeze`,
//! `stream_error`, `forget_sessions`, `rotate_key`). The
//! others stay, and act on what comes, until they have acted `times` times, `duration_ms` is over,
//! or they are cleared.

use super::pairing::RefLifetime;
use super::publish::{conflict, stream_error};
use super::{Command, World};
use crate::number::Number;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;

/// One kind of trouble. On the wire it is the field `kind`, in snake case, beside the fields of the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Answers new WebSockets with HTTP 503.
    Refuse,
    /// Drops the sockets that are open, with no closing frame. Acts once.
    Cut,
    /// Stops reading and writing on the sockets that are open, for `duration_ms` or until cleared. Acts once.
    Freeze,
    /// Gives pairing clients no refs.
    NoRefs,
    /// Refuses logins with `<failure reason>`.
    Failure {
        /// The reason: 401 logged out, 403 locked, 405 outdated, 503…
        code: u16,
        /// Free text for the client.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// Refuses logins with a temporary ban (402), and ends sessions that are open.
    Ban {
        /// The ban's reason, for example 101: sent too many messages to people who do not know the number.
        #[serde(default = "default_ban")]
        code: u16,
        /// How long the ban lasts, in seconds.
        expire: u64,
    },
    /// Sends `<stream:error code>` to logged-in sockets and closes them. Acts once.
    StreamError {
        /// 401, 409, 429, 500, 503, 515, 516…
        code: u16,
        /// `replaced` or `device_removed`, where the server says which.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conflict: Option<Conflict>,
    },
    /// Waits before every frame to a client.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Refuses messages with `<ack error>` and delivers them to nobody.
    Nack {
        /// 463 no token for this recipient, 479 malformed, 500…
        code: u16,
    },
    /// How long new refs are good for.
    RefLifetime {
        /// The first one, in milliseconds.
        first_ms: u64,
        /// Each that follows, in milliseconds.
        next_ms: u64,
    },
    /// Answers a scan with a demand for a passkey: the client is asked for a WebAuthn assertion and
    /// the scan is refused with `passkey_required`.
    Passkey,
    /// Handsets lose their Signal sessions, as after a restore from an old backup. Acts once.
    ForgetSessions,
    /// Changes the server's static key, so that a client with the old one falls back to XX. Acts once.
    RotateKey,
}

/// What a stream error says about the session that took the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// Another socket of the same device.
    Replaced,
    /// The handset removed the device.
    DeviceRemoved,
}

/// A fault and what it applies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// Only to this account; to all when absent. `refuse`, `no_refs` and `ref_lifetime` come before
    /// the account is known and ignore it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// How many times it acts; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How long it lasts, in milliseconds; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self { kind, number: None, times: None, duration_ms: None }
    }
}

fn default_ban() -> u16 {
    101
}

struct Active {
    fault: Fault,
    until: Option<Instant>,
}

/// The faults that stay.
#[derive(Default)]
pub(crate) struct Faults(Vec<Active>);

impl Faults {
    pub(crate) fn list(&self) -> Vec<Fault> {
        self.0.iter().filter(|active| active.lasts()).map(|active| active.fault.clone()).collect()
    }

    /// The first fault that `select` wants and that applies to the number; counts it as having acted.
    fn act<T>(&mut self, number: Option<&Number>, select: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        let applies = |fault: &Fault| fault.number.is_none() || fault.number.as_ref() == number;
        self.0.retain(Active::lasts);
        let mut wanted = self.0.iter_mut().filter(|active| applies(&active.fault));
        let (active, chosen) = wanted.find_map(|active| select(&active.fault.kind).map(|chosen| (active, chosen)))?;
        if let Some(times) = &mut active.fault.times {
            *times = times.saturating_sub(1);
        }
        Some(chosen)
    }

    pub(crate) fn refuses(&mut self) -> bool {
        self.act(None, |kind| (kind == &FaultKind::Refuse).then_some(())).is_some()
    }

    pub(super) fn no_refs(&mut self) -> bool {
        self.act(None, |kind| (kind == &FaultKind::NoRefs).then_some(())).is_some()
    }

    pub(super) fn passkey(&mut self, number: &Number) -> bool {
        self.act(Some(number), |kind| (kind == &FaultKind::Passkey).then_some(())).is_some()
    }

    pub(super) fn ref_lifetime(&mut self) -> RefLifetime {
        let chosen = self.act(None, |kind| match kind {
            FaultKind::RefLifetime { first_ms, next_ms } => Some((*first_ms, *next_ms)),
            _ => None,
        });
        chosen.map_or_else(RefLifetime::default, |(first, next)| RefLifetime {
            first: Duration::from_millis(first),
            next: Duration::from_millis(next),
        })
    }

    pub(super) fn delay(&mut self, number: Option<&Number>) -> Option<Duration> {
        let chosen = self.act(number, |kind| match kind {
            FaultKind::Delay { ms } => Some(*ms),
            _ => None,
        });
        chosen.map(Duration::from_millis)
    }

    pub(crate) fn nack(&mut self, number: &Number) -> Option<u16> {
        self.act(Some(number), |kind| match kind {
            FaultKind::Nack { code } => Some(*code),
            _ => None,
        })
    }

    /// The reason and the other attributes of `<failure>`.
    pub(super) fn login_failure(&mut self, number: &Number) -> Option<(u16, Vec<(&'static str, String)>)> {
        self.act(Some(number), |kind| match kind {
            FaultKind::Failure { code, message } => Some((*code, message.iter().map(|text| ("message", text.clone())).collect())),
            FaultKind::Ban { code, expire } => Some((402, vec![("code", code.to_string()), ("expire", expire.to_string())])),
            _ => None,
        })
    }
}

impl Active {
    fn lasts(&self) -> bool {
        self.fault.times != Some(0) && self.until.is_none_or(|until| until > Instant::now())
    }
}

impl World {
    /// Sets a fault, or does it at once if it is of the kind that acts once.
    pub(crate) fn add_fault(&mut self, fault: Fault) -> Result<(), Refusal> {
        let number = fault.number.as_ref();
        let duration = fault.duration_ms.map(Duration::from_millis);
        match &fault.kind {
            FaultKind::Cut => self.command_all(number, || Command::Cut),
            FaultKind::Freeze => self.command_all(number, || Command::Freeze(duration)),
            FaultKind::StreamError { code, conflict } => self.end_streams(number, *code, *conflict),
            FaultKind::ForgetSessions => {
                let handsets = self.handsets.values_mut().filter(|handset| number.is_none_or(|number| number == &handset.number));
                handsets.for_each(|handset| handset.party.forget_sessions());
            }
            FaultKind::RotateKey => {
                self.server = self.server.rotated().map_err(|error| Refusal::Internal(error.to_string()))?;
            }
            FaultKind::Ban { .. } => {
                self.command_all(number, || Command::Close);
                self.keep(fault);
            }
            FaultKind::Delay { ms } => {
                self.command_all(number, || Command::Delay(Duration::from_millis(*ms)));
                self.keep(fault);
            }
            _ => self.keep(fault),
        }
        self.touch();
        Ok(())
    }

    fn keep(&mut self, fault: Fault) {
        let until = fault.duration_ms.map(|ms| Instant::now() + Duration::from_millis(ms));
        self.faults.0.push(Active { fault, until });
    }

    fn end_streams(&mut self, number: Option<&Number>, code: u16, reason: Option<Conflict>) {
        for id in self.connections_of(number) {
            if self.device_at(id).is_none() {
                continue;
            }
            let word = match reason {
                Some(Conflict::Replaced) => conflict("replaced", Some(code)),
                Some(Conflict::DeviceRemoved) => conflict("device_removed", Some(code)),
                None => stream_error(code),
            };
            self.dismiss(id, word);
        }
    }

    /// Ends all faults: thaws frozen sockets and takes back delays.
    pub(crate) fn clear_faults(&mut self) {
        self.faults.0.clear();
        self.command_all(None, || Command::Thaw);
        self.command_all(None, || Command::Delay(Duration::ZERO));
        self.touch();
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, World};

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
}
