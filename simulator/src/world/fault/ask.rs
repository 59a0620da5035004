//! What the rest of the world asks of the faults: "does something stand in the way of this?"

use super::super::pairing::RefLifetime;
use super::{Failure, FaultKind, Faults, Moment, PasskeyStep, ScanEnd, Stage, StreamError};
use crate::number::Number;
use std::time::Duration;
use tokio::time::Instant;

/// `<ack error>` of a message to somebody who may not be written to.
const NO_TOKEN: u16 = 463;

/// The attributes of a `<failure>` node.
pub(in crate::world) struct Refused {
    pub reason: Option<u16>,
    pub extra: Vec<(&'static str, String)>,
}

impl Refused {
    pub(in crate::world) fn because(reason: u16) -> Self {
        Self { reason: Some(reason), extra: Vec::new() }
    }

    fn failure(failure: &Failure) -> Self {
        Self { reason: failure.code, extra: failure.message.iter().map(|text| ("message", text.clone())).collect() }
    }
}

impl Faults {
    pub(crate) fn refuses(&mut self) -> bool {
        let refuses = |kind: &FaultKind| matches!(kind, FaultKind::Refuse | FaultKind::Outage { .. });
        self.act(None, |kind| refuses(kind).then_some(())).is_some()
    }

    /// Until when new sockets are frozen; `None` inside is for ever.
    pub(in crate::world) fn freezes_new(&self) -> Option<Option<Instant>> {
        self.lasting(None).find_map(|active| (active.fault.kind == FaultKind::Freeze { new: true }).then_some(active.until))
    }

    /// How many refs a pairing client gets of the usual number.
    pub(in crate::world) fn refs(&mut self, usual: u32) -> u32 {
        let fewer = self.act(None, |kind| match kind {
            FaultKind::NoRefs => Some(0),
            FaultKind::ShortRefs { count } => Some(*count),
            _ => None,
        });
        fewer.unwrap_or(usual).min(usual)
    }

    pub(in crate::world) fn ref_lifetime(&mut self) -> RefLifetime {
        let chosen = self.act(None, |kind| match kind {
            FaultKind::RefLifetime { first_ms, next_ms } => Some((*first_ms, *next_ms)),
            _ => None,
        });
        chosen.map_or_else(RefLifetime::default, |(first, next)| RefLifetime {
            first: Duration::from_millis(first),
            next: Duration::from_millis(next),
        })
    }

    /// Whether a passkey is demanded: which step of it fails, and whether the question is marked as simulated.
    pub(in crate::world) fn passkey(&mut self, number: &Number) -> Option<(Option<PasskeyStep>, bool)> {
        self.act(Some(number), |kind| match kind {
            FaultKind::Passkey { fail, simulated } => Some((*fail, *simulated)),
            _ => None,
        })
    }

    pub(in crate::world) fn scan_ends(&mut self, number: &Number) -> Option<ScanEnd> {
        self.act(Some(number), |kind| match kind {
            FaultKind::ScanEnds { how } => Some(*how),
            _ => None,
        })
    }

    pub(in crate::world) fn keeps_from_opening(&mut self, number: &Number) -> bool {
        self.act(Some(number), |kind| (kind == &FaultKind::Unopened).then_some(())).is_some()
    }

    /// The status with which the media server refuses.
    pub(crate) fn media_refusal(&mut self) -> Option<u16> {
        self.act(None, |kind| match kind {
            FaultKind::MediaAway { code } => Some(*code),
            _ => None,
        })
    }

    /// Whether what goes to this account's companions is damaged on its way.
    pub(in crate::world) fn damages(&mut self, number: &Number) -> bool {
        self.act(Some(number), |kind| (kind == &FaultKind::Damaged).then_some(())).is_some()
    }

    /// The error and the seconds to wait.
    pub(crate) fn code_refusal(&mut self, number: &Number) -> Option<(u16, Option<u32>)> {
        self.act(Some(number), |kind| match kind {
            FaultKind::PairCodeThrottled { code, backoff } => Some((*code, *backoff)),
            _ => None,
        })
    }

    pub(in crate::world) fn slow_login(&mut self, number: &Number) -> Option<Duration> {
        self.act(Some(number), |kind| match kind {
            FaultKind::SlowLogin { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        })
    }

    pub(crate) fn app_state_failure(&mut self, number: &Number) -> Option<u16> {
        self.act(Some(number), |kind| match kind {
            FaultKind::AppStateFailure { code } => Some(*code),
            _ => None,
        })
    }

    pub(in crate::world) fn duplicates(&mut self, number: &Number) -> bool {
        self.act(Some(number), |kind| (kind == &FaultKind::Duplicate).then_some(())).is_some()
    }

    /// How long a message waits: of each two that come together, the second arrives first.
    pub(in crate::world) fn late(&mut self, number: &Number) -> Option<Duration> {
        let wait = self.act(Some(number), |kind| match kind {
            FaultKind::Late { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        })?;
        self.late = self.late.wrapping_add(1);
        Some(if self.late.is_multiple_of(2) { wait / 2 } else { wait })
    }

    pub(crate) fn silent(&mut self, number: Option<&Number>, space: &str) -> bool {
        let silent = |kind: &FaultKind| matches!(kind, FaultKind::Silent { xmlns } if xmlns.as_deref().is_none_or(|xmlns| xmlns == space));
        self.act(number, |kind| silent(kind).then_some(())).is_some()
    }

    pub(in crate::world) fn outdated(&mut self, number: Option<&Number>, version: [u32; 3]) -> bool {
        self.act(number, |kind| (minimum(kind)? > version).then_some(())).is_some()
    }

    /// The version that every client has to have; `None` when any will do.
    pub(crate) fn minimum_version(&self) -> Option<[u32; 3]> {
        self.all().filter_map(|fault| minimum(&fault.kind)).max()
    }

    /// Until when an account is restricted (Unix seconds), and how.
    pub(crate) fn restriction(&self, number: &Number) -> Option<(i64, &str)> {
        self.lasting(Some(number)).find_map(|active| match &active.fault.kind {
            FaultKind::Restrict { until_secs_from_now, enforcement } => {
                // The second in which it ends counts: who waits for the end that was told must not come too early.
                Some((active.since.saturating_add_unsigned(*until_secs_from_now).saturating_add(1), enforcement.as_str()))
            }
            _ => None,
        })
    }

    /// The error that a message is refused with. `known` is whether the other side ever wrote to the sender.
    pub(crate) fn message_refusal(&mut self, number: &Number, to: Option<&Number>, known: bool) -> Option<u16> {
        let restricted = self.restriction(number).is_some();
        self.act(Some(number), |kind| match kind {
            FaultKind::Nack { code } => Some(*code),
            FaultKind::Restrict { .. } if !known => Some(NO_TOKEN),
            FaultKind::MissingToken { to: missing } if !restricted && Some(missing) == to => Some(NO_TOKEN),
            _ => None,
        })
    }

    /// How long every frame waits, and until when.
    pub(in crate::world) fn delay(&mut self, number: Option<&Number>) -> Option<(Duration, Option<Instant>)> {
        let until = self.lasting(number).find_map(|active| matches!(active.fault.kind, FaultKind::Delay { .. }).then_some(active.until))?;
        let chosen = self.act(number, |kind| match kind {
            FaultKind::Delay { ms } => Some(*ms),
            _ => None,
        });
        chosen.map(|ms| (Duration::from_millis(ms), until))
    }

    pub(in crate::world) fn login_failure(&mut self, number: &Number) -> Option<Refused> {
        self.act(Some(number), |kind| match kind {
            FaultKind::Failure(failure) if failure.stage == Stage::Login => Some(Refused::failure(failure)),
            FaultKind::Ban { code, expire } => {
                Some(Refused { extra: vec![("code", code.to_string()), ("expire", expire.to_string())], ..Refused::because(402) })
            }
            _ => None,
        })
    }

    pub(in crate::world) fn pairing_failure(&mut self) -> Option<Refused> {
        self.act(None, |kind| match kind {
            FaultKind::Failure(failure) if failure.stage == Stage::Pairing => Some(Refused::failure(failure)),
            _ => None,
        })
    }

    /// The stream error that is said at a moment, once `ready` for it.
    pub(in crate::world) fn stream_error(
        &mut self,
        number: Option<&Number>,
        at: Moment,
        ready: impl Fn(&StreamError) -> bool,
    ) -> Option<StreamError> {
        self.act(number, |kind| match kind {
            FaultKind::StreamError(error) if error.at == at && ready(error) => Some(error.clone()),
            _ => None,
        })
    }
}

fn minimum(kind: &FaultKind) -> Option<[u32; 3]> {
    match kind {
        FaultKind::Outdated { primary, secondary, tertiary } => Some([*primary, *secondary, *tertiary]),
        _ => None,
    }
}
