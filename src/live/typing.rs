//! Which leads write at this moment. WhatsApp says so again while it goes on, and may not say that it is over.
use crate::{conversations::Typing, leads::LeadId};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Nobody writes any more of whom nothing was heard for so long.
pub(super) const FADES_AFTER: Duration = Duration::from_secs(15);

/// What they do, and when that was heard last.
#[derive(Debug, Default)]
pub(super) struct WhoTypes(Mutex<HashMap<LeadId, (Typing, Instant)>>);

impl WhoTypes {
    /// Answers whether that is news.
    pub(super) fn hear(&self, lead: LeadId, typing: Option<Typing>) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match typing {
            Some(typing) => all.insert(lead, (typing, Instant::now())),
            None => all.remove(&lead),
        };
        before.map(|(before, _)| before) != typing
    }

    /// Forgets a lead of which nothing was heard for [`FADES_AFTER`]; answers whether there was something to forget.
    pub(super) fn fade(&self, lead: LeadId) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = all.get(&lead).is_some_and(|(_, heard)| heard.elapsed() >= FADES_AFTER);
        is_over && all.remove(&lead).is_some()
    }

    pub(super) fn of(&self, lead: LeadId) -> Option<Typing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&lead).map(|(typing, _)| *typing)
    }
}
