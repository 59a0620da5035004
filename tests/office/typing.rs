//! A lead is seen to write by those who have it open, and by nobody else.
use crate::support::{CUSTOMER, Database, Office, PATIENCE, SHOP, Tab, reached, wait_for};
use leadwire::{
    conversations::Typing,
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadId},
    live::{LiveCommand, LiveMessage},
    phones::PhoneState,
    team::Role,
};
use uuid::Uuid;
use whatsapp_simulator::{CompanionView, Typing as Does};

async fn lead_of(events: &mut Subscription) -> Lead {
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) => Some(lead.clone()),
        _ => None,
    })
    .await
}

/// The shop's linked device, once it is as wanted.
async fn device(office: &Office, wanted: impl Fn(&CompanionView) -> bool) -> CompanionView {
    let is_so = |companion: &CompanionView| companion.connected && wanted(companion);
    let shop = office.control().wait_for_handset(SHOP, PATIENCE, |shop| shop.companions.first().is_some_and(is_so)).await.unwrap();
    let companion = shop.companions[0].clone();
    assert!(is_so(&companion), "{companion:?}");
    companion
}

async fn typing(tab: &mut Tab, of: LeadId) -> Option<Typing> {
    tab.hear_until(|message| match message {
        LiveMessage::Attendance { lead, typing, .. } if *lead == of => Some(*typing),
        _ => None,
    })
    .await
}

fn attend(lead: Option<LeadId>) -> LiveCommand {
    LiveCommand::Attend { lead, is_writing: false }
}

/// A phone that knows Ada, and the lead that she is.
async fn office_with_ada(database: Database) -> (Office, Lead) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
    let lead = lead_of(&mut events).await;
    (office, lead)
}

async fn who_has_the_lead_open_sees_it_write(database: Database) {
    let (office, ada) = office_with_ada(database).await;
    let (owner, control) = (office.signed_in(Role::Owner).await, office.control());
    let (mut one, mut other) = (office.tab(&owner).await, office.tab(&owner).await);
    one.say(&attend(Some(ada.id))).await;
    assert_eq!(typing(&mut one, ada.id).await, None);
    device(&office, |device| device.available && device.subscribed.len() == 1).await;

    assert_eq!(control.type_to(CUSTOMER, SHOP, Does::Composing).await.unwrap(), 1);
    assert_eq!(typing(&mut one, ada.id).await, Some(Typing::Writing));
    control.type_to(CUSTOMER, SHOP, Does::Recording).await.unwrap();
    assert_eq!(typing(&mut one, ada.id).await, Some(Typing::Recording));
    control.type_to(CUSTOMER, SHOP, Does::Paused).await.unwrap();
    assert_eq!(typing(&mut one, ada.id).await, None, "they have stopped");
    control.type_to(CUSTOMER, SHOP, Does::Composing).await.unwrap();
    assert_eq!(typing(&mut one, ada.id).await, Some(Typing::Writing));
    control.send(CUSTOMER, SHOP, "Is it there?").await.unwrap();
    assert_eq!(typing(&mut one, ada.id).await, None, "they have sent it");

    // What a tab hears before the answer to its ping is all that was for it.
    other.say(&LiveCommand::Ping).await;
    let about_typing = other.hear_until(|message| match message {
        LiveMessage::Attendance { .. } => Some(true),
        LiveMessage::Pong => Some(false),
        _ => None,
    });
    assert!(!about_typing.await, "a tab that shows something else hears nothing of it");
}

#[tokio::test]
async fn who_has_the_lead_open_sees_it_write_on_sqlite() {
    who_has_the_lead_open_sees_it_write(Database::Sqlite).await;
}

#[tokio::test]
async fn who_has_the_lead_open_sees_it_write_on_postgres() {
    who_has_the_lead_open_sees_it_write(Database::Postgres).await;
}

#[tokio::test]
async fn a_phone_calls_itself_available_only_while_somebody_has_a_lead_of_it_open() {
    let (office, ada) = office_with_ada(Database::Sqlite).await;
    device(&office, |device| !device.available).await;
    assert_eq!(office.control().type_to(CUSTOMER, SHOP, Does::Composing).await.unwrap(), 0, "WhatsApp tells those who asked");
    let owner = office.signed_in(Role::Owner).await;
    let (mut one, mut two) = (office.tab(&owner).await, office.tab(&owner).await);
    one.say(&attend(Some(LeadId(Uuid::now_v7())))).await;
    two.say(&attend(Some(ada.id))).await;
    device(&office, |device| device.available && device.subscribed.len() == 1).await;
    two.say(&attend(None)).await;
    device(&office, |device| !device.available && device.subscribed.is_empty()).await;
    two.say(&attend(Some(ada.id))).await;
    device(&office, |device| device.available).await;
    drop(two);
    device(&office, |device| !device.available && device.subscribed.is_empty()).await;
}

#[tokio::test]
async fn after_another_login_the_lead_on_screen_is_listened_to_again() {
    let (office, ada) = office_with_ada(Database::Sqlite).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let (mut tab, mut events) = (office.tab(&owner).await, office.events());
    tab.say(&attend(Some(ada.id))).await;
    device(&office, |device| device.available).await;
    let phones: Vec<leadwire::phones::Phone> = owner.call("list_phones", &[]).await.ok();
    let id = phones[0].id;
    for (action, state) in [("disconnect", PhoneState::Paused), ("connect", PhoneState::Connected)] {
        owner.call("act_on_phone", &[("phone", &id.to_string()), ("action", action)]).await.ok::<()>();
        reached(&mut events, id, state).await;
    }
    device(&office, |device| device.available && device.subscribed.len() == 1).await;
    office.control().type_to(CUSTOMER, SHOP, Does::Composing).await.unwrap();
    let heard = tab.hear_until(|message| match message {
        LiveMessage::Attendance { typing: Some(typing), .. } => Some(*typing),
        _ => None,
    });
    assert_eq!(heard.await, Typing::Writing);
}
