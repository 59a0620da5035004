//! What is written now and sent later: once, at its time, and not when the person writes first.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, reached, wait_for};
use leadwire::{
    clock::Clock,
    conversations::{Desk, Message, MessageId, MessageStatus, Scheduled},
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadId, Need, Today},
    live::{Change, LiveMessage},
    phones::{Phone, PhoneState},
    team::Role,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::Relaxed},
};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// Another person who writes.
const OTHER: &str = "6281200000003";

/// A clock that a test moves on.
#[derive(Clone, Default)]
pub struct Ahead(pub Arc<AtomicI64>);

impl Ahead {
    pub fn clock(&self) -> Clock {
        let (ahead, real) = (self.0.clone(), Clock::system());
        Clock::from_fn(move || real.now_ms() + ahead.load(Relaxed))
    }

    /// Time passes, and what waits for its time notices.
    pub fn pass(&self, office: &Office, ms: i64) {
        self.0.fetch_add(ms, Relaxed);
        office.state.later.wake();
    }
}

/// An office with a phone, two people who wrote, and an agent.
pub struct Story {
    pub office: Office,
    pub ahead: Ahead,
    pub phone: Phone,
    pub ada: Lead,
    pub bob: Lead,
    pub agent: Browser,
    pub events: Subscription,
}

impl Story {
    pub async fn begin(database: Database) -> Self {
        let ahead = Ahead::default();
        let office = Office::open_by(ahead.clock(), database).await;
        let phone = office.linked_phone("Sales").await;
        let mut events = office.events();
        let mut leads = Vec::new();
        for (number, name) in [(CUSTOMER, "Ada"), (OTHER, "Bob")] {
            office.control().create_handset(number, name).await.unwrap();
            office.control().send(number, SHOP, &format!("{name} here")).await.unwrap();
            leads.push(lead_after(&mut events, &format!("{name} here")).await);
        }
        let [ada, bob] = leads.try_into().unwrap();
        let agent = office.signed_in(Role::Agent).await;
        Self { office, ahead, phone, ada, bob, agent, events }
    }

    pub fn now(&self) -> i64 {
        self.office.state.clock.now_ms()
    }

    pub async fn plan(&mut self, id: Uuid, lead: LeadId, text: &str, send_at: i64) -> Answer {
        let (id, lead, send_at) = (id.to_string(), lead.to_string(), send_at.to_string());
        self.agent.call("schedule_message", &[("id", &id), ("lead", &lead), ("text", text), ("send_at", &send_at)]).await
    }

    pub async fn settle(&mut self, id: Uuid, how: &str) -> Answer {
        self.agent.call("settle_scheduled", &[("id", &id.to_string()), ("how", how)]).await
    }

    pub async fn desk(&mut self, lead: LeadId) -> Desk {
        self.agent.call("desk", &[("lead", &lead.to_string())]).await.ok()
    }

    pub async fn held(&mut self, lead: LeadId) -> Option<String> {
        self.desk(lead).await.scheduled.pop().and_then(|scheduled| scheduled.held)
    }

    /// In which list of Today a lead stands.
    pub async fn need(&mut self, lead: LeadId) -> Option<Need> {
        let today: Today = self.agent.call("today", &[("everybodys", "true")]).await.ok();
        let lead = today.leads.iter().find(|listed| listed.id == lead)?;
        lead.need(today.now, today.now + HOUR_MS)
    }

    /// Waits until Bob is sent something that was due after everything else: what was not sent by then was not to be.
    pub async fn everything_due_is_seen_to(&mut self) {
        let (id, at) = (Uuid::now_v7(), self.now() + MINUTE_MS);
        self.plan(id, self.bob.id, "marker", at).await.ok::<Scheduled>();
        self.ahead.pass(&self.office, MINUTE_MS);
        queued(&mut self.events, id).await;
    }

    /// What Ada's handset was sent.
    pub async fn sent_to_ada(&self) -> Vec<String> {
        let messages = self.office.control().messages(CUSTOMER).await.unwrap();
        messages.into_iter().filter(|message| message.to.as_str() == CUSTOMER).map(|message| message.text).collect()
    }
}

pub async fn lead_after(events: &mut Subscription, text: &str) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.last_message == text => Some(lead.clone()),
        _ => None,
    })
    .await
}

pub async fn queued(events: &mut Subscription, id: Uuid) -> Message {
    wait_for(events, |event| match event {
        DomainEvent::MessageAdded(message) if message.id == MessageId(id) => Some(message.clone()),
        _ => None,
    })
    .await
}

/// The lead once Leadwire asks about it.
async fn asked_about(events: &mut Subscription, lead: LeadId) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(now) if now.id == lead && now.due_note.contains("not sent") => Some(now.clone()),
        _ => None,
    })
    .await
}

async fn it_is_sent_at_its_time_and_once(database: Database) {
    let mut story = Story::begin(database).await;
    let (id, lead, at) = (Uuid::now_v7(), story.ada.id, story.now() + HOUR_MS);
    let mut tab = story.office.tab(&story.agent).await;
    let planned: Scheduled = story.plan(id, lead, " Did it arrive? ", at).await.ok();
    assert_eq!((planned.text.as_str(), planned.sender.as_str(), planned.held.as_deref()), ("Did it arrive?", "The agent", None));
    story.plan(id, lead, "Did it arrive?", at).await.ok::<Scheduled>();
    assert_eq!(story.desk(lead).await.scheduled, [planned]);
    loop {
        if let Some(LiveMessage::Changed { change: Change::Scheduled(changed), .. }) = tab.hear().await {
            assert_eq!(changed, lead);
            break;
        }
    }
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default(), "it is not its time");

    story.ahead.pass(&story.office, HOUR_MS);
    let message = queued(&mut story.events, id).await;
    assert_eq!((message.text.as_str(), message.sender.as_str()), ("Did it arrive?", "The agent"));
    assert_eq!(story.desk(lead).await.scheduled, []);
    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(story.plan(id, lead, "Did it arrive?", story.now() + HOUR_MS).await.status, 409, "it was sent already");
    story.settle(id, "send").await.ok::<()>();
    story.everything_due_is_seen_to().await;
    story.office.restart().await;
    story.events = story.office.events();
    reached(&mut story.events, story.phone.id, PhoneState::Connected).await;
    story.agent = story.office.signed_in(Role::Agent).await;
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, ["Did it arrive?"]);
}

#[tokio::test]
async fn it_is_sent_at_its_time_and_once_on_sqlite() {
    it_is_sent_at_its_time_and_once(Database::Sqlite).await;
}

#[tokio::test]
async fn it_is_sent_at_its_time_and_once_on_postgres() {
    it_is_sent_at_its_time_and_once(Database::Postgres).await;
}

async fn whoever_is_written_to_later_is_not_one_for_whom_nothing_is_planned(database: Database) {
    let mut story = Story::begin(database).await;
    let (id, lead) = (Uuid::now_v7(), story.ada.id);
    let answer = [("id", &*Uuid::now_v7().to_string()), ("lead", &*lead.to_string()), ("text", "Yes")];
    story.agent.call("send_message", &answer).await.ok::<Message>();
    assert_eq!(story.need(lead).await, Some(Need::NextStep));

    let at = story.now() + HOUR_MS;
    story.plan(id, lead, "Did it arrive?", at).await.ok::<Scheduled>();
    let goes_on = async |events: &mut Subscription, goes_on: bool| {
        wait_for(events, |event| match event {
            DomainEvent::LeadChanged(now) if now.id == lead && now.goes_on == goes_on => Some(()),
            _ => None,
        })
        .await;
    };
    goes_on(&mut story.events, true).await;
    assert_eq!(story.need(lead).await, None);
    story.plan(id, lead, "Did all of it arrive?", at).await.ok::<Scheduled>();
    story.settle(id, "drop").await.ok::<()>();
    goes_on(&mut story.events, false).await;
    assert_eq!(story.need(lead).await, Some(Need::NextStep));

    story.plan(Uuid::now_v7(), lead, "Shall I keep it?", story.now() + HOUR_MS).await.ok::<Scheduled>();
    story.office.control().send(CUSTOMER, SHOP, "I take it!").await.unwrap();
    asked_about(&mut story.events, lead).await;
    assert_eq!(story.need(lead).await, Some(Need::Answer));
    let thanks = [("id", &*Uuid::now_v7().to_string()), ("lead", &*lead.to_string()), ("text", "Thank you")];
    story.agent.call("send_message", &thanks).await.ok::<Message>();
    assert_eq!(story.need(lead).await, Some(Need::NextStep), "what is held does not go by itself");

    story.plan(id, lead, "Did it arrive?", story.now() + HOUR_MS).await.ok::<Scheduled>();
    assert_eq!(story.need(lead).await, None);
    story.ahead.pass(&story.office, HOUR_MS);
    queued(&mut story.events, id).await;
    assert_eq!(story.need(lead).await, Some(Need::NextStep), "it is sent, and what comes next is open");
}

#[tokio::test]
async fn whoever_is_written_to_later_is_not_one_for_whom_nothing_is_planned_on_sqlite() {
    whoever_is_written_to_later_is_not_one_for_whom_nothing_is_planned(Database::Sqlite).await;
}

#[tokio::test]
async fn whoever_is_written_to_later_is_not_one_for_whom_nothing_is_planned_on_postgres() {
    whoever_is_written_to_later_is_not_one_for_whom_nothing_is_planned(Database::Postgres).await;
}

async fn when_they_write_first_it_waits_for_a_person(database: Database) {
    let mut story = Story::begin(database).await;
    let (id, lead, at) = (Uuid::now_v7(), story.ada.id, story.now() + HOUR_MS);
    story.plan(id, lead, "Shall I keep it?", at).await.ok::<Scheduled>();
    story.office.control().send(CUSTOMER, SHOP, "I take it!").await.unwrap();
    let asked = asked_about(&mut story.events, lead).await;
    assert!(asked.due_note.contains("They wrote before this was sent"), "{}", asked.due_note);
    assert_eq!(asked.need(story.now(), story.now() + HOUR_MS), Some(Need::Answer));
    assert_eq!(story.held(lead).await.as_deref(), Some("They wrote before this was sent. Send it anyway or drop it?"));

    story.ahead.pass(&story.office, HOUR_MS);
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default());

    // Somebody decides.
    story.settle(id, "send").await.ok::<()>();
    queued(&mut story.events, id).await;
    assert_eq!(story.desk(lead).await.scheduled, []);
    story.office.control().wait_for_messages(CUSTOMER, 3, None, PATIENCE).await.unwrap();
    assert_eq!(story.sent_to_ada().await, ["Shall I keep it?"]);
}

#[tokio::test]
async fn when_they_write_first_it_waits_for_a_person_on_sqlite() {
    when_they_write_first_it_waits_for_a_person(Database::Sqlite).await;
}

#[tokio::test]
async fn when_they_write_first_it_waits_for_a_person_on_postgres() {
    when_they_write_first_it_waits_for_a_person(Database::Postgres).await;
}

#[tokio::test]
async fn what_somebody_answers_on_the_handset_stops_it_until_it_is_planned_anew() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (id, lead, at) = (Uuid::now_v7(), story.ada.id, story.now() + HOUR_MS);
    story.plan(id, lead, "Shall I keep it?", at).await.ok::<Scheduled>();
    story.office.control().send(SHOP, CUSTOMER, "It is yours").await.unwrap();
    let asked = asked_about(&mut story.events, lead).await;
    assert_eq!(asked.need(story.now(), story.now() + HOUR_MS), Some(Need::FollowUp), "nobody waits, but somebody has to decide");
    assert!(story.held(lead).await.unwrap().contains("on the handset"));

    let again: Scheduled = story.plan(id, lead, "It is kept", story.now() + HOUR_MS).await.ok();
    assert_eq!(again.held, None);
    story.ahead.pass(&story.office, HOUR_MS);
    assert_eq!(queued(&mut story.events, id).await.text, "It is kept");
}

#[tokio::test]
async fn what_is_dropped_is_never_sent() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (id, lead, at) = (Uuid::now_v7(), story.ada.id, story.now() + HOUR_MS);
    story.plan(id, lead, "Never mind", at).await.ok::<Scheduled>();
    story.settle(id, "drop").await.ok::<()>();
    story.settle(id, "drop").await.ok::<()>();
    assert_eq!(story.desk(lead).await.scheduled, []);
    story.ahead.pass(&story.office, HOUR_MS);
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default());
}

#[tokio::test]
async fn a_phone_that_cannot_send_holds_it_and_says_why() {
    let mut story = Story::begin(Database::Sqlite).await;
    let mut owner = story.office.signed_in(Role::Owner).await;
    let phone = story.phone.id.to_string();
    for (stop, resume, says) in [("pause_sending", "resume_sending", "paused"), ("disconnect", "connect", "cannot send")] {
        let (id, lead, at) = (Uuid::now_v7(), story.ada.id, story.now() + MINUTE_MS);
        story.plan(id, lead, "Are you there?", at).await.ok::<Scheduled>();
        owner.call("act_on_phone", &[("phone", &phone), ("action", stop)]).await.ok::<()>();
        story.ahead.pass(&story.office, MINUTE_MS);
        asked_about(&mut story.events, lead).await;
        let held = story.held(lead).await.unwrap();
        assert!(held.contains(says) && held.ends_with("Send it now or drop it?"), "{held}");
        assert!(story.desk(lead).await.cannot.is_some(), "and so it is said where answers are written");
        if stop == "disconnect" {
            assert_eq!(story.settle(id, "send").await.status, 409, "not even now");
            assert_eq!(story.held(lead).await, Some(held), "it stays");
        }
        owner.call("act_on_phone", &[("phone", &phone), ("action", resume)]).await.ok::<()>();
        if resume == "connect" {
            reached(&mut story.events, story.phone.id, PhoneState::Connected).await;
        }
        story.settle(id, "send").await.ok::<()>();
        queued(&mut story.events, id).await;
        assert_eq!(story.desk(lead).await.cannot, None);
        // What was asked is answered.
        story.events = story.office.events();
    }
    story.office.control().wait_for_messages(CUSTOMER, 3, None, PATIENCE).await.unwrap();
    assert_eq!(story.sent_to_ada().await.len(), 2);
}

#[tokio::test]
async fn after_an_outage_what_is_long_overdue_asks_first_and_the_rest_goes_out() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (late, in_time, now) = (Uuid::now_v7(), Uuid::now_v7(), story.now());
    story.plan(late, story.ada.id, "Good morning", now + HOUR_MS).await.ok::<Scheduled>();
    story.plan(in_time, story.bob.id, "Good evening", now + 2 * HOUR_MS).await.ok::<Scheduled>();
    story.office.close().await;
    story.ahead.0.fetch_add(2 * HOUR_MS + 10 * MINUTE_MS, Relaxed);
    story.office.reopen().await;
    story.agent = story.office.signed_in(Role::Agent).await;
    // The one that is late was looked at first.
    let bob = story.office.control().wait_for_messages(OTHER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(bob.last().unwrap().text, "Good evening");
    let held = story.held(story.ada.id).await.unwrap();
    assert!(held.contains("15 minutes"), "{held}");
    let asked: Lead = story.agent.call("lead", &[("id", &story.ada.id.to_string())]).await.ok();
    assert!(asked.due_at.is_some_and(|due| due <= story.now()));
    assert_eq!(story.sent_to_ada().await, <[&str; 0]>::default());
}

async fn to_a_deleted_lead_nothing_goes_and_one_that_is_back_asks_first(database: Database) {
    let mut story = Story::begin(database).await;
    let mut admin = story.office.signed_in(Role::Admin).await;
    let lead = story.ada.id;
    let act = async |admin: &mut Browser, what: &str| assert_eq!(admin.call(what, &[("leads[0]", &lead.to_string())]).await.status, 200);
    // Whoever takes it back at once has changed nothing.
    let (soon, later) = (Uuid::now_v7(), Uuid::now_v7());
    story.plan(soon, lead, "See you", story.now() + HOUR_MS).await.ok::<Scheduled>();
    act(&mut admin, "delete_leads").await;
    act(&mut admin, "restore_leads").await;
    story.ahead.pass(&story.office, HOUR_MS);
    queued(&mut story.events, soon).await;
    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();

    story.plan(later, lead, "Are you there?", story.now() + HOUR_MS).await.ok::<Scheduled>();
    act(&mut admin, "delete_leads").await;
    story.ahead.pass(&story.office, HOUR_MS);
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, ["See you"]);

    act(&mut admin, "restore_leads").await;
    story.office.state.later.wake();
    let asked = asked_about(&mut story.events, lead).await;
    assert_eq!(asked.need(story.now(), story.now() + HOUR_MS), Some(Need::FollowUp));
    let held = "The lead was deleted meanwhile, and is back. Send it anyway or drop it?";
    assert_eq!(story.held(lead).await.as_deref(), Some(held));
    story.everything_due_is_seen_to().await;
    assert_eq!(story.sent_to_ada().await, ["See you"]);
}

#[tokio::test]
async fn to_a_deleted_lead_nothing_goes_and_one_that_is_back_asks_first_on_sqlite() {
    to_a_deleted_lead_nothing_goes_and_one_that_is_back_asks_first(Database::Sqlite).await;
}

#[tokio::test]
async fn to_a_deleted_lead_nothing_goes_and_one_that_is_back_asks_first_on_postgres() {
    to_a_deleted_lead_nothing_goes_and_one_that_is_back_asks_first(Database::Postgres).await;
}

#[tokio::test]
async fn a_plan_that_makes_no_sense_is_refused_and_changes_nothing() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (id, ada, bob, now) = (Uuid::now_v7(), story.ada.id, story.bob.id, story.now());
    for (text, at) in [("x", now - MINUTE_MS), ("x", i64::MIN), ("x", i64::MAX), (" ", now + HOUR_MS), ("a\0b", now + HOUR_MS)] {
        assert_eq!(story.plan(id, ada, text, at).await.status, 422, "{text} {at}");
    }
    assert_eq!(story.plan(id, LeadId(Uuid::nil()), "x", now + HOUR_MS).await.status, 404);
    story.plan(id, ada, "x", now + HOUR_MS).await.ok::<Scheduled>();
    assert_eq!(story.plan(id, bob, "x", now + HOUR_MS).await.status, 409, "it is Ada's");
    for _ in 1..20 {
        story.plan(Uuid::now_v7(), ada, "x", now + HOUR_MS).await.ok::<Scheduled>();
    }
    assert_eq!(story.plan(Uuid::now_v7(), ada, "x", now + HOUR_MS).await.status, 409, "enough is enough");
    assert_eq!(story.desk(bob).await.scheduled, []);
    assert_eq!(story.desk(ada).await.scheduled.len(), 20);
    let sent = story.agent.call("thread", &[("lead", &ada.to_string())]).await.ok::<leadwire::conversations::Thread>();
    assert!(sent.messages.iter().all(|message| message.status == MessageStatus::Received));
}
