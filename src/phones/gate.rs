//! The gate that every connection to WhatsApp passes: so many a second for the whole program, phones that people wait for first.
//!
//! After a restart, or when the network comes back, a thousand phones want to connect at once; neither WhatsApp nor this
//! machine would like that.
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, oneshot},
    time::Instant,
};

/// Who goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// A person looks at a code, or people wait for this phone's messages.
    PeopleWait,
    /// Nobody waits.
    Usual,
}

/// Lets phones through one at a time; cheap to clone.
#[derive(Clone)]
pub(super) struct Gate(Arc<Waiting>);

#[derive(Default)]
struct Waiting {
    queues: Mutex<[VecDeque<oneshot::Sender<()>>; 2]>,
    came: Notify,
}

impl Gate {
    /// A gate that lets one through every `pause`; opened by [`Self::keep`].
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    /// Queues up. The answer comes when it is one's turn; whoever drops it gives the turn up.
    pub(super) fn queue(&self, urgency: Urgency) -> oneshot::Receiver<()> {
        let (turn, mine) = oneshot::channel();
        let mut queues = self.0.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues[usize::from(urgency == Urgency::Usual)].push_back(turn);
        self.0.came.notify_one();
        mine
    }

    /// Lets one through every `pause`, for ever.
    pub(super) async fn keep(self, pause: Duration) {
        let mut next = Instant::now();
        loop {
            tokio::time::sleep_until(next).await;
            // Chosen only now, so that whoever is urgent overtakes up to the last moment.
            while !self.let_one_through() {
                self.0.came.notified().await;
            }
            next = next.max(Instant::now().checked_sub(pause).unwrap_or(next)) + pause;
        }
    }

    /// Answers whether somebody went.
    fn let_one_through(&self) -> bool {
        let mut queues = self.0.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let [urgent, usual] = &mut *queues;
        while let Some(turn) = urgent.pop_front().or_else(|| usual.pop_front()) {
            if turn.send(()).is_ok() {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(5);

    async fn is_answered(turn: &mut oneshot::Receiver<()>) -> bool {
        tokio::task::yield_now().await;
        turn.try_recv().is_ok()
    }

    #[tokio::test]
    async fn however_many_wait_there_is_a_pause_between_any_two() {
        let gate = Gate::new();
        let keeper = tokio::spawn(gate.clone().keep(PAUSE));
        let begun = Instant::now();
        let turns: Vec<_> = (0..25).map(|_| gate.queue(Urgency::Usual)).collect();
        for turn in turns {
            turn.await.unwrap();
        }
        // One may go at once and one more for the time that nobody came.
        assert!(begun.elapsed() >= PAUSE * 23, "{:?}", begun.elapsed());
        keeper.abort();
    }

    #[tokio::test]
    async fn a_phone_that_people_wait_for_overtakes_all_others() {
        let gate = Gate::new();
        let mut usual: Vec<_> = (0..3).map(|_| gate.queue(Urgency::Usual)).collect();
        let mut urgent = gate.queue(Urgency::PeopleWait);
        assert!(gate.let_one_through());
        assert!(is_answered(&mut urgent).await);
        for turn in &mut usual {
            assert!(!is_answered(turn).await);
        }
    }

    #[tokio::test]
    async fn whoever_gave_up_takes_nobodys_turn() {
        let gate = Gate::new();
        for _ in 0..50 {
            drop(gate.queue(Urgency::PeopleWait));
        }
        let mut mine = gate.queue(Urgency::Usual);
        assert!(gate.let_one_through());
        assert!(is_answered(&mut mine).await);
        assert!(!gate.let_one_through(), "nobody is left");
    }
}
