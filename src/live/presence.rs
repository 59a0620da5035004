//! Who has which lead open in a tab, and who writes to them, so that no two answer at once. It is known in memory only: it is true as
//! long as the tabs' sockets live.
use super::model::Attendant;
use crate::{leads::LeadId, team::PersonId};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;

/// A tab with a lead open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    pub(super) lead: LeadId,
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) is_writing: bool,
}

/// All of them, by tab.
#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<BTreeMap<Uuid, Seat>>);

impl Presence {
    /// Puts a tab somewhere, or nowhere. Answers the leads for which that changes something.
    pub(super) fn sit(&self, tab: Uuid, seat: Option<Seat>) -> Vec<LeadId> {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match seat.clone() {
            Some(seat) => seats.insert(tab, seat),
            None => seats.remove(&tab),
        };
        if before == seat {
            return Vec::new();
        }
        let mut changed: Vec<_> = before.into_iter().chain(seat).map(|seat| seat.lead).collect();
        changed.dedup();
        changed
    }

    /// Everybody but this person at a lead, by name; once each, however many tabs they have.
    pub(super) fn others_at(&self, lead: LeadId, than: PersonId) -> Vec<Attendant> {
        let seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut others = BTreeMap::new();
        for seat in seats.values().filter(|seat| seat.lead == lead && seat.person != than) {
            let is_writing = others.entry((&seat.name, seat.person.0)).or_insert(false);
            *is_writing |= seat.is_writing;
        }
        others.into_iter().map(|((name, _), is_writing)| Attendant { name: name.clone(), is_writing }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(lead: LeadId, person: PersonId, is_writing: bool) -> Option<Seat> {
        Some(Seat { lead, person, name: "Rina".into(), is_writing })
    }

    #[test]
    fn a_person_with_two_tabs_is_there_once_and_writes_when_one_of_them_does() {
        let (presence, lead, rina, me) = (Presence::default(), LeadId(Uuid::now_v7()), PersonId(Uuid::now_v7()), PersonId(Uuid::now_v7()));
        let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
        presence.sit(one, seat(lead, rina, true));
        presence.sit(two, seat(lead, rina, false));
        assert_eq!(presence.others_at(lead, me), [Attendant { name: "Rina".into(), is_writing: true }]);
        assert!(presence.others_at(lead, rina).is_empty(), "nobody is told of themselves");
        presence.sit(one, None);
        assert_eq!(presence.others_at(lead, me), [Attendant { name: "Rina".into(), is_writing: false }]);
    }

    #[test]
    fn both_the_lead_that_is_left_and_the_one_that_is_opened_change_and_the_same_again_changes_nothing() {
        let (presence, rina, tab) = (Presence::default(), PersonId(Uuid::now_v7()), Uuid::now_v7());
        let (first, second) = (LeadId(Uuid::now_v7()), LeadId(Uuid::now_v7()));
        assert_eq!(presence.sit(tab, seat(first, rina, false)), [first]);
        assert_eq!(presence.sit(tab, seat(second, rina, false)), [first, second]);
        assert!(presence.sit(tab, seat(second, rina, false)).is_empty());
        assert_eq!(presence.sit(tab, None), [second]);
    }
}
