//! Messages and receipts, both ways.

use crate::support::{ADA, DEADLINE, SHOP, Town, encryption_of, jid};
use std::time::Duration;
use whatsapp_rust::wacore::types::presence::ReceiptType;
use whatsapp_simulator::{Addressing, NewHandset, NewMessage, Status};

#[tokio::test]
async fn a_customer_writes_and_the_companion_reads_it() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let id = town.control.send(ADA, SHOP, "Is it open today?").await.unwrap();

    let got = shop.message().await;
    assert_eq!((got.text.as_str(), &got.info.id), ("Is it open today?", &id));
    assert!(!got.info.source.is_from_me);

    // The handset has it as well, and either of them turns the customer's ticks.
    let delivered = town.control.wait_for_messages(ADA, 1, Some(Status::Delivered), DEADLINE).await.unwrap();
    assert_eq!(delivered[0].id, id);
    shop.client.mark_as_read(&got.info.source.chat, None, &[&id]).await.unwrap();
    let read = town.control.wait_for_messages(ADA, 1, Some(Status::Read), DEADLINE).await.unwrap();
    assert_eq!(read[0].text, "Is it open today?");
}

#[tokio::test]
async fn a_message_tells_the_customers_number_and_name() {
    let town = Town::start().await;
    let by_number = NewHandset { number: "+6281200000003".into(), name: "Budi".into(), addressing: Addressing::Pn };
    town.control.create(by_number).await.unwrap();
    let shop = town.companion_of(SHOP).await;

    town.control.send(ADA, SHOP, "hello").await.unwrap();
    let by_lid = shop.message().await.info;
    assert!(by_lid.source.chat.is_lid());
    assert_eq!(by_lid.source.sender_alt.as_ref().map(ToString::to_string), Some(format!("{ADA}@s.whatsapp.net")));
    assert_eq!(by_lid.push_name, "Ada");

    town.control.send("6281200000003", SHOP, "hello").await.unwrap();
    let by_number = shop.message().await.info;
    assert_eq!(by_number.source.chat.to_string(), "6281200000003@s.whatsapp.net");
    assert!(by_number.source.sender_alt.as_ref().is_some_and(|alt| alt.is_lid()));
}

#[tokio::test]
async fn the_companion_answers_and_ticks_turn_delivered_then_read() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let sent = shop.client.send_text(jid(ADA), "We are open.").await.unwrap();
    assert_eq!(shop.server_ack(&sent.message_id).await, None);

    let got = town.control.wait_for_messages(ADA, 1, None, DEADLINE).await.unwrap();
    assert_eq!((got[0].id.as_str(), got[0].text.as_str()), (sent.message_id.as_str(), "We are open."));
    assert_eq!((got[0].from.as_str(), got[0].to.as_str()), (SHOP, ADA));
    assert_eq!(shop.receipt(&sent.message_id).await, ReceiptType::Delivered);

    assert_eq!(town.control.read(ADA, SHOP).await.unwrap(), 1);
    assert_eq!(shop.receipt(&sent.message_id).await, ReceiptType::Read);
    assert_eq!(town.control.read(ADA, SHOP).await.unwrap(), 0);
}

#[tokio::test]
async fn the_handset_has_what_its_companion_sent() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    shop.client.send_text(jid(ADA), "from the desk").await.unwrap();
    let own = town.control.wait_for_messages(SHOP, 1, Some(Status::Delivered), DEADLINE).await.unwrap();
    assert_eq!((own[0].from.as_str(), own[0].to.as_str(), own[0].text.as_str()), (SHOP, ADA, "from the desk"));
}

#[tokio::test]
async fn the_companion_has_what_its_handset_sent() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let id = town.control.send(SHOP, ADA, "from the phone").await.unwrap();
    let got = shop.message().await;
    assert_eq!((got.text.as_str(), &got.info.id, got.info.source.is_from_me), ("from the phone", &id, true));
    assert!(got.info.source.chat.is_lid());
    assert_eq!(shop.receipt(&id).await, ReceiptType::Delivered);
}

#[tokio::test]
async fn a_first_message_opens_a_session_and_an_answer_confirms_it() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let _raw = shop.client.acquire_raw_node_forwarding();
    town.control.send(ADA, SHOP, "one").await.unwrap();
    assert_eq!(shop.event("message", encryption_of).await, "pkmsg");
    assert_eq!(shop.message().await.text, "one");

    let sent = shop.client.send_text(jid(ADA), "two").await.unwrap();
    shop.receipt(&sent.message_id).await;
    town.control.send(ADA, SHOP, "three").await.unwrap();
    assert_eq!(shop.event("message", encryption_of).await, "msg");
    assert_eq!(shop.message().await.text, "three");
}

#[tokio::test]
async fn two_companions_of_different_accounts_talk() {
    let town = Town::start().await;
    let (shop, ada) = (town.companion_of(SHOP).await, town.companion_of(ADA).await);
    let sent = shop.client.send_text(jid(ADA), "hello Ada").await.unwrap();
    assert_eq!(ada.message().await.text, "hello Ada");
    shop.receipt(&sent.message_id).await;
    ada.client.send_text(jid(SHOP), "hello Shop").await.unwrap();
    assert_eq!(shop.message().await.text, "hello Shop");
    let log = town.control.wait_for_messages(SHOP, 2, None, DEADLINE).await.unwrap();
    assert_eq!(log.len(), 2);
}

#[tokio::test]
async fn two_companions_of_one_account_see_the_same_chat() {
    let town = Town::start().await;
    let first = town.companion_of(SHOP).await;
    let second = town.companion_of(SHOP).await;
    town.control.send(ADA, SHOP, "to all").await.unwrap();
    assert_eq!(first.message().await.text, "to all");
    assert_eq!(second.message().await.text, "to all");
    first.client.send_text(jid(ADA), "from the first").await.unwrap();
    let copy = second.message().await;
    assert_eq!((copy.text.as_str(), copy.info.source.is_from_me), ("from the first", true));
}

#[tokio::test]
async fn a_contact_that_links_a_companion_gets_the_next_message_there_too() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let first = shop.client.send_text(jid(ADA), "one").await.unwrap();
    shop.receipt(&first.message_id).await;
    let ada = town.companion_of(ADA).await;
    // The shop's client asks for the new list in its own time, so it may take more than one message.
    let arrived = async {
        loop {
            shop.client.send_text(jid(ADA), "two").await.unwrap();
            if let Some(got) = ada.message_within(Duration::from_millis(200)).await {
                return got;
            }
        }
    };
    assert_eq!(tokio::time::timeout(DEADLINE, arrived).await.unwrap().text, "two");
}

#[tokio::test]
async fn a_message_the_companion_cannot_open_is_encrypted_again() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.send(ADA, SHOP, "one").await.unwrap();
    shop.message().await;
    let sent = shop.client.send_text(jid(ADA), "two").await.unwrap();
    shop.receipt(&sent.message_id).await;

    let asleep = shop.stop().await;
    asleep.forget_sessions_with(&town.control.handset(ADA).await.unwrap().lid).await;
    let shop = asleep.wake().await;
    town.control.send(ADA, SHOP, "three").await.unwrap();
    assert_eq!(shop.message().await.text, "three");
}

#[tokio::test]
async fn a_handset_that_is_off_gets_its_messages_when_it_comes_back() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.set_online(ADA, false).await.unwrap();
    let sent = shop.client.send_text(jid(ADA), "are you there?").await.unwrap();
    assert_eq!(shop.server_ack(&sent.message_id).await, None);
    assert!(town.control.messages(ADA).await.unwrap().is_empty());
    town.control.set_online(ADA, true).await.unwrap();
    assert_eq!(town.control.messages(ADA).await.unwrap().len(), 1);
    assert_eq!(shop.receipt(&sent.message_id).await, ReceiptType::Delivered);
}

#[tokio::test]
async fn a_repeated_send_with_the_same_id_arrives_once() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let new = |text: &str| NewMessage { to: SHOP.into(), text: text.into(), id: Some("ORDER-1".into()), ..NewMessage::default() };
    for _ in 0..2 {
        assert_eq!(town.control.send_message(ADA, new("once")).await.unwrap(), "ORDER-1");
    }
    assert_eq!(town.control.send_message(ADA, new("other")).await.unwrap_err().code(), "id_in_use");
    town.control.send(ADA, SHOP, "after").await.unwrap();
    assert_eq!([shop.message().await.text, shop.message().await.text], ["once", "after"]);
}

#[tokio::test]
async fn a_message_to_nobody_is_refused() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let sent = shop.client.send_text(jid("6289999999999"), "hello?").await.unwrap();
    assert_eq!(shop.server_ack(&sent.message_id).await.as_deref(), Some("404"));
}
