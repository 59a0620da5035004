//! Much at once: many messages, accounts that change, and trouble decided by a seed.

use crate::support::{ADA, DEADLINE, SHOP, Town};
use std::collections::HashSet;
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_simulator::{Addressing, ManyMessages, Migration, NewChaos, Refusal};

fn many(count: usize) -> ManyMessages {
    ManyMessages { to: SHOP.to_owned(), count, prefix: "text".to_owned() }
}

#[tokio::test]
async fn many_messages_wait_for_a_companion_and_arrive_in_order() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    assert_eq!(town.control.send_many(ADA, many(600)).await.unwrap(), 600);
    let shop = asleep.wake().await;
    let got = shop.messages(600).await;
    assert!(got.iter().zip(1..).all(|(message, number)| message.text == format!("text {number}")));
}

#[tokio::test]
async fn an_account_changes_its_addressing_between_two_messages() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.send(ADA, SHOP, "by lid").await.unwrap();
    assert!(shop.message().await.info.source.chat.is_lid());
    let migration = Migration { addressing: Some(Addressing::Pn), number: None };
    town.control.migrate(ADA, migration).await.unwrap();
    town.control.send(ADA, SHOP, "by number").await.unwrap();
    assert_eq!(shop.message().await.text, "by number");
}

#[tokio::test]
async fn a_contact_that_changes_its_number_is_announced_and_goes_on_writing() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.send(SHOP, ADA, "hello").await.unwrap();
    town.control.send(ADA, SHOP, "from the old number").await.unwrap();
    assert_eq!([shop.message().await.text, shop.message().await.text], ["hello", "from the old number"]);
    let migration = |number: &str| Migration { number: Some(number.to_owned()), addressing: None };
    assert_eq!(town.control.migrate(ADA, migration(SHOP)).await, Err(Refusal::HandsetExists));
    town.control.migrate(ADA, migration("6281200000009")).await.unwrap();
    let new = shop.event("change", |event| match event {
        Event::ContactNumberChanged(change) => Some(change.new_jid.user.to_string()),
        _ => None,
    });
    assert_eq!(new.await, "6281200000009");
    town.control.send("6281200000009", SHOP, "from the new number").await.unwrap();
    assert_eq!(shop.message().await.text, "from the new number");
}

#[tokio::test]
async fn a_seeded_sequence_loses_nothing() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    let shop = asleep.wake_with_inbox(true).await;
    let chaos = NewChaos { seed: 42, steps: 12, pause_ms: 150, accounts: Vec::new() };
    let planned = town.control.start_chaos(chaos.clone()).unwrap();
    assert_eq!(planned.steps.len(), 12);
    assert_eq!(town.control.start_chaos(chaos), Err(Refusal::ChaosRunning));
    let mut got = HashSet::new();
    let all: HashSet<String> = (0..40).map(|number| number.to_string()).collect();
    for text in &all {
        town.control.send(ADA, SHOP, text).await.unwrap();
    }
    while got != all {
        got.insert(shop.message().await.text);
    }
    let stopped = town.control.stop_chaos().unwrap();
    assert_eq!((stopped.steps, stopped.running), (planned.steps, false));
    let settled = town.control.wait_for_handset(SHOP, DEADLINE, |shop| shop.companions[0].waiting == 0).await;
    assert_eq!(settled.unwrap().companions[0].waiting, 0);
}
