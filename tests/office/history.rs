//! What a handset had before its phone was linked is there afterwards, as old.
use crate::support::{Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, all_messages, code, reached, wait_for};
use leadwire::{
    conversations::{MediaState, MessageStatus, Thread},
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadsPage},
    phones::{Phone, PhoneState},
    team::Role,
};
use whatsapp_simulator::{NewHistory, NewMessage};

/// Links the shop's handset once it has this history.
async fn link(office: &Office, owner: &mut Browser, events: &mut Subscription) -> Phone {
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    scan(office, events, &phone).await
}

async fn scan(office: &Office, events: &mut Subscription, phone: &Phone) -> Phone {
    code(events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().expect("a code is on show");
    office.control().scan(SHOP, &qr).await.expect("the handset takes the code");
    reached(events, phone.id, PhoneState::Connected).await
}

fn history(conversations: usize, messages: usize, parts: usize) -> NewHistory {
    NewHistory { conversations, messages, parts, others: true }
}

/// Waits until the phone says that it knows so much from before the link.
async fn knows(office: &Office, events: &mut Subscription, words: &str) {
    let phones = leadwire::phones::listing::all(&office.state).await.unwrap();
    if phones.iter().any(|phone| phone.history.as_deref() == Some(words)) {
        return;
    }
    wait_for(events, |event| match event {
        DomainEvent::PhoneChanged(phone) if phone.history.as_deref() == Some(words) => Some(()),
        _ => None,
    })
    .await;
}

async fn leads(browser: &mut Browser) -> Vec<Lead> {
    browser.call("list_leads", &[]).await.ok::<LeadsPage>().leads
}

async fn count(office: &Office, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(office.state.db.read()).await.unwrap()
}

/// Waits until the books say so.
async fn comes_to(office: &Office, sql: &'static str, wanted: i64) {
    let counting = async {
        while count(office, sql).await != wanted {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, counting).await.expect("it comes to that in time");
}

async fn what_was_said_before_the_link_is_there_as_old(database: Database) {
    let office = Office::open_on(database).await;
    let (mut owner, mut events, control) = (office.signed_in(Role::Owner).await, office.events(), office.control());
    control.create_handset(SHOP, "Shop").await.unwrap();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let hour_ago = leadwire::clock::Clock::system().now_ms() - 3_600_000;
    let old = NewMessage { to: SHOP.into(), text: "Of yesterday".into(), at: Some(hour_ago), ..NewMessage::default() };
    control.send_message(CUSTOMER, old).await.unwrap();
    control.set_history(SHOP, history(30, 4, 3)).await.unwrap();
    link(&office, &mut owner, &mut events).await;
    knows(&office, &mut events, "121 messages of 31 people").await;
    comes_to(&office, "SELECT COUNT(*) FROM leads WHERE name LIKE 'Person %'", 30).await;
    comes_to(&office, "SELECT COUNT(*) FROM history_parts", 0).await;

    let all = leads(&mut owner).await;
    assert_eq!(all.len(), 31, "no group, no status, no channel");
    assert!(all.is_sorted_by(|one, next| one.last_message_at >= next.last_message_at), "each stands at its time");
    assert!(all.iter().all(|lead| lead.unread == 0 && lead.waiting_since.is_none() && lead.owner.is_none() && lead.is_done));
    let ada = all.iter().find(|lead| lead.name == "Ada").expect("she is named as the handset knows her");
    assert_eq!((ada.last_message.as_str(), ada.last_message_is_ours), ("Of yesterday", false));
    assert!((ada.last_message_at - hour_ago).abs() < 1000, "at its own time");
    let first = all.iter().find(|lead| lead.name == "Person 1").expect("a name that came after the messages");
    assert_eq!((first.number.as_deref(), first.last_message.as_str()), (Some("+62 890-0000-0001"), "Photo: An old photo"));

    let thread: Thread = owner.call("thread", &[("lead", &first.id.to_string())]).await.ok();
    let said: Vec<_> = thread.messages.iter().map(|message| (message.text.as_str(), message.is_ours())).collect();
    assert_eq!(said, [("Old 1 of 1", false), ("Old 2 of 1", true), ("Old 3 of 1", false), ("An old photo", true)]);
    assert_eq!(thread.messages[1].status, MessageStatus::Read, "as far as it got");
    let photo = thread.messages[3].media.as_ref().expect("its file can be wanted");
    assert!(matches!(&photo.state, MediaState::Failed(why) if why.contains("before the link")), "{photo:?}");
}

#[tokio::test]
async fn what_was_said_before_the_link_is_there_as_old_on_sqlite() {
    what_was_said_before_the_link_is_there_as_old(Database::Sqlite).await;
}

#[tokio::test]
async fn what_was_said_before_the_link_is_there_as_old_on_postgres() {
    what_was_said_before_the_link_is_there_as_old(Database::Postgres).await;
}

async fn history_that_comes_again_adds_nothing_and_changes_no_lead_that_was_known(database: Database) {
    let office = Office::open_on(database).await;
    let (mut owner, mut events, control) = (office.signed_in(Role::Owner).await, office.events(), office.control());
    control.create_handset(SHOP, "Shop").await.unwrap();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let phone = link(&office, &mut owner, &mut events).await;
    control.send(CUSTOMER, SHOP, "I wait for you").await.unwrap();
    let ada = wait_for(&mut events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.unread == 1 => Some(lead.clone()),
        _ => None,
    })
    .await;
    // The handset is linked anew, twice, and hands over what came by itself already.
    for _ in 0..2 {
        control.set_history(SHOP, history(5, 2, 1)).await.unwrap();
        owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", "unlink")]).await.ok::<()>();
        let mut fresh = office.events();
        owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "false")]).await.ok::<Phone>();
        scan(&office, &mut fresh, &phone).await;
        knows(&office, &mut fresh, "10 messages of 5 people").await;
    }
    let all = leads(&mut owner).await;
    assert_eq!(all.len(), 6);
    let now = all.iter().find(|lead| lead.id == ada.id).unwrap();
    assert_eq!((now.unread, now.waiting_since, now.is_done), (1, ada.waiting_since, false), "she still waits");
    assert_eq!(all_messages(&mut owner, &ada.id.to_string()).await.len(), 1);
    assert_eq!(count(&office, "SELECT COUNT(*) FROM messages").await, 11);
}

#[tokio::test]
async fn history_that_comes_again_adds_nothing_and_changes_no_lead_that_was_known_on_sqlite() {
    history_that_comes_again_adds_nothing_and_changes_no_lead_that_was_known(Database::Sqlite).await;
}

#[tokio::test]
async fn history_that_comes_again_adds_nothing_and_changes_no_lead_that_was_known_on_postgres() {
    history_that_comes_again_adds_nothing_and_changes_no_lead_that_was_known(Database::Postgres).await;
}

#[tokio::test]
async fn who_writes_after_the_link_waits_though_they_are_known_from_before() {
    let office = Office::open().await;
    let (mut owner, mut events, control) = (office.signed_in(Role::Owner).await, office.events(), office.control());
    control.create_handset(SHOP, "Shop").await.unwrap();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    control.send(CUSTOMER, SHOP, "Of before").await.unwrap();
    control.set_history(SHOP, history(0, 0, 1)).await.unwrap();
    link(&office, &mut owner, &mut events).await;
    knows(&office, &mut events, "1 message of 1 person").await;
    control.send(CUSTOMER, SHOP, "Of now").await.unwrap();
    let ada = wait_for(&mut events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.unread == 1 => Some(lead.clone()),
        _ => None,
    })
    .await;
    assert_eq!((ada.last_message.as_str(), ada.is_done, ada.waiting_since.is_some()), ("Of now", false, true));
}

/// The last part is kept here, or under way: those before it are too.
const ALL_IS_KEPT: &str = "SELECT CASE WHEN EXISTS (SELECT 1 FROM history_parts WHERE percent = 100) \
     OR EXISTS (SELECT 1 FROM phones WHERE history_percent >= 99) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END";

#[tokio::test]
async fn thousands_of_old_messages_do_not_hold_up_one_that_comes_now_and_a_restart_loses_none() {
    let mut office = Office::open().await;
    let (mut owner, mut events, control) = (office.signed_in(Role::Owner).await, office.events(), office.control());
    control.create_handset(SHOP, "Shop").await.unwrap();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    control.set_history(SHOP, history(40, 60, 4)).await.unwrap();
    let phone = link(&office, &mut owner, &mut events).await;
    comes_to(&office, ALL_IS_KEPT, 1).await;
    control.send(CUSTOMER, SHOP, "Of now").await.unwrap();
    wait_for(&mut events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.unread == 1 => Some(()),
        _ => None,
    })
    .await;
    let stored = count(&office, "SELECT COUNT(*) FROM messages").await;
    assert!(stored < 2_400, "it did not wait for the old ones");

    office.restart().await;
    let mut events = office.events();
    reached(&mut events, phone.id, PhoneState::Connected).await;
    knows(&office, &mut events, "2,400 messages of 40 people").await;
    assert_eq!(count(&office, "SELECT COUNT(*) FROM messages").await, 2401);
}
