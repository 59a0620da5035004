//! A lead writes and is answered.
use crate::support::{Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, execute, reached, wait_for};
use leadwire::{
    conversations::{Message, MessageStatus, Thread},
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadsPage},
    phones::PhoneState,
    team::Role,
};
use uuid::Uuid;
use whatsapp_simulator::{Fault, FaultKind, Number};

async fn lead_with(events: &mut Subscription, unread: u32) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.unread == unread => Some(lead.clone()),
        _ => None,
    })
    .await
}

async fn became(events: &mut Subscription, status: MessageStatus) -> Message {
    wait_for(events, |event| match event {
        DomainEvent::MessageChanged(message) if message.status == status => Some(message.clone()),
        _ => None,
    })
    .await
}

async fn send(browser: &mut Browser, id: Uuid, lead: &Lead, text: &str) -> crate::support::Answer {
    browser.call("send_message", &[("id", &id.to_string()), ("lead", &lead.id.to_string()), ("text", text)]).await
}

async fn a_lead_writes_and_is_answered(database: Database) {
    let office = Office::open_on(database).await;
    let phone = office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada 🦀").await.unwrap();
    let mut events = office.events();
    control.send(CUSTOMER, SHOP, "Do you ship to Österreich? 你好").await.unwrap();
    let lead = lead_with(&mut events, 1).await;
    assert_eq!((lead.name.as_str(), lead.number.as_deref()), ("Ada 🦀", Some("+62 812-0000-0002")));
    assert_eq!(lead.last_message, "Do you ship to Österreich? 你好");

    let mut agent = office.signed_in(Role::Agent).await;
    let listed: LeadsPage = agent.call("list_leads", &[]).await.ok();
    assert_eq!(listed.leads, std::slice::from_ref(&lead));

    let sent: Message = send(&mut agent, Uuid::now_v7(), &lead, "We do!\nEvery day.").await.ok();
    assert_eq!((sent.status.clone(), sent.sender.as_str()), (MessageStatus::Queued, "The agent"));
    became(&mut events, MessageStatus::Sent).await;
    became(&mut events, MessageStatus::Delivered).await;
    let arrived = control.wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(arrived[1].text, "We do!\nEvery day.");
    control.read(CUSTOMER, SHOP).await.unwrap();
    assert_eq!(became(&mut events, MessageStatus::Read).await.id, sent.id);

    let thread: Thread = agent.call("thread", &[("lead", &lead.id.to_string())]).await.ok();
    let said: Vec<_> = thread.messages.iter().map(|message| (message.is_ours(), message.phone_name.as_str())).collect();
    assert_eq!(said, [(false, "Sales"), (true, "Sales")]);
    assert_eq!(thread.messages[1].phone_id, phone.id);

    agent.call("mark_lead_read", &[("id", &lead.id.to_string())]).await.ok::<()>();
    // Somebody shall look at it again; marking twice is marking once.
    for _ in 0..2 {
        agent.call("mark_lead_unread", &[("id", &lead.id.to_string())]).await.ok::<()>();
        assert_eq!(agent.call("lead", &[("id", &lead.id.to_string())]).await.ok::<Lead>().unread, 1);
    }
    agent.call("mark_lead_read", &[("id", &lead.id.to_string())]).await.ok::<()>();
    assert_eq!(lead_with(&mut events, 0).await.id, lead.id);
}

#[tokio::test]
async fn a_lead_writes_and_is_answered_on_sqlite() {
    a_lead_writes_and_is_answered(Database::Sqlite).await;
}

#[tokio::test]
async fn a_lead_writes_and_is_answered_on_postgres() {
    a_lead_writes_and_is_answered(Database::Postgres).await;
}

#[tokio::test]
async fn the_same_send_again_sends_once_and_another_text_under_its_id_is_refused() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    control.send(CUSTOMER, SHOP, "Hello").await.unwrap();
    let lead = lead_with(&mut events, 1).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let id = Uuid::now_v7();
    let mut twin = agent.clone();
    let (first, second) = tokio::join!(send(&mut agent, id, &lead, "Once"), send(&mut twin, id, &lead, "Once"));
    assert_eq!(first.ok::<Message>().id, second.ok::<Message>().id);
    became(&mut events, MessageStatus::Delivered).await;
    let third: Message = send(&mut agent, id, &lead, "Once").await.ok();
    assert_eq!(third.status, MessageStatus::Delivered, "the answer is the message as it stands");
    assert_eq!(send(&mut agent, id, &lead, "Something else").await.status, 409);

    // A second message proves that nothing of the first came twice before it.
    send(&mut agent, Uuid::now_v7(), &lead, "Last").await.ok::<Message>();
    let arrived = control.wait_for_messages(CUSTOMER, 3, None, PATIENCE).await.unwrap();
    let texts: Vec<_> = arrived.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["Hello", "Once", "Last"]);
}

#[tokio::test]
async fn what_the_handset_itself_writes_is_part_of_the_conversation() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    control.send(SHOP, CUSTOMER, "From the handset").await.unwrap();
    let message = wait_for(&mut events, |event| match event {
        DomainEvent::MessageAdded(message) => Some(message.clone()),
        _ => None,
    })
    .await;
    assert_eq!((message.sender.as_str(), message.text.as_str()), ("On the handset", "From the handset"));
    assert!(message.is_ours());
    control.send(CUSTOMER, SHOP, "Thanks").await.unwrap();
    let lead = lead_with(&mut events, 1).await;
    assert_eq!((lead.id, lead.name.as_str()), (message.lead_id, "Ada"), "one person, one lead, called by their own name");
}

/// The library forgets what it sent after two hours; the handset was off for longer, and was restored from a backup meanwhile.
async fn an_answer_that_a_handset_cannot_open_is_given_again_long_after(database: Database) {
    let office = Office::open_on(database).await;
    let phone = office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    control.send(CUSTOMER, SHOP, "Do you ship?").await.unwrap();
    let lead = lead_with(&mut events, 1).await;
    control.set_online(CUSTOMER, false).await.unwrap();
    let mut agent = office.signed_in(Role::Agent).await;
    send(&mut agent, Uuid::now_v7(), &lead, "We do!").await.ok::<Message>();
    became(&mut events, MessageStatus::Sent).await;
    // It knows a message in memory, which ends with the connection, and in its table.
    control.add_fault(FaultKind::Cut).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Connected).await;
    execute(&office.state.db, "DELETE FROM keyring_sent_messages").await;
    control.add_fault(FaultKind::ForgetSessions).await.unwrap();
    control.set_online(CUSTOMER, true).await.unwrap();
    became(&mut events, MessageStatus::Delivered).await;
    let arrived = control.wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(arrived[1].text, "We do!");
    // WhatsApp's server confirmed it before the handset did.
    let waiting: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM retry_requests").fetch_one(office.state.db.read()).await.unwrap();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn the_last_time_that_a_handset_asks_for_an_answer_it_gets_it_in_a_new_session() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    control.send(CUSTOMER, SHOP, "Do you ship?").await.unwrap();
    let lead = lead_with(&mut events, 1).await;
    // The library answers four requests; a handset asks five times.
    let cannot_open = Fault { times: Some(5), number: Number::parse(CUSTOMER), ..FaultKind::Unopened.into() };
    control.add_fault(cannot_open).await.unwrap();
    let mut agent = office.signed_in(Role::Agent).await;
    send(&mut agent, Uuid::now_v7(), &lead, "We do!").await.ok::<Message>();
    became(&mut events, MessageStatus::Delivered).await;
    let arrived = control.wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(arrived[1].text, "We do!");
}

#[tokio::test]
async fn an_answer_that_a_handset_cannot_open_is_given_again_long_after_on_sqlite() {
    an_answer_that_a_handset_cannot_open_is_given_again_long_after(Database::Sqlite).await;
}

#[tokio::test]
async fn an_answer_that_a_handset_cannot_open_is_given_again_long_after_on_postgres() {
    an_answer_that_a_handset_cannot_open_is_given_again_long_after(Database::Postgres).await;
}

#[tokio::test]
async fn what_waits_on_a_phone_that_is_removed_says_so_also_when_it_is_sent_again() {
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
    let lead = lead_with(&mut events, 1).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let act = |action: &'static str| [("phone", phone.id.to_string()), ("action", action.to_owned())];
    owner.call("act_on_phone", &act("pause_sending").each_ref().map(|(name, value)| (*name, value.as_str()))).await.ok::<()>();
    let id = Uuid::now_v7();
    send(&mut owner, id, &lead, "Are you there?").await.ok::<Message>();
    owner.call("act_on_phone", &act("remove").each_ref().map(|(name, value)| (*name, value.as_str()))).await.ok::<()>();
    let gone = MessageStatus::Failed("The phone that this was to go by was removed.".into());
    assert_eq!(became(&mut events, gone.clone()).await.id.0, id);
    send(&mut owner, id, &lead, "Are you there?").await.ok::<Message>();
    assert_eq!(became(&mut events, gone).await.id.0, id);
}

#[tokio::test]
async fn many_people_at_once_are_each_stored_once_and_in_order() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    let control = office.control();
    let mut events = office.events();
    let people: Vec<String> = (0..5).map(|nth| format!("62812000001{nth:02}")).collect();
    for (nth, person) in people.iter().enumerate() {
        control.create_handset(person, &format!("Person {nth}")).await.unwrap();
        for round in 0..4 {
            control.send(person, SHOP, &format!("{nth}/{round}")).await.unwrap();
        }
    }
    let mut stored = 0;
    while stored < 20 {
        wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;
        stored += 1;
    }
    let mut agent = office.signed_in(Role::Viewer).await;
    let listed: LeadsPage = agent.call("list_leads", &[]).await.ok();
    assert_eq!(listed.leads.len(), 5);
    for lead in &listed.leads {
        let nth = lead.name.strip_prefix("Person ").unwrap();
        let thread: Thread = agent.call("thread", &[("lead", &lead.id.to_string())]).await.ok();
        let texts: Vec<_> = thread.messages.iter().map(|message| message.text.clone()).collect();
        assert_eq!(texts, (0..4).map(|round| format!("{nth}/{round}")).collect::<Vec<_>>());
        assert_eq!(lead.unread, 4);
    }
}
