//! The fan-out: numbers every change once, keeps the newest for tabs that come back, and passes them to all sockets.
use super::{
    model::{Attendant, Change, VERSION},
    presence::{Presence, Seat},
    typing::{FADES_AFTER, WhoTypes},
};
use crate::{
    conversations::Typing,
    event::{DomainEvent, Subscription},
    leads::LeadId,
    phones::{LinkProgress, PhoneId},
    team::{Permission, PersonId},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Changes kept for tabs that lost their socket.
const KEPT: usize = 1024;
/// A socket that falls further behind than this gets a resync.
const BEHIND: usize = 1024;

/// What sockets are passed.
#[derive(Clone, Debug)]
pub(super) enum Passed {
    /// A numbered change.
    Change(Arc<Numbered>),
    /// A link moved on; only for those who watch it.
    Link(Arc<LinkProgress>),
    /// The link that was sent to the owner of a phone's handset is over.
    GuestLinkEnded(PhoneId),
    /// A sign-in ended.
    SessionEnded(PersonId, Option<String>),
    /// Somebody came to a lead, left it, or began or ended writing, as the lead itself may; only for those who have it open.
    Attendance(LeadId),
}

/// A change with its number and who may see it.
#[derive(Debug)]
pub(super) struct Numbered {
    pub(super) seq: u64,
    pub(super) change: Change,
    pub(super) needs: Permission,
}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Fanout(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    run: String,
    kept: Mutex<Kept>,
    sockets: broadcast::Sender<Passed>,
    presence: Presence,
    typing: WhoTypes,
}

#[derive(Debug, Default)]
struct Kept {
    seq: u64,
    changes: VecDeque<Arc<Numbered>>,
}

/// Where a socket begins.
pub(super) struct Beginning {
    pub(super) run: String,
    pub(super) seq: u64,
    /// What was missed; none when it cannot be told any more.
    pub(super) missed: Option<Vec<Arc<Numbered>>>,
    pub(super) passed: broadcast::Receiver<Passed>,
}

impl Default for Fanout {
    fn default() -> Self {
        let run = format!("{VERSION} {}", Uuid::now_v7().simple());
        let (sockets, presence, typing) = (broadcast::Sender::new(BEHIND), Presence::default(), WhoTypes::default());
        Self(Arc::new(Shared { run, kept: Mutex::default(), sockets, presence, typing }))
    }
}

impl Fanout {
    /// Listens to the bus until it closes.
    pub async fn run(self, mut events: Subscription) {
        loop {
            match events.recv().await {
                Ok(event) => self.pass(&event),
                // Numbers were lost, so no tab may go on as if nothing had happened.
                Err(broadcast::error::RecvError::Lagged(_)) => self.forget(),
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    /// Begins a socket: subscribing and looking at what is kept are one step, so that nothing falls between.
    pub(super) fn begin(&self, run: Option<&str>, seq: u64) -> Beginning {
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = kept.changes.front().map_or(kept.seq + 1, |change| change.seq);
        let can_replay = run == Some(self.0.run.as_str()) && seq + 1 >= oldest && seq <= kept.seq;
        let missed = can_replay.then(|| kept.changes.iter().filter(|change| change.seq > seq).cloned().collect());
        Beginning { run: self.0.run.clone(), seq: kept.seq, missed, passed: self.0.sockets.subscribe() }
    }

    /// Puts a tab at a lead, or nowhere, and tells those who are there.
    pub(super) fn sit(&self, tab: Uuid, seat: Option<Seat>) {
        for lead in self.0.presence.sit(tab, seat) {
            drop(self.0.sockets.send(Passed::Attendance(lead)));
        }
    }

    /// Everybody but this person at a lead.
    pub(super) fn others_at(&self, lead: LeadId, than: PersonId) -> Vec<Attendant> {
        self.0.presence.others_at(lead, than)
    }

    /// What a lead does that is about to send a message.
    pub(super) fn typing(&self, lead: LeadId) -> Option<Typing> {
        self.0.typing.of(lead)
    }

    /// Tells those who have the lead open; what nothing more is heard of is over.
    fn hear_typing(&self, lead: LeadId, typing: Option<Typing>) {
        if self.0.typing.hear(lead, typing) {
            drop(self.0.sockets.send(Passed::Attendance(lead)));
        }
        if typing.is_some() {
            let shared = self.0.clone();
            tokio::spawn(async move {
                tokio::time::sleep(FADES_AFTER).await;
                if shared.typing.fade(lead) {
                    drop(shared.sockets.send(Passed::Attendance(lead)));
                }
            });
        }
    }

    fn pass(&self, event: &DomainEvent) {
        match event {
            DomainEvent::LeadTyped(lead, typing) => return self.hear_typing(*lead, *typing),
            DomainEvent::MessageAdded(message) if !message.is_ours() => self.hear_typing(message.lead_id, None),
            _ => {}
        }
        let passed = match event {
            DomainEvent::LinkProgressed(progress) => Passed::Link(Arc::new(progress.clone())),
            DomainEvent::GuestLinkEnded(phone) => Passed::GuestLinkEnded(*phone),
            DomainEvent::SessionEnded { person, session } => Passed::SessionEnded(*person, session.clone()),
            other => match change_of(other) {
                Some((change, needs)) => return self.pass_change(change, needs),
                None => return,
            },
        };
        drop(self.0.sockets.send(passed));
    }

    fn pass_change(&self, change: Change, needs: Permission) {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.seq += 1;
        let numbered = Arc::new(Numbered { seq: kept.seq, change, needs });
        kept.changes.push_back(numbered.clone());
        if kept.changes.len() > KEPT {
            kept.changes.pop_front();
        }
        // Still under the lock, so that sockets get the numbers in order.
        drop(self.0.sockets.send(Passed::Change(numbered)));
    }

    /// Skips a number, so that every tab sees a gap and fetches again.
    fn forget(&self) {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.seq += 1;
        kept.changes.clear();
    }
}

fn change_of(event: &DomainEvent) -> Option<(Change, Permission)> {
    Some(match event {
        DomainEvent::PhoneChanged(phone) => (Change::Phone(phone.clone()), Permission::SeePhones),
        DomainEvent::PhoneRemoved(id) => (Change::PhoneRemoved(*id), Permission::SeePhones),
        DomainEvent::LeadChanged(lead) => (Change::Lead(lead.clone()), Permission::SeeLeads),
        DomainEvent::LeadFactsChanged(lead) => (Change::LeadFacts(*lead), Permission::SeeLeads),
        DomainEvent::ViewsChanged => (Change::Views, Permission::SeeLeads),
        DomainEvent::LeadsImported => (Change::Leads, Permission::SeeLeads),
        DomainEvent::ImportChanged(import) => (Change::Import(import.clone()), Permission::AddLeads),
        DomainEvent::StagesChanged => (Change::Stages, Permission::SeeLeads),
        DomainEvent::AssignmentRulesChanged => (Change::AssignmentRules, Permission::SetAssignment),
        DomainEvent::ScheduledChanged(lead) => (Change::Scheduled(*lead), Permission::SeeLeads),
        DomainEvent::TemplatesChanged => (Change::Templates, Permission::SeeLeads),
        DomainEvent::SequencesChanged => (Change::Sequences, Permission::SeeLeads),
        DomainEvent::QuietHoursChanged => (Change::QuietHours, Permission::SeeLeads),
        DomainEvent::LeadMerged(from, into) => (Change::LeadMerged(*from, *into), Permission::SeeLeads),
        DomainEvent::LeadsDeleted(leads) => (Change::LeadsDeleted(leads.clone()), Permission::SeeLeads),
        DomainEvent::ConversationMoved(lead) => (Change::Conversation(*lead), Permission::SeeLeads),
        DomainEvent::MessageAdded(message) | DomainEvent::MessageChanged(message) => {
            (Change::Message(message.clone()), Permission::SeeLeads)
        }
        DomainEvent::LinkProgressed(_) | DomainEvent::GuestLinkEnded(_) | DomainEvent::SessionEnded { .. } | DomainEvent::LeadTyped(..) => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn removed(fanout: &Fanout) {
        fanout.pass(&DomainEvent::PhoneRemoved(PhoneId(Uuid::now_v7())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_lead_writes_no_more_after_a_message_or_after_fifteen_seconds_without_news() {
        let (fanout, lead) = (Fanout::default(), LeadId(Uuid::now_v7()));
        let says = |typing| fanout.pass(&DomainEvent::LeadTyped(lead, typing));
        says(Some(Typing::Writing));
        tokio::time::sleep(FADES_AFTER - Duration::from_secs(1)).await;
        says(Some(Typing::Recording));
        tokio::time::sleep(FADES_AFTER - Duration::from_secs(1)).await;
        assert_eq!(fanout.typing(lead), Some(Typing::Recording), "it was said again");
        let mut heard = fanout.begin(None, 0).passed;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(fanout.typing(lead), None);
        assert!(matches!(heard.try_recv(), Ok(Passed::Attendance(of)) if of == lead), "those who look at it are told");
        says(Some(Typing::Writing));
        says(None);
        assert_eq!(fanout.typing(lead), None, "they said so");
    }

    #[test]
    fn a_tab_that_comes_back_gets_exactly_what_it_missed() {
        let fanout = Fanout::default();
        let first = fanout.begin(None, 0);
        assert!(first.missed.is_none(), "a new tab has nothing to go on from");
        for _ in 0..3 {
            removed(&fanout);
        }
        let back = fanout.begin(Some(&first.run), 1);
        let missed: Vec<_> = back.missed.into_iter().flatten().map(|change| change.seq).collect();
        assert_eq!(missed, [2, 3]);
    }

    #[test]
    fn a_tab_of_another_run_or_too_far_behind_fetches_again() {
        let fanout = Fanout::default();
        let run = fanout.begin(None, 0).run;
        for _ in 0..=KEPT {
            removed(&fanout);
        }
        assert!(fanout.begin(Some(&run), 0).missed.is_none(), "the first change is no longer kept");
        assert!(fanout.begin(Some(&run), 1).missed.is_some());
        assert!(fanout.begin(Some("another run"), 1).missed.is_none());
        assert!(fanout.begin(Some(&run), u64::MAX - 1).missed.is_none(), "a number from the future");
    }

    #[test]
    fn when_the_fanout_itself_missed_something_every_tab_fetches_again() {
        let fanout = Fanout::default();
        let run = fanout.begin(None, 0).run;
        removed(&fanout);
        fanout.forget();
        assert!(fanout.begin(Some(&run), 1).missed.is_none());
    }
}
