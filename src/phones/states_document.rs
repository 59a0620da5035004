//! `docs/phone-states.md`: every state and every cause, written from the code, so that the page cannot say anything else.
//! A test compares; `LEADWIRE_WRITE_DOCS=1 cargo test -p leadwire --features simulator phone_states` writes it anew.
use super::{
    machine::{Input, next},
    model::PhoneState,
    reason::Reason,
};
use std::{collections::BTreeSet, fmt::Write, path::Path};

/// How a phone gets out of a cause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WayOut {
    ByItself,
    Person,
    Either,
}

impl WayOut {
    fn words(self) -> &'static str {
        match self {
            Self::ByItself => "by itself",
            Self::Person => "a person",
            Self::Either => "by itself, or a person",
        }
    }
}

/// One example of every cause, how it ends, and the test that shows it. The match has no other arm: a new cause does not compile
/// before it is here.
fn shown(reason: &Reason) -> (WayOut, &'static str) {
    use WayOut::{ByItself, Either, Person};
    match reason {
        Reason::LinkBegun(_) => (ByItself, "linking::the_timeline_says_who_asked_for_a_code_and_who_cancelled_it"),
        Reason::LinkCancelled(_) => (Person, "linking::the_timeline_says_who_asked_for_a_code_and_who_cancelled_it"),
        Reason::CodesSpent(_) => (
            Person,
            "linking_otherwise::codes_that_all_ran_out_are_counted_as_they_were_shown; end2end: link-endings: when the codes run out the last one is blurred",
        ),
        Reason::NotWatched => (Person, "linking::a_link_that_nobody_watches_ends_and_leaves_no_socket"),
        Reason::LinkTooLong => (Person, "linking::a_link_takes_no_longer_than_its_limit_however_many_look"),
        Reason::RestartedWhileLinking => (Person, "restarting::a_link_that_a_restart_cuts_off_is_told_as_it_is"),
        Reason::NoAddress(_) => (Person, "whatsapp::network::a_name_that_nobody_has_fails_at_the_address"),
        Reason::NoConnection(_) => (Person, "trouble::a_refused_connection_is_told_as_the_connection"),
        Reason::NoHandshake(_) => (Person, "trouble::a_server_that_never_shakes_hands_is_told_as_the_handshake"),
        Reason::NoCode => (Person, "trouble::a_server_that_gives_no_code_is_told_as_that"),
        Reason::CodeLost(_) => (ByItself, "linking::a_connection_lost_while_a_code_is_on_show_takes_the_code_away_and_brings_a_new_one"),
        Reason::LinkRefused(_) => (Person, "every_code::pairing::code_401"),
        Reason::TryLinkingLater => (Person, "every_code::pairing::code_429"),
        Reason::ScanFailed(_) => (Person, "linking_otherwise::a_handset_whose_answer_makes_no_sense_is_told_as_a_failed_scan"),
        Reason::HandsetTooOld => (Person, "linking_otherwise::a_handset_with_an_old_app_is_told_as_that"),
        Reason::SignatureMismatch => (Person, "linking_otherwise::a_signature_that_does_not_verify_is_told_as_that"),
        Reason::WrongNumber(..) => (Person, "linking_otherwise::another_handset_than_the_phones_own_is_refused_and_keeps_no_link"),
        Reason::LinkedAlready(..) => (Person, "linking::a_number_that_is_linked_already_is_named_and_the_handset_keeps_one_link"),
        Reason::PasskeyAsked => (Person, "linking_otherwise::a_passkey_is_explained_and_the_link_can_be_given_up"),
        Reason::PasskeyFailed(_) => (Person, "linking_otherwise::a_passkey_that_whatsapp_gives_up_on_ends_the_link_with_its_reason"),
        Reason::KeysCleared => (ByItself, "linking_otherwise::broken_keys_of_an_unfinished_link_are_cleared_and_a_code_comes_all_the_same"),
        Reason::LoggingIn => (ByItself, "restarting::after_a_restart_the_phone_is_connected_without_a_scan_and_nothing_is_lost_or_doubled"),
        Reason::ConnectionLost(_) => (ByItself, "trouble::a_lost_connection_is_reconnecting_then_connected_again"),
        Reason::NotReachable(_) => (ByItself, "states::a_server_that_lets_nobody_in_is_told_as_that_until_it_does"),
        Reason::Unavailable(_) => (ByItself, "every_code::online::code_503"),
        Reason::RateLimited => (ByItself, "every_code::online::code_429"),
        Reason::AskedToReconnect => (ByItself, "states::ten_minutes_of_any_loop_cost_at_most_twenty_connections"),
        Reason::Silent => (ByItself, "states::a_frozen_connection_is_noticed_by_its_silence_and_made_anew"),
        Reason::NotStored => (ByItself, "database_away::a_disk_that_takes_nothing_more_loses_nothing_and_sends_nothing"),
        Reason::KeysNotSaved => {
            (ByItself, "key_saver::keys_that_could_not_be_saved_ten_times_are_saved_as_soon_as_they_can_be_and_the_phone_logs_in_anew")
        }
        Reason::DatabaseAway => (ByItself, "database_away::a_postgres_that_lets_nobody_in_loses_nothing_and_sends_nothing"),
        Reason::LoggedOut => (Person, "every_code::online::code_401; trouble::a_phone_unlinked_on_the_handset_says_so"),
        Reason::Replaced => (Person, "states::a_phone_that_was_taken_over_never_takes_it_back_by_itself_but_when_a_person_says_so"),
        Reason::Banned(..) => (Either, "states::a_restricted_phone_says_until_when_and_logs_in_by_itself_after_it"),
        Reason::Locked => (Person, "every_code::online::code_403"),
        Reason::Outdated(_) => {
            (Either, "every_code::online::code_405; states::a_version_that_is_too_old_is_looked_up_anew_and_the_phone_goes_on")
        }
        Reason::Refused(_) => (Person, "states::a_login_that_is_refused_without_a_known_code_is_told_and_waits_for_a_person"),
        Reason::KeysMissing => (Person, "states::keys_that_are_gone_are_told_and_a_link_that_leadwire_cannot_begin_is_too"),
        Reason::KeysUnreadable => (Person, "states::keys_that_nobody_can_read_are_kept_aside_and_the_phone_can_be_linked_again"),
        Reason::Paused(_) => (Person, "states::a_disconnected_phone_stays_so_over_a_restart_and_comes_back_without_a_scan"),
        Reason::Unlinked(..) => (Person, "linking::unlinking_tells_whatsapp_and_the_same_number_can_be_linked_again"),
        Reason::KeysNotCleared(_) => (Person, "states::keys_that_cannot_be_cleared_are_told_and_the_phone_can_be_removed_later"),
        Reason::OwnTrouble(_) => (Person, "states::keys_that_are_gone_are_told_and_a_link_that_leadwire_cannot_begin_is_too"),
    }
}

fn examples() -> Vec<Reason> {
    let detail = || Some("detail".to_owned());
    vec![
        Reason::LinkBegun("Ana".into()),
        Reason::LinkCancelled("Ana".into()),
        Reason::CodesSpent(18),
        Reason::NotWatched,
        Reason::LinkTooLong,
        Reason::RestartedWhileLinking,
        Reason::NoAddress(detail()),
        Reason::NoConnection(detail()),
        Reason::NoHandshake(detail()),
        Reason::NoCode,
        Reason::CodeLost("detail".into()),
        Reason::LinkRefused(Some(401)),
        Reason::TryLinkingLater,
        Reason::ScanFailed("detail".into()),
        Reason::HandsetTooOld,
        Reason::SignatureMismatch,
        Reason::WrongNumber("+62 812-0000-0002".into(), "+62 812-0000-0001".into(), true),
        Reason::LinkedAlready("+62 812-0000-0001".into(), "Sales".into(), true),
        Reason::PasskeyAsked,
        Reason::PasskeyFailed("detail".into()),
        Reason::KeysCleared,
        Reason::LoggingIn,
        Reason::ConnectionLost("detail".into()),
        Reason::NotReachable("detail".into()),
        Reason::Unavailable(503),
        Reason::RateLimited,
        Reason::AskedToReconnect,
        Reason::Silent,
        Reason::NotStored,
        Reason::KeysNotSaved,
        Reason::DatabaseAway,
        Reason::LoggedOut,
        Reason::Replaced,
        Reason::Banned(Some("too many people blocked this number"), Some(0)),
        Reason::Locked,
        Reason::Outdated(Some(0)),
        Reason::Refused(Some(415)),
        Reason::KeysMissing,
        Reason::KeysUnreadable,
        Reason::Paused("Ana".into()),
        Reason::Unlinked("Ana".into(), true),
        Reason::KeysNotCleared("detail".into()),
        Reason::OwnTrouble("detail".into()),
    ]
}

/// What a person can do in a state without a cause, and the test that shows it; nothing where a cause says it.
fn without_a_cause(state: PhoneState) -> (&'static str, &'static str) {
    const STEPS: &str = "linking::a_tab_sees_every_step_from_the_code_to_connected";
    match state {
        PhoneState::New => ("Link it.", "end2end: link-a-phone: the code on the screen is scanned"),
        PhoneState::Starting => ("none: a code or a clear failure comes within 30 s", STEPS),
        PhoneState::WaitingForScan => ("Scan the code with the handset.", STEPS),
        PhoneState::Securing => ("none: within 60 s it is linked, or goes on as a linked phone that keeps trying", STEPS),
        PhoneState::Syncing => ("none: wait", STEPS),
        PhoneState::Connected => ("none: it works", STEPS),
        _ => ("see its cause", "see its cause"),
    }
}

/// A line of `tests/office/every_code_table.rs`.
struct Said {
    moment: &'static str,
    code: Option<u16>,
    to: PhoneState,
    because: Option<&'static str>,
    meanwhile: Option<&'static str>,
}

include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/office/every_code_table.rs"));

macro_rules! lines {
    ($($moment:ident { $($name:ident: $how:ident($said:expr) => $to:ident $(because $why:ident)? $(meanwhile $passing:ident)?;)* })*) => {
        vec![$($(Said {
            moment: stringify!($moment),
            code: $said,
            to: PhoneState::$to,
            because: [$(stringify!($why))?].into_iter().next(),
            meanwhile: [$(stringify!($passing))?].into_iter().next(),
        },)*)*]
    };
}

impl Said {
    /// The cause with this word, as the ward gives it for this code; `every_code` compares.
    fn reason(&self, word: &str) -> Option<Reason> {
        let ended =
            || self.code.map_or("WhatsApp ended it without a reason".to_owned(), |code| format!("WhatsApp ended it with code {code}"));
        Some(match word {
            "link_refused" => Reason::LinkRefused(self.code),
            "unavailable" => Reason::Unavailable(self.code?),
            "connection_lost" => Reason::ConnectionLost(ended()),
            "code_lost" => Reason::CodeLost("WhatsApp asked to connect again".into()),
            "banned" => Reason::Banned(None, None),
            "outdated" if self.moment == "pairing" => Reason::Outdated(None),
            word => return examples().into_iter().find(|reason| reason.to_cause().code == word),
        })
    }

    fn line(&self) -> String {
        let code = self.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        let words =
            |word: &str| self.reason(word).map_or_else(|| format!("no cause is called {word}"), |reason| reason.to_cause().in_words());
        let read = |word: Option<&str>| word.map_or_else(|| "-".to_owned(), words);
        let (meanwhile, because, state) = (read(self.meanwhile), read(self.because), self.to.as_str());
        format!("| {} | {code} | `{state}` | {because} | {meanwhile} | {} |", self.moment, u8::from(self.because.is_none()))
    }
}

/// The states that a cause leads to, from wherever it means something.
fn leads_to(input: Input) -> String {
    let states: BTreeSet<_> = PhoneState::ALL.into_iter().filter_map(|state| next(state, input)).map(PhoneState::as_str).collect();
    states.into_iter().map(|state| format!("`{state}`")).collect::<Vec<_>>().join(", ")
}

fn document() -> String {
    let mut page = String::from(
        "# States and causes of a phone\n\n\
         Written from the code (`src/phones/states_document.rs`); a test fails when it is not what the code says.\n\n\
         ## States\n\n| state | the person reads | a session is kept up | comes back without a scan | next step | shown by |\n|---|---|---|---|---|---|\n",
    );
    for state in PhoneState::ALL {
        let (active, linked) = (yes(state.is_active()), yes(state.keeps_link()));
        let (next_step, tests) = without_a_cause(state);
        let _ = writeln!(page, "| `{}` | {} | {active} | {linked} | {next_step} | {tests} |", state.as_str(), state.label());
    }
    page.push_str(
        "\n## Causes\n\nThe way out: what ends it. Shown by: the test that plays it, in `tests/office` where nothing else is said.\n\n\
         | cause | leads to | the person reads | next step | way out | shown by |\n|---|---|---|---|---|---|\n",
    );
    for reason in examples() {
        let cause = reason.to_cause();
        let (way_out, test) = shown(&reason);
        let next_step = cause.next_step.as_deref().unwrap_or("none: wait");
        let state = leads_to(reason.input());
        let _ = writeln!(page, "| `{}` | {state} | {} | {next_step} | {} | {test} |", cause.code, cause.sentence, way_out.words());
    }
    page.push_str(
        "\n## Codes\n\nWhat WhatsApp's last word comes to while a phone is linked (`pairing`), while it is connected (`online`) and while it \
         receives what waited for it (`draining`). Shown by `every_code`, one test for each line.\n\n\
         | moment | code | becomes | the person reads, and the next step | meanwhile | connects again by itself |\n|---|---|---|---|---|---|\n",
    );
    for said in every_code!(lines) {
        let _ = writeln!(page, "{}", said.line());
    }
    page
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

#[test]
fn the_page_of_phone_states_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/phone-states.md");
    let page = document();
    if std::env::var_os("LEADWIRE_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/phone-states.md is out of date: write it anew with LEADWIRE_WRITE_DOCS=1");
}

#[test]
fn every_cause_has_a_word_of_its_own_a_sentence_and_a_next_step_or_ends_by_itself() {
    let mut words = BTreeSet::new();
    for reason in examples() {
        let cause = reason.to_cause();
        assert!(words.insert(cause.code.clone()), "two causes are called {}", cause.code);
        assert!(cause.sentence.ends_with(['.', '…']) || cause.sentence.ends_with("detail"), "{}", cause.sentence);
        let needs_nobody = shown(&reason).0 == WayOut::ByItself || matches!(reason, Reason::Unlinked(_, true));
        assert!(cause.next_step.is_some() || needs_nobody, "{} tells nobody what to do", cause.code);
    }
}

/// Whether there is a test with this name: `end2end: FILE: BEGINNING`, `whatsapp::FILE::NAME` beside the code, `FILE::NAME` in
/// `tests/office`; of `every_code`, `every_code::MOMENT::NAME`.
fn exists(test: &str) -> bool {
    let read = |path: String| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default();
    if let Some(journey) = test.strip_prefix("end2end: ") {
        let (file, title) = journey.split_once(": ").unwrap_or((journey, ""));
        return !title.is_empty() && read(format!("end2end/tests/{file}.test.js")).contains(&format!("test(\"{title}"));
    }
    let defines = |path: String, name: &str| read(path).contains(&format!("#[tokio::test]\nasync fn {name}()"));
    match *test.split("::").collect::<Vec<_>>() {
        ["every_code", moment, name] => {
            let (moment, name) = (format!("{moment} {{"), format!("{name}: "));
            let table = read("tests/office/every_code_table.rs".into());
            table.split_once(&moment).and_then(|(_, lines)| lines.split_once('}')).is_some_and(|(lines, _)| lines.contains(&name))
        }
        ["whatsapp", file, name] => read(format!("src/whatsapp/{file}.rs")).contains(&format!("fn {name}()")),
        [file, name] => defines(format!("tests/office/{file}.rs"), name),
        _ => false,
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let of_states = PhoneState::ALL.map(|state| without_a_cause(state).1);
    let of_causes = examples();
    let named = of_causes.iter().map(|reason| shown(reason).1).chain(of_states).filter(|tests| *tests != "see its cause");
    let missing: BTreeSet<_> = named.flat_map(|tests| tests.split("; ")).filter(|test| !exists(test)).collect();
    assert!(missing.is_empty(), "there are no tests {missing:#?}");
}

#[test]
fn a_test_that_is_not_there_is_noticed_whatever_its_kind() {
    for made_up in ["end2end: link-a-phone", "end2end: link-a-phone: no such journey", "whatsapp::event", "whatsapp::event::no_such_test"] {
        assert!(!exists(made_up), "{made_up}");
    }
    for made_up in ["linking::no_such_test", "every_code::pairing::code_999", "every_code::pairing", "no_such_file::code"] {
        assert!(!exists(made_up), "{made_up}");
    }
}
