//! A random sequence of trouble that every client must survive: the same seed gives the same sequence.

use crate::number::Number;
use crate::refusal::Refusal;
use crate::shared::Shared;
use crate::world::{Addressing, Fault, FaultKind, StreamError};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The longest sequence.
const MAX_STEPS: usize = 10_000;
/// The longest that one step's trouble lasts, in milliseconds.
const LONGEST_MS: u64 = 1_500;
/// Handsets forget their sessions no more often than once in so many steps.
const BETWEEN_FORGETTING: usize = 50;

/// A sequence to be played.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewChaos {
    /// What decides the sequence.
    pub seed: u64,
    /// How long it is: 1 to 10,000.
    pub steps: usize,
    /// How long the world is left alone after each step, in milliseconds.
    pub pause_ms: u64,
    /// Accounts that misbehave: what they send cannot be opened now and then, and their chats change their name space.
    #[serde(default)]
    pub accounts: Vec<Number>,
}

/// A sequence, and how much of it was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChaosView {
    /// What decided the sequence.
    pub seed: u64,
    /// How long the world is left alone after each step, in milliseconds.
    pub pause_ms: u64,
    /// Whether there is more to come.
    pub running: bool,
    /// How many steps were done.
    pub done: usize,
    /// All steps, done or not.
    pub steps: Vec<Fault>,
}

/// The sequence of the moment, or the last one.
#[derive(Default)]
pub(crate) struct Chaos {
    view: Mutex<Option<ChaosView>>,
    stop: watch::Sender<u64>,
}

impl Chaos {
    pub(crate) fn view(&self) -> Option<ChaosView> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<ChaosView>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the sequence before its next step.
    pub(crate) fn stop(&self) -> Option<ChaosView> {
        self.stop.send_modify(|turn| *turn += 1);
        let mut view = self.lock();
        if let Some(view) = view.as_mut() {
            view.running = false;
        }
        view.clone()
    }
}

/// Begins to play a sequence, and answers it.
pub(crate) fn start(shared: &Arc<Shared>, new: NewChaos) -> Result<ChaosView, Refusal> {
    if !(1..=MAX_STEPS).contains(&new.steps) {
        return Err(Refusal::BadRequest(format!("steps are 1 to {MAX_STEPS}")));
    }
    let view =
        ChaosView { seed: new.seed, pause_ms: new.pause_ms, running: true, done: 0, steps: sequence(new.seed, new.steps, &new.accounts) };
    let mut present = shared.chaos.lock();
    if present.as_ref().is_some_and(|present| present.running) {
        return Err(Refusal::ChaosRunning);
    }
    *present = Some(view.clone());
    drop(present);
    let stop = shared.chaos.stop.subscribe();
    tokio::spawn(play(shared.clone(), view.clone(), stop));
    Ok(view)
}

async fn play(shared: Arc<Shared>, chaos: ChaosView, mut stop: watch::Receiver<u64>) {
    for fault in chaos.steps {
        if stop.has_changed().unwrap_or(true) {
            return;
        }
        if let Err(refusal) = shared.world.lock().await.add_fault(fault) {
            tracing::warn!("A step of the chaos was refused: {refusal}");
        }
        if let Some(view) = shared.chaos.lock().as_mut() {
            view.done += 1;
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(chaos.pause_ms)) => {}
            _ = stop.changed() => return,
            () = shared.stopped() => return,
        }
    }
    if let Some(view) = shared.chaos.lock().as_mut() {
        view.running = false;
    }
}

fn sequence(seed: u64, steps: usize, accounts: &[Number]) -> Vec<Fault> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut forgot = None;
    (1..=steps)
        .map(|at| match step(&mut random, accounts) {
            // A handset asks for a message five times and no more: one that forgets each second loses messages by its own fault.
            Fault { kind: FaultKind::ForgetSessions, .. } if forgot.is_some_and(|forgot| at < forgot + BETWEEN_FORGETTING) => {
                FaultKind::Cut.into()
            }
            fault => {
                if fault.kind == FaultKind::ForgetSessions {
                    forgot = Some(at);
                }
                fault
            }
        })
        .collect()
}

/// Each ends by itself.
fn step(random: &mut StdRng, accounts: &[Number]) -> Fault {
    let length = random.random_range(50..=LONGEST_MS);
    let lasting = |kind: FaultKind| Fault { duration_ms: Some(length), ..kind.into() };
    let account = accounts.get(random.random_range(0..accounts.len().max(1))).cloned();
    match (random.random_range(0..17), account) {
        (0, _) => FaultKind::Cut.into(),
        (1, _) => lasting(FaultKind::Freeze { new: false }),
        (2, _) => FaultKind::StreamError(StreamError::with_code(503)).into(),
        (3, _) => FaultKind::StreamError(StreamError::with_code(515)).into(),
        (4, _) => FaultKind::StreamError(StreamError::default()).into(),
        (5, _) => lasting(FaultKind::Delay { ms: length / 50 }),
        (6, _) => lasting(FaultKind::Duplicate),
        (7, _) => lasting(FaultKind::Late { ms: length / 5 }),
        (8, _) => lasting(FaultKind::Refuse),
        (9, _) => FaultKind::RotateKey.into(),
        (10, _) => FaultKind::ForgetSessions.into(),
        (11, _) => lasting(FaultKind::AppStateFailure { code: 500 }),
        (12, _) => lasting(FaultKind::SlowLogin { ms: length / 3 }),
        (13, _) => lasting(FaultKind::Silent { xmlns: None }),
        (14, _) => lasting(FaultKind::ShortRefs { count: 1 }),
        (15, Some(from)) => lasting(FaultKind::BadMac { from, per_second: 20 }),
        (16, number @ Some(_)) => {
            let addressing = if length.is_multiple_of(2) { Addressing::Lid } else { Addressing::Pn };
            Fault { number, ..FaultKind::Readdress { addressing }.into() }
        }
        _ => FaultKind::Cut.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::sequence;
    use crate::number::Number;
    use std::collections::HashSet;

    fn account() -> Number {
        Number::parse("6281200000002").unwrap()
    }

    #[test]
    fn a_long_sequence_has_every_kind_of_trouble() {
        let kinds = sequence(1, 1_000, &[account()]).into_iter().map(|fault| {
            let written = serde_json::to_value(&fault).unwrap();
            format!("{}{}", written["kind"], written["code"])
        });
        // Stream errors are of three kinds: 503, 515 and without a code.
        assert_eq!(kinds.collect::<HashSet<_>>().len(), 17);
    }

    #[test]
    fn the_same_seed_gives_the_same_sequence_and_another_seed_another() {
        assert_eq!(sequence(7, 200, &[]), sequence(7, 200, &[]));
        assert_ne!(sequence(7, 200, &[]), sequence(8, 200, &[]));
        assert_eq!(sequence(7, 200, &[])[..50], sequence(7, 50, &[]));
    }

    #[test]
    fn handsets_forget_their_sessions_now_and_then_but_not_all_the_time() {
        use crate::world::FaultKind;
        for seed in 0..20 {
            let steps = sequence(seed, 1_000, &[]);
            let forgets: Vec<_> = (0..steps.len()).filter(|at| steps[*at].kind == FaultKind::ForgetSessions).collect();
            assert!(forgets.len() > 10, "seed {seed}");
            assert!(forgets.windows(2).all(|pair| pair[1] - pair[0] >= super::BETWEEN_FORGETTING));
        }
    }

    #[test]
    fn no_step_lasts_for_ever() {
        use crate::world::FaultKind::{Cut, ForgetSessions, Readdress, RotateKey, StreamError};
        let at_once = |kind: &_| matches!(kind, Cut | StreamError(_) | RotateKey | ForgetSessions | Readdress { .. });
        assert!(sequence(1, 500, &[account()]).iter().all(|fault| fault.duration_ms.is_some() || at_once(&fault.kind)));
    }
}
