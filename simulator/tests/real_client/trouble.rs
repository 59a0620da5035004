//! Scripted faults, as the client sees them.

use crate::support::{ADA, DEADLINE, SHOP, Town, jid};
use std::time::Duration;
use whatsapp_rust::wacore::types::events::{ConnectFailureReason, Event};
use whatsapp_simulator::{Conflict, ConnectionState, Failure, Fault, FaultKind, Number, Refusal, StreamError};

const LOGGED_IN: Option<ConnectionState> = Some(ConnectionState::LoggedIn);

#[tokio::test]
async fn a_refused_client_gets_in_once_the_server_is_back() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.add_fault(Fault { times: Some(1), ..FaultKind::Refuse.into() }).await.unwrap();
    let shop = asleep.start_again().await;
    shop.connected().await;
    assert!(town.control.faults().await.is_empty());
}

#[tokio::test]
async fn a_locked_account_is_told_so_at_login() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.add_fault(FaultKind::Failure(Failure::with_code(403))).await.unwrap();
    let shop = asleep.start_again().await;
    let reason = shop.event("refusal", |event| match event {
        Event::LoggedOut(out) => Some(out.reason),
        Event::ConnectFailure(failure) => Some(failure.reason),
        _ => None,
    });
    assert_eq!(reason.await, ConnectFailureReason::from(403));
}

#[tokio::test]
async fn a_banned_account_learns_for_how_long() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::Ban { code: 101, expire: 3600 }).await.unwrap();
    let expire = shop.event("ban", |event| match event {
        Event::TemporaryBan(ban) => Some(ban.expire.num_seconds()),
        _ => None,
    });
    assert_eq!(expire.await, 3600);
}

#[tokio::test]
async fn an_old_client_is_told_that_it_is_outdated() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.add_fault(FaultKind::Failure(Failure::with_code(405))).await.unwrap();
    let shop = asleep.start_again().await;
    shop.event("outdated", |event| matches!(event, Event::ClientOutdated(_)).then_some(())).await;
}

#[tokio::test]
async fn a_stream_error_ends_the_socket_and_the_client_comes_back() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::StreamError(StreamError::with_code(503))).await.unwrap();
    shop.connected().await;
}

#[tokio::test]
async fn a_conflict_ends_the_client_for_good() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let replaced = FaultKind::StreamError(StreamError { conflict: Some(Conflict::Replaced), ..StreamError::with_code(409) });
    town.control.add_fault(replaced).await.unwrap();
    shop.event("replacement", |event| matches!(event, Event::StreamReplaced(_)).then_some(())).await;
    shop.stop().await;
    assert!(town.control.wait_for_connections(0, None, DEADLINE).await.is_empty());
}

#[tokio::test]
async fn a_refused_message_reaches_nobody() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let only_shop = Number::parse(SHOP);
    let nack = Fault { number: only_shop, times: Some(1), ..FaultKind::Nack { code: 463 }.into() };
    town.control.add_fault(nack).await.unwrap();
    let refused = shop.client.send_text(jid(ADA), "refused").await.unwrap();
    assert_eq!(shop.server_ack(&refused.message_id).await.as_deref(), Some("463"));
    let accepted = shop.client.send_text(jid(ADA), "accepted").await.unwrap();
    assert_eq!(shop.server_ack(&accepted.message_id).await, None);
    let log = town.control.wait_for_messages(ADA, 1, None, DEADLINE).await.unwrap();
    assert_eq!(log.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["accepted"]);
}

#[tokio::test]
async fn a_slow_server_is_still_a_server() {
    let town = Town::start().await;
    town.control.add_fault(FaultKind::Delay { ms: 20 }).await.unwrap();
    let shop = town.companion_of(SHOP).await;
    town.control.send(ADA, SHOP, "slowly").await.unwrap();
    assert_eq!(shop.message().await.text, "slowly");
}

#[tokio::test]
async fn a_frozen_socket_is_silent_until_it_thaws() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let sockets = town.control.wait_for_connections(1, LOGGED_IN, DEADLINE).await;
    town.control.add_fault(FaultKind::Freeze { new: false }).await.unwrap();
    town.control.send(ADA, SHOP, "under the ice").await.unwrap();
    assert!(shop.message_within(Duration::from_millis(300)).await.is_none());
    town.control.clear_faults().await;
    assert_eq!(shop.message().await.text, "under the ice");
    assert_eq!(town.control.connections(None).await[0].id, sockets[0].id);
}

#[tokio::test]
async fn a_handset_that_lost_its_sessions_asks_the_companion_to_encrypt_again() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let first = shop.client.send_text(jid(ADA), "before").await.unwrap();
    shop.receipt(&first.message_id).await;
    town.control.send(ADA, SHOP, "settles the session").await.unwrap();
    shop.message().await;
    town.control.add_fault(FaultKind::ForgetSessions).await.unwrap();
    shop.client.send_text(jid(ADA), "after").await.unwrap();
    let log = town.control.wait_for_messages(ADA, 3, None, DEADLINE).await.unwrap();
    assert_eq!(log[2].text, "after");
}

#[tokio::test]
async fn a_passkey_is_demanded_instead_of_a_link() {
    let town = Town::start().await;
    let (companion, code) = town.stranger_with_code().await;
    town.control.add_fault(FaultKind::Passkey { fail: None, simulated: false }).await.unwrap();
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::PasskeyRequired));
    companion.event("demand", |event| matches!(event, Event::PairPasskeyRequest(_)).then_some(())).await;
}
