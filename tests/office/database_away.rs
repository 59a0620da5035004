//! Leadwire's own database cannot be written for a while: nothing is acknowledged, nothing is sent, a person is told why, and
//! afterwards everything goes on without a restart.
use crate::support::{Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, all_messages, execute, fast, reached, wait_for};
use leadwire::{
    conversations::MessageStatus,
    event::DomainEvent,
    leads::LeadsPage,
    phones::{Phone, PhoneState},
    team::Role,
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::process::Command;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;
use whatsapp_simulator::{FaultKind, ManyMessages, StreamError};

/// A file has become larger than it may.
const SIGXFSZ: i32 = 25;

/// Longer than any page of the database, so that it needs a new one.
fn long(text: &str) -> String {
    format!("{text} {}", "x".repeat(20_000))
}

struct Story {
    office: Office,
    owner: Browser,
    phone: Phone,
    lead: String,
}

impl Story {
    /// An office with a linked phone that a customer has written to.
    async fn begin(database: Database) -> Self {
        let office = Office::open_towards(None, database, fast()).await;
        let phone = office.linked_phone("Sales").await;
        let mut owner = office.signed_in(Role::Owner).await;
        office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
        let mut events = office.events();
        office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
        wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;
        let leads: LeadsPage = owner.call("list_leads", &[]).await.ok();
        let lead = leads.leads[0].id.to_string();
        office.control().wait_for_handset(SHOP, PATIENCE, |shop| shop.companions[0].waiting == 0).await.unwrap();
        Self { office, owner, phone, lead }
    }

    async fn answer(&mut self, id: Uuid, text: &str) -> crate::support::Answer {
        self.owner.call("send_message", &[("id", &id.to_string()), ("lead", &self.lead), ("text", text)]).await
    }

    async fn act(&mut self, action: &str) {
        self.owner.call("act_on_phone", &[("phone", &self.phone.id.to_string()), ("action", action)]).await.ok::<()>();
    }

    /// What holds while the database is away, whatever the way it is away.
    async fn is_told_and_keeps_silent(&mut self, why: &str) -> Uuid {
        let mut events = self.office.events();
        self.office.control().send(CUSTOMER, SHOP, &long("While it was away")).await.unwrap();
        let id = Uuid::now_v7();
        let refused = self.answer(id, &"Ω".repeat(4_000)).await;
        assert_eq!(refused.status, 503, "{}", refused.body);
        let said = refused.error().to_string();
        assert!(said.contains(why) && said.contains("Nothing was sent"), "{said}");
        let lost = reached(&mut events, self.phone.id, PhoneState::Reconnecting).await;
        let cause = lost.cause.unwrap();
        assert!(["not_stored", "database_away"].contains(&cause.code.as_str()), "{cause:?}");
        let shop = self.office.control().handset(SHOP).await.unwrap();
        assert_eq!(shop.companions[0].waiting, 1, "WhatsApp has no receipt and keeps the message");
        assert_eq!(self.office.control().messages(CUSTOMER).await.unwrap().len(), 2, "nothing was sent");
        id
    }

    /// What holds afterwards.
    async fn goes_on(&mut self, refused: Uuid) {
        let mut events = self.office.events();
        let listed: Vec<Phone> = self.owner.call("list_phones", &[]).await.ok();
        if listed[0].state != PhoneState::Connected {
            reached(&mut events, self.phone.id, PhoneState::Connected).await;
        }
        self.office.control().wait_for_handset(SHOP, PATIENCE, |shop| shop.companions[0].waiting == 0).await.unwrap();
        // The tab tries again under the same id, and whatever comes now proves that nothing comes twice before it.
        let again = self.answer(refused, &"Ω".repeat(4_000)).await;
        assert_eq!(again.status, 200, "{}", again.body);
        self.office.control().send(CUSTOMER, SHOP, "Afterwards").await.unwrap();
        wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(message) if message.text == "Afterwards").then_some(()))
            .await;
        let arrived = self.office.control().wait_for_messages(CUSTOMER, 4, None, PATIENCE).await.unwrap();
        assert_eq!(arrived.len(), 4);
        let mut texts: Vec<_> = all_messages(&mut self.owner, &self.lead).await.into_iter().map(|message| message.text).collect();
        texts.sort();
        let mut expected = ["Hello".to_owned(), long("While it was away"), "Ω".repeat(4_000), "Afterwards".to_owned()];
        expected.sort();
        assert_eq!(texts, expected, "everything once");
        assert!(self.office.state.phones.vitals().values().all(|vitals| !vitals.saver_is_halted));
    }
}

/// Lets this process write no file beyond its first byte, or again as it likes. Every test is a process of its own.
fn write_files(freely: bool) {
    let limit = if freely { "--fsize=unlimited:" } else { "--fsize=1:" };
    let set = Command::new("prlimit").args(["--pid", &std::process::id().to_string(), limit]).status();
    assert!(set.unwrap().success(), "the limit is set");
}

/// A page that is opened anew reads it there.
#[tokio::test]
async fn where_a_phone_stands_is_stored_as_soon_as_it_can_be() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (db, id) = (&story.office.state.db, story.phone.id);
    execute(db, "CREATE TRIGGER full_disk BEFORE UPDATE OF state ON phones BEGIN SELECT RAISE(FAIL, 'the disk is full'); END").await;
    let mut events = story.office.events();
    story.office.control().add_fault(FaultKind::StreamError(StreamError::with_code(440))).await.unwrap();
    reached(&mut events, id, PhoneState::Replaced).await;
    let listed: Vec<Phone> = story.owner.call("list_phones", &[]).await.ok();
    assert_eq!(listed[0].state, PhoneState::Replaced, "a page that is opened now tells it too");
    execute(db, "DROP TRIGGER full_disk").await;
    let mut events = story.office.events();
    reached(&mut events, id, PhoneState::Replaced).await;
    let listed: Vec<Phone> = story.owner.call("list_phones", &[]).await.ok();
    assert_eq!(listed[0].state, PhoneState::Replaced);
}

#[tokio::test]
async fn what_became_of_a_message_is_stored_as_soon_as_it_can_be() {
    let mut story = Story::begin(Database::Sqlite).await;
    let broken = "CREATE TRIGGER broken BEFORE UPDATE OF status ON messages BEGIN SELECT RAISE(FAIL, 'the disk is broken'); END";
    execute(&story.office.state.db, broken).await;
    let sent = story.answer(Uuid::now_v7(), "Do you have it in blue?").await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    story.office.control().wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    // Whatever WhatsApp has said of it was said by the time that the next message of theirs is here.
    let mut events = story.office.events();
    story.office.control().send(CUSTOMER, SHOP, "Yes").await.unwrap();
    wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;
    let thread = all_messages(&mut story.owner, &story.lead).await;
    assert_eq!(thread.iter().find(|message| message.is_ours()).unwrap().status, MessageStatus::Queued);

    execute(&story.office.state.db, "DROP TRIGGER broken").await;
    let delivered = |event: &DomainEvent| match event {
        DomainEvent::MessageChanged(message) if message.status == MessageStatus::Delivered => Some(()),
        _ => None,
    };
    wait_for(&mut events, delivered).await;
    let arrived = story.office.control().messages(CUSTOMER).await.unwrap();
    assert_eq!(arrived.iter().filter(|message| message.text == "Do you have it in blue?").count(), 1, "it went out once");
}

/// The library confirms a copy of what it has opened, though the message itself may still wait to be stored.
#[tokio::test]
async fn a_copy_of_a_message_that_is_not_stored_yet_takes_nothing_from_whatsapps_queue() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (db, id) = (story.office.state.db.clone(), story.phone.id);
    let mut events = story.office.events();
    story.act("disconnect").await;
    reached(&mut events, id, PhoneState::Paused).await;
    story.office.control().send(CUSTOMER, SHOP, "While it was away").await.unwrap();
    execute(&db, "CREATE TRIGGER broken BEFORE INSERT ON messages BEGIN SELECT RAISE(FAIL, 'the disk is broken'); END").await;
    story.office.control().add_fault(FaultKind::Duplicate).await.unwrap();
    let mut events = story.office.events();
    story.act("connect").await;
    reached(&mut events, id, PhoneState::Syncing).await;
    story.office.control().send(CUSTOMER, SHOP, "While that was read").await.unwrap();
    reached(&mut events, id, PhoneState::Reconnecting).await;
    let shop = story.office.control().handset(SHOP).await.unwrap();
    assert_eq!(shop.companions[0].waiting, 2, "WhatsApp has no receipt and keeps both");

    execute(&db, "DROP TRIGGER broken").await;
    story.office.control().wait_for_handset(SHOP, PATIENCE, |shop| shop.companions[0].waiting == 0).await.unwrap();
    let texts: Vec<_> = all_messages(&mut story.owner, &story.lead).await.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["Hello", "While it was away", "While that was read"]);
}

/// The library tries again for ever to hand a copy over, confirms nothing meanwhile, and would look connected.
#[tokio::test]
async fn a_backlog_whose_copies_cannot_be_written_ends_the_connection_and_comes_again_whole() {
    const MESSAGES: usize = 300;
    let mut story = Story::begin(Database::Sqlite).await;
    let (db, id) = (story.office.state.db.clone(), story.phone.id);
    let mut events = story.office.events();
    story.act("disconnect").await;
    reached(&mut events, id, PhoneState::Paused).await;
    let many = ManyMessages { to: SHOP.to_owned(), count: MESSAGES, prefix: "Message".to_owned() };
    story.office.control().send_many(CUSTOMER, many).await.unwrap();
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON keyring_pending_inbound BEGIN SELECT RAISE(FAIL, 'the disk is broken'); END";
    execute(&db, broken).await;
    let mut events = story.office.events();
    story.act("connect").await;
    let ended = |event: &DomainEvent| match event {
        DomainEvent::PhoneChanged(phone) => phone.cause.as_ref().filter(|cause| cause.code == "not_stored").map(|_| phone.state),
        _ => None,
    };
    assert_eq!(wait_for(&mut events, ended).await, PhoneState::Reconnecting);
    let shop = story.office.control().handset(SHOP).await.unwrap();
    assert_ne!(shop.companions[0].waiting, 0, "WhatsApp keeps what could not be stored");

    execute(&db, "DROP TRIGGER broken").await;
    let taken = story.office.control().wait_for_handset(SHOP, PATIENCE, |shop| shop.companions[0].waiting == 0).await.unwrap();
    assert_eq!(taken.companions[0].waiting, 0, "WhatsApp has nothing more for it");
    let stored: Vec<String> =
        sqlx::query_scalar("SELECT text FROM messages WHERE text LIKE 'Message %' ORDER BY at, id").fetch_all(db.read()).await.unwrap();
    let wanted: Vec<String> = (1..=MESSAGES).map(|number| format!("Message {number}")).collect();
    assert!(stored == wanted, "{} of {MESSAGES} are stored, or they are out of order", stored.len());
}

/// The library can save that it has opened a message and drop the message, when its connection ends at that very moment.
#[tokio::test]
async fn a_message_that_was_opened_and_dropped_is_asked_of_its_sender_again() {
    let mut story = Story::begin(Database::Sqlite).await;
    let (db, id) = (story.office.state.db.clone(), story.phone.id);
    execute(&db, "CREATE TRIGGER broken BEFORE INSERT ON messages BEGIN SELECT RAISE(FAIL, 'the disk is broken'); END").await;
    let mut events = story.office.events();
    story.office.control().send(CUSTOMER, SHOP, "Is the blue one still there?").await.unwrap();
    reached(&mut events, id, PhoneState::Reconnecting).await;
    story.act("disconnect").await;
    reached(&mut events, id, PhoneState::Paused).await;
    execute(&db, "DELETE FROM keyring_pending_inbound").await;
    execute(&db, "DROP TRIGGER broken").await;

    story.act("connect").await;
    let came = |event: &DomainEvent| matches!(event, DomainEvent::MessageAdded(_)).then_some(());
    wait_for(&mut events, came).await;
    story.office.control().send(CUSTOMER, SHOP, "Hello?").await.unwrap();
    wait_for(&mut events, came).await;
    let texts: Vec<_> = all_messages(&mut story.owner, &story.lead).await.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["Hello", "Is the blue one still there?", "Hello?"]);
}

#[tokio::test]
async fn a_disk_that_takes_nothing_more_loses_nothing_and_sends_nothing() {
    let mut story = Story::begin(Database::Sqlite).await;
    // What a program is told beside the error; unheard, it would end it.
    let _heard = signal(SignalKind::from_raw(SIGXFSZ)).unwrap();
    write_files(false);
    let refused = story.is_told_and_keeps_silent("the disk fails to").await;
    write_files(true);
    story.goes_on(refused).await;
}

#[tokio::test]
async fn a_database_that_another_program_keeps_locked_loses_nothing_and_sends_nothing() {
    let mut story = Story::begin(Database::Sqlite).await;
    // Not the five seconds of people.
    execute(&story.office.state.db, "PRAGMA busy_timeout = 100").await;
    let mut other = AnyConnection::connect(&story.office.database_url()).await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let refused = story.is_told_and_keeps_silent("keeps it locked").await;
    other.execute("ROLLBACK").await.unwrap();
    story.goes_on(refused).await;
}

#[tokio::test]
async fn a_postgres_that_lets_nobody_in_loses_nothing_and_sends_nothing() {
    let mut story = Story::begin(Database::Postgres).await;
    let server = std::env::var(leadwire::db::testing::POSTGRES_VARIABLE).unwrap();
    let mut keeper = AnyConnection::connect(&server).await.unwrap();
    let url = story.office.database_url();
    let (_, name) = url.rsplit_once('/').unwrap();
    let shut = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false");
    let out = format!("SELECT CAST(COUNT(pg_terminate_backend(pid)) AS BIGINT) FROM pg_stat_activity WHERE datname = '{name}'");
    let open = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
    keeper.execute(AssertSqlSafe(shut)).await.unwrap();
    keeper.execute(AssertSqlSafe(out)).await.unwrap();
    let refused = story.is_told_and_keeps_silent("cannot be used right now").await;
    keeper.execute(AssertSqlSafe(open)).await.unwrap();
    story.goes_on(refused).await;
}
