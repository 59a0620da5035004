//! The server is stopped and started.
use crate::support::{CUSTOMER, Office, PATIENCE, SHOP, reached, wait_for};
use leadwire::{
    conversations::{Message, Thread},
    event::DomainEvent,
    leads::LeadsPage,
    phones::{Phone, PhoneState},
    team::Role,
};
use uuid::Uuid;
use whatsapp_simulator::FaultKind;

#[tokio::test]
async fn after_a_restart_the_phone_is_connected_without_a_scan_and_nothing_is_lost_or_doubled() {
    let mut office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    control.send(CUSTOMER, SHOP, "Before").await.unwrap();
    wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;

    office.close().await;
    for text in ["Meanwhile 1", "Meanwhile 2", "Meanwhile 3"] {
        control.send(CUSTOMER, SHOP, text).await.unwrap();
    }
    office.reopen().await;
    let mut events = office.events();
    let mut owner = office.signed_in(Role::Owner).await;
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    if listed[0].state != PhoneState::Connected {
        reached(&mut events, phone.id, PhoneState::Connected).await;
    }
    control.send(CUSTOMER, SHOP, "After").await.unwrap();
    wait_for(&mut events, |event| match event {
        DomainEvent::MessageAdded(message) if message.text == "After" => Some(()),
        _ => None,
    })
    .await;
    let leads: LeadsPage = owner.call("list_leads", &[]).await.ok();
    let lead = &leads.leads[0];
    let thread: Thread = owner.call("thread", &[("lead", &lead.id.to_string())]).await.ok();
    let texts: Vec<_> = thread.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["Before", "Meanwhile 1", "Meanwhile 2", "Meanwhile 3", "After"]);
    assert_eq!(lead.unread, 5);

    let id = Uuid::now_v7().to_string();
    let fields = [("id", id.as_str()), ("lead", &lead.id.to_string()), ("text", "Still here")];
    owner.call("send_message", &fields).await.ok::<Message>();
    let arrived = control.wait_for_messages(CUSTOMER, 6, None, PATIENCE).await.unwrap();
    assert_eq!(arrived[5].text, "Still here");
}

#[tokio::test]
async fn no_phone_is_called_connected_before_whatsapp_has_confirmed_it_since_the_start() {
    let mut office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    office.close().await;
    office.control().add_fault(FaultKind::Refuse).await.unwrap();
    office.reopen().await;
    let state = "SELECT state FROM phones";
    let first: String = sqlx::query_scalar(state).fetch_one(office.state.db.read()).await.unwrap();
    assert_eq!(first, "reconnecting");
    let mut events = office.events();
    office.control().clear_faults().await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_link_that_a_restart_cuts_off_is_told_as_it_is() {
    let mut office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    crate::support::code(&mut events, phone.id).await;
    office.restart().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut tab = office.tab(&owner).await;
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    let told = if listed[0].state == PhoneState::CodeExpired {
        listed[0].clone()
    } else {
        tab.hear_change(|change| match change {
            leadwire::live::Change::Phone(phone) if phone.state == PhoneState::CodeExpired => Some(phone.clone()),
            _ => None,
        })
        .await
    };
    assert!(told.cause.unwrap().in_words().contains("restarted before a code was scanned"));
}
