//! What holds of a phone whatever comes, in whatever order: the table against a book of what has truly happened.
use super::{
    machine::{Input, next},
    model::PhoneState::{self, *},
};
use proptest::{
    prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_assert_ne, proptest},
    sample::select,
};

/// States that last until a person does something, or the time that WhatsApp named is over.
const LASTING: [PhoneState; 7] = [CodeExpired, Paused, LoggedOut, Replaced, Banned, Locked, Outdated];

/// What only a person does, or the ward for a reason that it has: the program starts, a restriction ends, a version is known.
const MEANT: [Input; 4] = [Input::Begun, Input::Resumed, Input::Unlinked, Input::Paused];

/// What is true of a phone, apart from the state that is shown.
#[derive(Clone, Copy, Debug, Default)]
struct Book {
    /// A handset has scanned for the keys that are there.
    has_keys: bool,
    /// WhatsApp confirmed the login on the connection that is open.
    is_confirmed: bool,
    /// The start-up exchange on that connection is done.
    is_ready: bool,
}

impl Book {
    /// Writes down what an input means that was not ignored.
    fn note(self, input: Input) -> Self {
        match input {
            Input::Scanned | Input::Resumed => Self { has_keys: true, ..Self::default() },
            Input::Begun | Input::Unlinked => Self::default(),
            Input::LoggedIn => Self { is_confirmed: true, is_ready: false, ..self },
            Input::Ready => Self { is_ready: self.is_confirmed, ..self },
            Input::CodeCame | Input::PasskeyAsked => self,
            _ => Self { is_confirmed: false, is_ready: false, ..self },
        }
    }
}

fn inputs() -> impl Strategy<Value = Vec<Input>> {
    proptest::collection::vec(select(Input::ALL.to_vec()), 0..120)
}

/// The usual way of a link comes far more often than chance would have it, with anything in between.
fn lives() -> impl Strategy<Value = Vec<Input>> {
    let way = select(vec![
        vec![Input::Begun, Input::CodeCame, Input::Scanned, Input::Lost, Input::LoggedIn, Input::Ready],
        vec![Input::Lost, Input::Resumed, Input::LoggedIn, Input::Ready],
        vec![Input::Begun, Input::CodeCame, Input::CodesEnded],
        vec![Input::Begun, Input::CodeCame, Input::PasskeyAsked, Input::Scanned, Input::LoggedIn],
    ]);
    let part = (way, inputs().prop_map(|inputs| inputs.into_iter().take(3).collect::<Vec<_>>()));
    proptest::collection::vec(part, 1..12).prop_map(|parts| parts.into_iter().flat_map(|(way, odd)| [way, odd].concat()).collect())
}

/// One step of a life: the state before, what came, the state after, and what is true then.
struct Step {
    before: PhoneState,
    input: Input,
    after: PhoneState,
    was: Book,
    is: Book,
}

fn live(inputs: &[Input]) -> Vec<Step> {
    let (mut state, mut book) = (New, Book::default());
    let step = |&input: &Input| {
        let (before, was) = (state, book);
        // The ward looks at the keys before it lets a person disconnect a phone: an outdated one may never have been linked.
        let is_told = input != Input::Paused || book.has_keys;
        if let Some(after) = next(before, input).filter(|_| is_told) {
            (state, book) = (after, was.note(input));
        }
        Step { before, input, after: state, was, is: book }
    };
    inputs.iter().map(step).collect()
}

fn is_before_the_scan(state: PhoneState) -> bool {
    matches!(state, Starting | WaitingForScan | PasskeyRequired)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn connected_is_shown_only_when_whatsapp_confirmed_this_very_connection(inputs in lives()) {
        for Step { before, after, was, is, input } in live(&inputs) {
            if after == Connected {
                prop_assert!(is.is_confirmed && is.is_ready, "after {:?}", input);
            }
            if after == Syncing {
                prop_assert!(is.is_confirmed && !is.is_ready, "after {:?}", input);
            }
            if after == Connected && before != Connected {
                prop_assert_eq!((before, was.is_confirmed), (Syncing, true), "connected comes by way of syncing");
            }
        }
    }

    #[test]
    fn codes_that_end_or_are_lost_are_never_a_reconnect(inputs in lives()) {
        for Step { before, input, after, .. } in live(&inputs) {
            if is_before_the_scan(before) && input != Input::Resumed {
                prop_assert_ne!(after, Reconnecting, "{:?} in {:?}", input, before);
            }
            if input == Input::CodesEnded && before != after {
                prop_assert_eq!(after, CodeExpired);
            }
        }
    }

    #[test]
    fn a_lasting_state_is_left_only_by_a_person_or_when_its_time_is_over(inputs in lives()) {
        for Step { before, input, after, .. } in live(&inputs) {
            if LASTING.contains(&before) && before != after {
                prop_assert!(MEANT.contains(&input) || input == Input::Failed, "{:?} led from {:?} to {:?}", input, before, after);
                prop_assert!(matches!(after, Starting | Reconnecting | New | Failed | Paused), "{:?} became {:?}", before, after);
            }
            if before == New && after != New {
                prop_assert!(matches!(input, Input::Begun | Input::Failed), "{:?} woke a phone that nobody links", input);
            }
        }
    }

    #[test]
    fn only_a_phone_that_was_scanned_is_told_as_linked(inputs in lives()) {
        for Step { input, after, is, .. } in live(&inputs) {
            if after.is_active() || matches!(after, Securing | Paused | LoggedOut | Replaced | Banned | Locked) {
                prop_assert!(is.has_keys, "{:?} after {:?} without keys", after, input);
            }
        }
    }

    #[test]
    fn nothing_but_a_person_and_whatsapp_end_a_link(inputs in lives()) {
        for Step { before, input, after, .. } in live(&inputs) {
            if before.is_active() && matches!(after, New | LoggedOut) {
                prop_assert!(matches!(input, Input::Unlinked | Input::LoggedOut), "{:?} ended a link", input);
            }
            if before.is_active() {
                prop_assert!(!is_before_the_scan(after), "{:?} threw working keys away for a code", input);
            }
        }
    }

    #[test]
    fn a_person_can_always_begin_anew(inputs in inputs()) {
        let last = live(&inputs).last().map_or(New, |step| step.after);
        prop_assert_eq!(next(last, Input::Unlinked), Some(New));
        prop_assert_eq!(next(New, Input::Begun), Some(Starting));
        prop_assert_eq!(next(last, Input::Failed), Some(Failed));
    }
}
