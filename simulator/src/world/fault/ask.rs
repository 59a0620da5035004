//! What the rest of the world asks of the faults: "does something stand in the way of this?"

use super::super::pairing::RefLifetime;
use super::{Failure, FaultKind, Faults, Moment, Stage, StreamError};
use crate::number::Number;
use std::time::Duration;
use tokio::time::Instant;

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

    pub(in crate::world) fn passkey(&mut self, number: &Number) -> bool {
        self.act(Some(number), |kind| (kind == &FaultKind::Passkey).then_some(())).is_some()
    }

    pub(in crate::world) fn delay(&mut self, number: Option<&Number>) -> Option<Duration> {
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
