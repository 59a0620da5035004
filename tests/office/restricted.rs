//! A number that may start no new chats for a while, and what its health card says meanwhile.
use crate::support::{Answer, Browser, CUSTOMER, Office, PATIENCE, SHOP, fast, wait_for};
use leadwire::{
    app::{Fact, PhoneOverview},
    conversations::{Message, MessageStatus, Thread},
    event::{DomainEvent, Subscription},
    leads::LeadId,
    phones::PhoneId,
    team::Role,
};
use std::time::Duration;
use uuid::Uuid;
use whatsapp_simulator::{Fault, FaultKind, Number};

/// A person who never wrote.
const STRANGER: &str = "6281200000003";

/// One writes to the other by their handsets; answers the lead that comes of it.
async fn lead_of(office: &Office, from: &str, to: &str, text: &str) -> LeadId {
    let mut events = office.events();
    office.control().send(from, to, text).await.unwrap();
    wait_for(&mut events, |event| match event {
        DomainEvent::MessageAdded(message) if message.text == text => Some(message.lead_id),
        _ => None,
    })
    .await
}

async fn send(owner: &mut Browser, lead: LeadId, text: &str) -> Message {
    let written: Answer =
        owner.call("send_message", &[("id", &Uuid::now_v7().to_string()), ("lead", &lead.to_string()), ("text", text)]).await;
    written.ok()
}

async fn became(events: &mut Subscription, message: &Message, wanted: impl Fn(&MessageStatus) -> bool) -> Message {
    wait_for(events, |event| match event {
        DomainEvent::MessageChanged(changed) if changed.id == message.id && wanted(&changed.status) => Some(changed.clone()),
        _ => None,
    })
    .await
}

async fn restricted_until(events: &mut Subscription, is_restricted: bool) -> Option<i64> {
    wait_for(events, |event| match event {
        DomainEvent::PhoneChanged(phone) if phone.restricted_until.is_some() == is_restricted => Some(phone.restricted_until),
        _ => None,
    })
    .await
}

async fn fact(owner: &mut Browser, phone: PhoneId, label: &str) -> Fact {
    let page: PhoneOverview = owner.call("phone_details", &[("phone", &phone.to_string())]).await.ok();
    page.facts.into_iter().find(|fact| fact.label == label).unwrap_or_else(|| panic!("no fact {label}"))
}

async fn texts_to(office: &Office, number: &str) -> Vec<String> {
    let history = office.control().messages(number).await.unwrap();
    history.into_iter().map(|message| message.text).collect()
}

#[tokio::test]
async fn messages_to_people_who_never_wrote_wait_while_a_number_is_restricted_and_go_out_at_its_end() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    for (number, name) in [(CUSTOMER, "Ada"), (STRANGER, "Bo")] {
        office.control().create_handset(number, name).await.unwrap();
    }
    let known = lead_of(&office, CUSTOMER, SHOP, "Do you ship?").await;
    let new = lead_of(&office, SHOP, STRANGER, "From the handset").await;
    let waiting = async |owner: &mut Browser| fact(owner, phone.id, "Waiting to be sent").await.text;
    assert_eq!((waiting(&mut owner).await.as_str(), fact(&mut owner, phone.id, "New chats").await.text.as_str()), ("0", "Allowed"));

    office.control().add_fault(FaultKind::Restrict { until_secs_from_now: 4, enforcement: "DEFAULT".into() }).await.unwrap();
    let refused = send(&mut owner, new, "Hello?").await;
    let refused = became(&mut events, &refused, |status| matches!(status, MessageStatus::Failed(_))).await;
    assert!(matches!(&refused.status, MessageStatus::Failed(why) if why.contains("no new chats")), "{:?}", refused.status);
    let mut events = office.events();
    let until = match fact(&mut owner, phone.id, "New chats").await.at {
        Some(until) => until,
        None => restricted_until(&mut events, true).await.unwrap(),
    };

    let held = send(&mut owner, new, "Are you there?").await;
    let goes = send(&mut owner, known, "We do!").await;
    became(&mut events, &goes, |status| *status == MessageStatus::Delivered).await;
    let thread: Thread = owner.call("thread", &[("lead", &new.to_string())]).await.ok();
    let stands = thread.messages.iter().find(|message| message.id == held.id).unwrap();
    assert!(matches!(&stands.status, MessageStatus::Held(why) if why.contains("goes out by itself")), "{:?}", stands.status);
    assert_eq!(waiting(&mut owner).await, "1");
    let told = fact(&mut owner, phone.id, "New chats").await;
    assert_eq!((told.text.as_str(), told.at), ("Not allowed until", Some(until)));
    assert!(told.warning.unwrap().contains("Messages to people who have not written yet wait"));
    assert_eq!(texts_to(&office, STRANGER).await, ["From the handset"]);

    assert_eq!(restricted_until(&mut events, false).await, None);
    became(&mut events, &held, |status| *status == MessageStatus::Sent).await;
    assert!(office.state.clock.now_ms() >= until, "not before the end that WhatsApp named");
    office.control().wait_for_messages(STRANGER, 2, None, PATIENCE).await.unwrap();
    assert_eq!(texts_to(&office, STRANGER).await, ["From the handset", "Are you there?"], "once, and nothing of what was refused");
    assert_eq!((waiting(&mut owner).await.as_str(), fact(&mut owner, phone.id, "New chats").await.text.as_str()), ("0", "Allowed"));
}

#[tokio::test]
async fn the_health_card_counts_what_waits_while_sending_is_paused_and_what_cannot_be_read() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let lead = lead_of(&office, CUSTOMER, SHOP, "Do you ship?").await;
    let id = phone.id.to_string();
    owner.call("act_on_phone", &[("phone", &id), ("action", "pause_sending")]).await.ok::<()>();
    for text in ["One", "Two"] {
        send(&mut owner, lead, text).await;
    }
    let waiting = fact(&mut owner, phone.id, "Waiting to be sent").await;
    assert_eq!(waiting.text, "2");
    assert!(waiting.warning.unwrap().contains("paused"));

    let unreadable = "Messages that cannot be read yet";
    assert_eq!(fact(&mut owner, phone.id, unreadable).await.text, "0");
    let flood = FaultKind::BadMac { from: Number::parse(CUSTOMER).unwrap(), per_second: 20 };
    office.control().add_fault(Fault { duration_ms: Some(500), ..flood.into() }).await.unwrap();
    // Nobody is told of each one, as a flood would flood every tab.
    let counted = async {
        while fact(&mut owner, phone.id, unreadable).await.text == "0" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, counted).await.expect("they are counted");
}
