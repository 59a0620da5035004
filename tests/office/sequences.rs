//! Sequences: steps that go one after another, each once, until the lead answers.
use crate::{
    sending_later::{Story, lead_after, queued},
    support::{Answer, Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, reached, wait_for},
};
use leadwire::{
    conversations::{Message, OfferedSequence, QuietHours, Running},
    error::AppError,
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadId},
    live::{Change, LiveMessage},
    phones::PhoneState,
    team::Role,
    templates::Sequence,
};
use std::sync::atomic::Ordering::Relaxed;
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A step, as a form says it: what it does, after how many days, at which minute of the day, and what it says.
type StepSaid<'a> = (&'a str, u16, i64, &'a str);

async fn save(browser: &mut Browser, id: Uuid, name: &str, steps: &[StepSaid<'_>], for_team: bool) -> Answer {
    let mut fields =
        vec![("id".to_owned(), id.to_string()), ("draft[name]".into(), name.to_owned()), ("for_team".into(), for_team.to_string())];
    for (nth, (kind, days, minute, text)) in steps.iter().enumerate() {
        let says = [("kind", (*kind).to_owned()), ("days", days.to_string()), ("minute", minute.to_string()), ("text", (*text).to_owned())];
        fields.extend(says.map(|(name, value)| (format!("draft[steps][{nth}][{name}]"), value)));
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call("save_sequence", &fields).await
}

async fn set_quiet(office: &Office, is_on: bool, from: i64, to: i64) -> QuietHours {
    let mut owner = office.signed_in(Role::Owner).await;
    let (is_on, from, to) = (is_on.to_string(), from.to_string(), to.to_string());
    owner
        .call("save_quiet_hours", &[("hours[is_on]", &is_on), ("hours[from]", &from), ("hours[to]", &to), ("hours[zone]", "UTC")])
        .await
        .ok()
}

/// The minute of the day, by the world's clock.
fn minute_of(at: i64) -> i64 {
    at.rem_euclid(DAY_MS) / MINUTE_MS
}

/// The whole minute that a moment is part of.
fn whole(at: i64) -> i64 {
    at - at.rem_euclid(MINUTE_MS)
}

impl Story {
    /// Without quiet hours, as a test may run at night.
    async fn by_day(database: Database) -> Self {
        let story = Self::begin(database).await;
        set_quiet(&story.office, false, 0, 1).await;
        story
    }

    /// A sequence whose steps are a day apart, at the present minute.
    async fn write(&mut self, steps: &[(&str, &str)]) -> Uuid {
        let (id, minute) = (Uuid::now_v7(), minute_of(self.now()));
        let steps: Vec<_> = steps.iter().map(|(kind, text)| (*kind, 1, minute, *text)).collect();
        save(&mut self.agent, id, "Win back", &steps, false).await.ok::<Sequence>();
        id
    }

    async fn start(&mut self, run: Uuid, sequence: Uuid, lead: LeadId) -> Answer {
        let (run, sequence, lead) = (run.to_string(), sequence.to_string(), lead.to_string());
        self.agent.call("start_sequence", &[("run", &run), ("lead", &lead), ("sequence", &sequence), ("zone", "UTC")]).await
    }

    async fn running(&mut self, lead: LeadId) -> Option<Running> {
        self.desk(lead).await.running
    }

    async fn of_run(&mut self, call: &str, run: Uuid) -> Answer {
        self.agent.call(call, &[("run", &run.to_string())]).await
    }
}

async fn said(events: &mut Subscription, text: &str) -> Message {
    wait_for(events, |event| match event {
        DomainEvent::MessageAdded(message) if message.text == text => Some(message.clone()),
        _ => None,
    })
    .await
}

/// The lead once it is due for this.
async fn due_for(events: &mut Subscription, lead: LeadId, what: &str) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(now) if now.id == lead && now.due_note.contains(what) => Some(now.clone()),
        _ => None,
    })
    .await
}

async fn steps_go_one_after_another_each_once(database: Database) {
    let mut story = Story::by_day(database).await;
    let lead = story.ada.id;
    let sequence =
        story.write(&[("message", "Hi {{first_name|there}}"), ("reminder", "Call {{name}}"), ("message", "{{my_name}} again")]).await;
    let began = whole(story.now());
    let offered: Vec<OfferedSequence> = story.agent.call("offered_sequences", &[("lead", &lead.to_string()), ("zone", "UTC")]).await.ok();
    let steps: Vec<_> = offered[0].ahead.iter().map(|step| (step.text.as_str(), step.is_reminder, step.at)).collect();
    let times = [1, 2, 3].map(|days| began + days * DAY_MS);
    assert_eq!(steps, [("Hi Ada", false, times[0]), ("Call Ada", true, times[1]), ("The agent again", false, times[2])]);

    let run = Uuid::now_v7();
    let mut tab = story.office.tab(&story.agent).await;
    story.start(run, sequence, lead).await.ok::<()>();
    story.start(run, sequence, lead).await.ok::<()>();
    loop {
        if let Some(LiveMessage::Changed { change: Change::Scheduled(changed), .. }) = tab.hear().await {
            assert_eq!(changed, lead);
            break;
        }
    }
    let running = story.running(lead).await.unwrap();
    assert_eq!((running.name.as_str(), running.sender.as_str(), running.steps), ("Win back", "The agent", 3));
    assert_eq!(running.ahead, offered[0].ahead);
    assert_eq!(story.desk(lead).await.scheduled, [], "a step is no message of its own");

    // What is deleted or renamed meanwhile: the steps stay, the name is the one they have when it goes.
    story.agent.call("delete_sequence", &[("id", &sequence.to_string())]).await.ok::<()>();
    story.agent.call("plan_lead", &[("lead", &lead.to_string()), ("plan[call]", "Adele")]).await.ok::<Lead>();
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default(), "it is not its time");
    story.ahead.pass(&story.office, DAY_MS);
    let first = said(&mut story.events, "Hi Adele").await;
    assert_eq!(first.sender, "The agent");
    let running = story.running(lead).await.unwrap();
    assert_eq!((running.ahead[0].number, running.ahead[0].is_reminder, running.ahead.len()), (2, true, 2));
    assert_eq!(story.need(lead).await, None, "what comes next goes by itself");

    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    story.office.restart().await;
    story.events = story.office.events();
    reached(&mut story.events, story.phone.id, PhoneState::Connected).await;
    story.agent = story.office.signed_in(Role::Agent).await;
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await.iter().filter(|text| *text == "Hi Adele").count(), 1);

    story.ahead.pass(&story.office, DAY_MS);
    let due = due_for(&mut story.events, lead, "Call Adele").await;
    assert!(due.due_at.is_some_and(|due| due <= story.now()));
    assert_eq!(story.running(lead).await.unwrap().ahead[0].number, 3);
    story.ahead.pass(&story.office, DAY_MS);
    said(&mut story.events, "The agent again").await;
    assert_eq!(story.running(lead).await, None, "that was all");
    let now: Lead = story.agent.call("lead", &[("id", &lead.to_string())]).await.ok();
    assert_eq!(now.due_note, "Call Adele", "a step does not do what a person still has to");
}

#[tokio::test]
async fn steps_go_one_after_another_each_once_on_sqlite() {
    steps_go_one_after_another_each_once(Database::Sqlite).await;
}

#[tokio::test]
async fn steps_go_one_after_another_each_once_on_postgres() {
    steps_go_one_after_another_each_once(Database::Postgres).await;
}

async fn when_they_answer_the_rest_does_not_go(database: Database) {
    let mut story = Story::by_day(database).await;
    let lead = story.ada.id;
    let sequence = story.write(&[("message", "One"), ("message", "Two")]).await;
    let run = Uuid::now_v7();
    story.start(run, sequence, lead).await.ok::<()>();
    story.ahead.pass(&story.office, DAY_MS);
    said(&mut story.events, "One").await;
    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    story.office.control().send(CUSTOMER, SHOP, "I take it!").await.unwrap();
    let asked = due_for(&mut story.events, lead, "They answered, so the sequence “Win back” ended before step 2 of 2.").await;
    assert!(asked.due_at.is_some_and(|due| due <= story.now()), "it is a task");
    assert_eq!(story.running(lead).await, None);
    story.ahead.pass(&story.office, DAY_MS);
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, ["One"]);
    assert_eq!(story.of_run("resume_sequence", run).await.status, 409, "for good");
}

#[tokio::test]
async fn when_they_answer_the_rest_does_not_go_on_sqlite() {
    when_they_answer_the_rest_does_not_go(Database::Sqlite).await;
}

#[tokio::test]
async fn when_they_answer_the_rest_does_not_go_on_postgres() {
    when_they_answer_the_rest_does_not_go(Database::Postgres).await;
}

#[tokio::test]
async fn what_somebody_writes_on_the_handset_ends_it_and_what_a_colleague_writes_here_does_not() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let lead = story.ada.id;
    let sequence = story.write(&[("message", "One"), ("message", "Two")]).await;
    story.start(Uuid::now_v7(), sequence, lead).await.ok::<()>();
    let mut admin = story.office.signed_in(Role::Admin).await;
    let id = Uuid::now_v7();
    admin.call("send_message", &[("id", &id.to_string()), ("lead", &lead.to_string()), ("text", "By hand")]).await.ok::<Message>();
    queued(&mut story.events, id).await;
    assert_eq!(story.running(lead).await.unwrap().ahead.len(), 2, "it stands right above where they wrote");
    story.office.control().send(SHOP, CUSTOMER, "It is yours").await.unwrap();
    due_for(&mut story.events, lead, "Somebody wrote to them on the handset, so the sequence “Win back” ended before step 1 of 2.").await;
    assert_eq!(story.running(lead).await, None);
}

#[tokio::test]
async fn a_lead_has_one_sequence_which_can_be_ended_and_goes_on_when_that_is_undone() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let (lead, first, second) = (story.ada.id, Uuid::now_v7(), Uuid::now_v7());
    let sequence = story.write(&[("message", "One"), ("message", "Two")]).await;
    story.start(first, sequence, lead).await.ok::<()>();
    let before = story.running(lead).await.unwrap();
    let refused = story.start(second, sequence, lead).await.error().to_string();
    assert_eq!(refused, "The sequence “Win back” runs for this person already. End it first.");
    story.start(Uuid::now_v7(), sequence, story.bob.id).await.ok::<()>();

    story.of_run("end_sequence", first).await.ok::<()>();
    story.of_run("end_sequence", first).await.ok::<()>();
    assert_eq!(story.running(lead).await, None);
    story.of_run("resume_sequence", first).await.ok::<()>();
    story.of_run("resume_sequence", first).await.ok::<()>();
    assert_eq!(story.running(lead).await.unwrap().ahead, before.ahead, "as if it had not been");
    story.ahead.pass(&story.office, DAY_MS);
    said(&mut story.events, "One").await;
    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();

    story.of_run("end_sequence", first).await.ok::<()>();
    story.start(second, sequence, lead).await.ok::<()>();
    assert_eq!(story.of_run("resume_sequence", first).await.status, 409, "another one runs");
    story.of_run("end_sequence", second).await.ok::<()>();
    story.ahead.pass(&story.office, DAY_MS);
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, ["One"], "what is ended is not sent");
}

#[tokio::test]
async fn an_end_cannot_be_undone_after_they_wrote() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let (lead, run) = (story.ada.id, Uuid::now_v7());
    let sequence = story.write(&[("message", "One")]).await;
    story.start(run, sequence, lead).await.ok::<()>();
    story.of_run("end_sequence", run).await.ok::<()>();
    story.office.control().send(CUSTOMER, SHOP, "Hello?").await.unwrap();
    lead_after(&mut story.events, "Hello?").await;
    assert_eq!(story.of_run("resume_sequence", run).await.status, 409);
    assert_eq!(story.running(lead).await, None);
}

#[tokio::test]
async fn after_an_outage_a_step_asks_first_and_the_next_one_keeps_its_distance() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let lead = story.ada.id;
    let sequence = story.write(&[("message", "One"), ("message", "Two"), ("message", "Three")]).await;
    story.start(Uuid::now_v7(), sequence, lead).await.ok::<()>();
    story.office.close().await;
    story.ahead.0.fetch_add(3 * DAY_MS + HOUR_MS, Relaxed);
    story.office.reopen().await;
    story.events = story.office.events();
    reached(&mut story.events, story.phone.id, PhoneState::Connected).await;
    story.agent = story.office.signed_in(Role::Agent).await;
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default(), "nothing goes out late by itself");
    let running = story.running(lead).await.unwrap();
    assert!(running.held.as_deref().is_some_and(|why| why.contains("15 minutes")), "{:?}", running.held);
    let asked: Lead = story.agent.call("lead", &[("id", &lead.to_string())]).await.ok();
    assert!(asked.due_at.is_some_and(|due| due <= story.now()));

    let sent_at = story.now();
    story.settle(running.next.0, "send").await.ok::<()>();
    said(&mut story.events, "One").await;
    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    let running = story.running(lead).await.unwrap();
    assert_eq!((running.held, running.ahead[0].number), (None, 2));
    assert!(running.ahead[0].at - sent_at > 12 * HOUR_MS, "a day later, not at once");
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, ["One"]);
    // One that is dropped makes room for the one after it.
    let (next, at) = (running.next, running.ahead[0].at);
    story.settle(next.0, "drop").await.ok::<()>();
    story.settle(next.0, "drop").await.ok::<()>();
    let running = story.running(lead).await.unwrap();
    assert_eq!((running.ahead[0].number, running.ahead[0].at), (3, at + DAY_MS));
}

#[tokio::test]
async fn a_phone_that_cannot_send_holds_the_step_and_says_why() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let (lead, phone) = (story.ada.id, story.phone.id.to_string());
    let mut owner = story.office.signed_in(Role::Owner).await;
    let sequence = story.write(&[("message", "One"), ("message", "Two")]).await;
    story.start(Uuid::now_v7(), sequence, lead).await.ok::<()>();
    owner.call("act_on_phone", &[("phone", &phone), ("action", "pause_sending")]).await.ok::<()>();
    story.ahead.pass(&story.office, DAY_MS);
    due_for(&mut story.events, lead, "paused").await;
    let running = story.running(lead).await.unwrap();
    let held = running.held.unwrap();
    assert!(held.contains("Sending is paused") && held.ends_with("Send it now or drop it?"), "{held}");
    let id = running.next.0;
    let at = story.now() + HOUR_MS;
    assert_eq!(story.plan(id, lead, "Mine", at).await.status, 409, "a step is not worded anew");
    // An answer ends it all the same.
    story.office.control().send(CUSTOMER, SHOP, "I am here").await.unwrap();
    due_for(&mut story.events, lead, "They answered").await;
    assert_eq!(story.running(lead).await, None);
}

#[tokio::test]
async fn a_lead_that_was_called_done_meanwhile_is_not_written_to_before_somebody_is_asked() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let (ada, bob) = (story.ada.id, story.bob.id);
    let sequence = story.write(&[("message", "One"), ("message", "Two")]).await;
    for lead in [ada, bob] {
        // Who is done already when it is started is meant.
        if lead == bob {
            story.agent.call("plan_lead", &[("lead", &bob.to_string()), ("plan", "done")]).await.ok::<Lead>();
        }
        story.start(Uuid::now_v7(), sequence, lead).await.ok::<()>();
    }
    story.agent.call("plan_lead", &[("lead", &ada.to_string()), ("plan", "done")]).await.ok::<Lead>();
    story.ahead.pass(&story.office, DAY_MS);
    assert_eq!(said(&mut story.events, "One").await.lead_id, bob);
    story.everything_due_is_seen_to().await;
    let held = story.running(ada).await.unwrap().held.unwrap();
    assert!(held.contains("called done"), "{held}");
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default());
}

#[tokio::test]
async fn a_step_that_falls_in_quiet_hours_goes_at_their_end_and_what_a_person_plans_goes_at_its_time() {
    let mut story = Story::by_day(Database::Sqlite).await;
    let (lead, minute) = (story.ada.id, minute_of(story.now()));
    let sequence = story.write(&[("message", "One")]).await;
    let began = whole(story.now());
    // They begin an hour before the step, and end two hours after.
    let saved = set_quiet(&story.office, true, (minute + 1_380) % 1_440, (minute + 120) % 1_440).await;
    assert!(saved.is_on);
    let offered: Vec<OfferedSequence> = story.agent.call("offered_sequences", &[("lead", &lead.to_string()), ("zone", "UTC")]).await.ok();
    assert_eq!(offered[0].ahead[0].at, began + DAY_MS + 2 * HOUR_MS);

    // A step that was planned before they were set heeds them too.
    set_quiet(&story.office, false, 0, 1).await;
    story.start(Uuid::now_v7(), sequence, lead).await.ok::<()>();
    assert_eq!(story.running(lead).await.unwrap().ahead[0].at, began + DAY_MS);
    set_quiet(&story.office, true, (minute + 1_380) % 1_440, (minute + 120) % 1_440).await;
    story.ahead.pass(&story.office, DAY_MS);
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default(), "it is night there; Bob's was a person's own decision");
    let running = story.running(lead).await.unwrap();
    assert_eq!((running.held, running.ahead[0].at), (None, began + DAY_MS + 2 * HOUR_MS));
    story.ahead.pass(&story.office, 2 * HOUR_MS);
    said(&mut story.events, "One").await;
}

#[tokio::test]
async fn quiet_hours_are_at_night_until_somebody_who_may_sets_them() {
    let office = Office::open().await;
    let (mut admin, mut agent) = (office.signed_in(Role::Admin).await, office.signed_in(Role::Agent).await);
    let usual: QuietHours = agent.call("quiet_hours", &[]).await.ok();
    assert_eq!(usual, QuietHours { is_on: true, from: 21 * 60, to: 8 * 60, zone: None });
    let mut tab = office.tab(&agent).await;
    let fields = |from: &'static str, zone: &'static str| {
        [("hours[is_on]", "true"), ("hours[from]", from), ("hours[to]", "420"), ("hours[zone]", zone)]
    };
    let set: QuietHours = admin.call("save_quiet_hours", &fields("1320", " Asia/Jakarta ")).await.ok();
    assert_eq!(set, QuietHours { is_on: true, from: 22 * 60, to: 7 * 60, zone: Some("Asia/Jakarta".into()) });
    loop {
        if let Some(LiveMessage::Changed { change: Change::QuietHours, .. }) = tab.hear().await {
            break;
        }
    }
    assert_eq!(agent.call("quiet_hours", &[]).await.ok::<QuietHours>(), set);
    for (from, zone, field) in [("420", "UTC", "hours"), ("1440", "UTC", "hours"), ("1320", "Mars/Olympus", "zone")] {
        assert!(admin.call("save_quiet_hours", &fields(from, zone)).await.error().of_field(field).is_some(), "{from} {zone}");
    }
    assert_eq!(agent.call("save_quiet_hours", &fields("1320", "UTC")).await.status, 403);
    assert_eq!(agent.call("quiet_hours", &[]).await.ok::<QuietHours>(), set);
}

async fn names(browser: &mut Browser) -> Vec<String> {
    browser.call("list_sequences", &[]).await.ok::<Vec<Sequence>>().into_iter().map(|sequence| sequence.name).collect()
}

async fn a_team_and_each_of_it_keep_sequences(database: Database) {
    let office = Office::open_on(database).await;
    let (mut admin, mut agent) = (office.signed_in(Role::Admin).await, office.signed_in(Role::Agent).await);
    let (teams, mine) = (Uuid::now_v7(), Uuid::now_v7());
    let hello = [("message", 1, 540, "Hello {{first_name|there}}")];
    save(&mut admin, teams, "After a quote", &hello, true).await.ok::<Sequence>();
    assert_eq!(save(&mut agent, mine, "Mine", &hello, true).await.error(), AppError::NotAllowed);
    save(&mut agent, mine, "Mine", &hello, false).await.ok::<Sequence>();
    assert_eq!(names(&mut agent).await, ["After a quote", "Mine"]);
    assert_eq!(names(&mut admin).await, ["After a quote"]);

    // Nobody touches what is not theirs.
    assert_eq!(save(&mut agent, teams, "Cheap", &hello, false).await.status, 403);
    assert_eq!(agent.call("delete_sequence", &[("id", &teams.to_string())]).await.status, 403);
    assert_eq!(save(&mut admin, mine, "x", &hello, true).await.status, 404);
    assert_eq!(admin.call("delete_sequence", &[("id", &mine.to_string())]).await.status, 404);
    let unknown = save(&mut agent, mine, "Mine", &[("message", 1, 540, "x"), ("reminder", 1, 540, "Call {{nmae}}")], false).await.error();
    assert!(unknown.of_field("step-1").is_some_and(|why| why.contains("{{nmae}}")), "{unknown}");
    assert_eq!(save(&mut agent, mine, "Mine", &[], false).await.status, 422);

    // What was deleted comes back under its id.
    admin.call("delete_sequence", &[("id", &teams.to_string())]).await.ok::<()>();
    admin.call("delete_sequence", &[("id", &teams.to_string())]).await.ok::<()>();
    assert_eq!(names(&mut agent).await, ["Mine"]);
    save(&mut admin, teams, "After a quote", &hello, true).await.ok::<Sequence>();
    assert_eq!(names(&mut agent).await, ["After a quote", "Mine"]);
}

#[tokio::test]
async fn a_team_and_each_of_it_keep_sequences_on_sqlite() {
    a_team_and_each_of_it_keep_sequences(Database::Sqlite).await;
}

#[tokio::test]
async fn a_team_and_each_of_it_keep_sequences_on_postgres() {
    a_team_and_each_of_it_keep_sequences(Database::Postgres).await;
}

async fn two_people_that_are_one_have_one_sequence(database: Database) {
    let mut story = Story::by_day(database).await;
    let (ada, bob) = (story.ada.id, story.bob.id);
    let sequence = story.write(&[("message", "One"), ("message", "Two")]).await;
    let merge = |from: LeadId, into: LeadId| [("from", from.to_string()), ("into", into.to_string())];
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    story.start(first, sequence, bob).await.ok::<()>();
    let fields = merge(bob, ada);
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    story.agent.call("merge_people", &fields).await.ok::<Lead>();
    assert_eq!(story.running(ada).await.unwrap().id.0, first, "what ran for one of them goes on");
    story.agent.call("take_people_apart", &[("merged", &bob.to_string())]).await.ok::<Lead>();
    assert_eq!(story.running(ada).await, None);
    assert_eq!(story.running(bob).await.unwrap().id.0, first);

    story.start(second, sequence, ada).await.ok::<()>();
    let merged: Lead = story.agent.call("merge_people", &fields).await.ok();
    assert!(merged.due_note.contains("The sequence “Win back” ended"), "{}", merged.due_note);
    assert_eq!(story.running(ada).await.unwrap().id.0, second);
    story.of_run("end_sequence", second).await.ok::<()>();
    assert_eq!(story.of_run("resume_sequence", first).await.status, 409, "it ended by itself");
}

#[tokio::test]
async fn two_people_that_are_one_have_one_sequence_on_sqlite() {
    two_people_that_are_one_have_one_sequence(Database::Sqlite).await;
}

#[tokio::test]
async fn two_people_that_are_one_have_one_sequence_on_postgres() {
    two_people_that_are_one_have_one_sequence(Database::Postgres).await;
}
