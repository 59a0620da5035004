//! A phone that was away for long: what waited for it comes whole, once and in order.
use crate::support::{CUSTOMER, Office, SHOP, fast, reached};
use leadwire::{phones::PhoneState, team::Role};
use std::time::Duration;
use whatsapp_simulator::ManyMessages;

const MESSAGES: usize = 10_000;

#[tokio::test]
async fn ten_thousand_messages_that_waited_are_stored_once_and_in_order() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events, id) = (office.signed_in(Role::Owner).await, office.events(), phone.id.to_string());
    owner.call("act_on_phone", &[("phone", &id), ("action", "disconnect")]).await.ok::<()>();
    reached(&mut events, phone.id, PhoneState::Paused).await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let many = ManyMessages { to: SHOP.to_owned(), count: MESSAGES, prefix: "Message".to_owned() };
    assert_eq!(office.control().send_many(CUSTOMER, many).await.unwrap(), MESSAGES);

    owner.call("act_on_phone", &[("phone", &id), ("action", "connect")]).await.ok::<()>();
    let taken = office.control().wait_for_handset(SHOP, Duration::from_secs(90), |shop| shop.companions[0].waiting == 0).await;
    assert_eq!(taken.unwrap().companions[0].waiting, 0, "WhatsApp has nothing more for it");
    // What was confirmed is stored.
    let stored: Vec<String> =
        sqlx::query_scalar("SELECT text FROM messages WHERE ours = 0 ORDER BY at, id").fetch_all(office.state.db.read()).await.unwrap();
    let wanted: Vec<String> = (1..=MESSAGES).map(|number| format!("Message {number}")).collect();
    assert!(stored == wanted, "{} of {MESSAGES} are stored, or they are out of order", stored.len());
}
