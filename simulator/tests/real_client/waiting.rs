//! What happens while a companion is away, and what it must never lose.

use crate::support::{ADA, DEADLINE, SHOP, Town, jid};
use whatsapp_rust::wacore::types::presence::ReceiptType;
use whatsapp_simulator::{ConnectionState, FaultKind};

#[tokio::test]
async fn messages_wait_for_a_companion_that_is_away() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    let texts: Vec<String> = (1..=12).map(|number| format!("message {number}")).collect();
    for text in &texts {
        town.control.send(ADA, SHOP, text).await.unwrap();
    }
    assert_eq!(town.control.handset(SHOP).await.unwrap().companions[0].waiting, 12);

    let shop = asleep.wake().await;
    let got = shop.messages(12).await;
    assert!(got.iter().all(|message| message.info.is_offline));
    assert_eq!(got.into_iter().map(|message| message.text).collect::<Vec<_>>(), texts);
    nothing_waits(&town).await;
}

#[tokio::test]
async fn more_messages_than_one_batch_arrive_in_order() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    for number in 0..450 {
        town.control.send(ADA, SHOP, &number.to_string()).await.unwrap();
    }
    let shop = asleep.wake().await;
    let got = shop.messages(450).await;
    assert!(got.iter().enumerate().all(|(number, message)| message.text == number.to_string()));
    nothing_waits(&town).await;
}

#[tokio::test]
async fn receipts_wait_too() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let sent = shop.client.send_text(jid(ADA), "hello").await.unwrap();
    assert_eq!(shop.receipt(&sent.message_id).await, ReceiptType::Delivered);
    let asleep = shop.stop().await;
    town.control.read(ADA, SHOP).await.unwrap();
    let shop = asleep.wake().await;
    assert_eq!(shop.receipt(&sent.message_id).await, ReceiptType::Read);
}

#[tokio::test]
async fn an_unacked_message_comes_again_after_a_reconnect() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    // A client whose own storage refuses every message must not acknowledge any.
    let broken = asleep.wake_with_inbox(false).await;
    town.control.send(ADA, SHOP, "keep this").await.unwrap();
    broken.inbox_refused().await;
    assert_eq!(town.control.handset(SHOP).await.unwrap().companions[0].waiting, 1);

    let shop = broken.stop().await.wake_with_inbox(true).await;
    assert_eq!(shop.message().await.text, "keep this");
    nothing_waits(&town).await;
}

#[tokio::test]
async fn a_cut_socket_loses_nothing() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::Cut).await.unwrap();
    town.control.wait_for_connections(0, None, DEADLINE).await;
    town.control.send(ADA, SHOP, "while you were gone").await.unwrap();
    assert_eq!(shop.message().await.text, "while you were gone");
    assert_eq!(town.control.connections(Some(ConnectionState::LoggedIn)).await.len(), 1);
}

#[tokio::test]
async fn what_is_sent_to_a_frozen_socket_comes_again_on_the_next_one() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::Freeze { new: false }).await.unwrap();
    town.control.send(ADA, SHOP, "into the silence").await.unwrap();
    shop.client.reconnect_immediately().await;
    assert_eq!(shop.message().await.text, "into the silence");
}

async fn nothing_waits(town: &Town) {
    let settled = town.control.wait_for_handset(SHOP, DEADLINE, |shop| shop.companions[0].waiting == 0).await;
    assert_eq!(settled.unwrap().companions[0].waiting, 0);
}
