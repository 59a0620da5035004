//! From a code to a companion, and what keeps a code from becoming one.

use crate::support::{ADA, DEADLINE, SHOP, Town};
use whatsapp_simulator::{ConnectionState, Fault, FaultKind, Pattern, Refusal};

#[tokio::test]
async fn a_companion_links_by_the_text_of_its_qr_code() {
    let town = Town::start().await;
    let companion = town.stranger().await;
    let linked = town.control.scan(SHOP, &companion.code().await).await.unwrap();
    assert_eq!((linked.device, linked.jid), (1, format!("{SHOP}:1@s.whatsapp.net")));
    companion.connected().await;
    assert!(town.control.handset(SHOP).await.unwrap().companions[0].connected);
}

#[tokio::test]
async fn a_companion_leaves_its_pre_keys_with_the_server() {
    let town = Town::start().await;
    let _shop = town.companion_of(SHOP).await;
    let many = |shop: &whatsapp_simulator::HandsetView| shop.companions[0].pre_keys > 100;
    assert!(many(&town.control.wait_for_handset(SHOP, DEADLINE, many).await.unwrap()));
}

#[tokio::test]
async fn a_companion_learns_the_accounts_name() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    assert_eq!(shop.client.persistence_manager().get_device_snapshot().push_name, "Shop");
}

#[tokio::test]
async fn an_expired_ref_is_refused() {
    let town = Town::start().await;
    town.control.add_fault(FaultKind::RefLifetime { first_ms: 0, next_ms: 60_000 }).await.unwrap();
    let code = town.stranger_with_code().await.1;
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::ExpiredRef));
}

#[tokio::test]
async fn a_code_whose_client_has_left_is_expired() {
    let town = Town::start().await;
    let (companion, code) = town.stranger_with_code().await;
    companion.stop().await;
    town.control.wait_for_connections(0, None, DEADLINE).await;
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::ExpiredRef));
}

#[tokio::test]
async fn a_code_serves_once() {
    let town = Town::start().await;
    let (companion, code) = town.stranger_with_code().await;
    town.control.scan(SHOP, &code).await.unwrap();
    companion.connected().await;
    assert_eq!(town.control.scan(ADA, &code).await, Err(Refusal::UsedRef));
}

#[tokio::test]
async fn a_code_with_another_clients_keys_is_refused() {
    let town = Town::start().await;
    let (_one, code) = town.stranger_with_code().await;
    let (_two, other) = town.stranger_with_code().await;
    let reference = code.split_once(',').unwrap().0;
    let keys = other.split_once(',').unwrap().1;
    assert_eq!(town.control.scan(SHOP, &format!("{reference},{keys}")).await, Err(Refusal::WrongKey));
}

#[tokio::test]
async fn a_wrong_adv_secret_is_refused_by_the_client() {
    let town = Town::start().await;
    let (_one, code) = town.stranger_with_code().await;
    let (_two, other) = town.stranger_with_code().await;
    let mut parts: Vec<&str> = code.split(',').collect();
    parts[3] = other.split(',').nth(3).unwrap();
    let refused = town.control.scan(SHOP, &parts.join(",")).await;
    assert!(matches!(refused, Err(Refusal::PairingFailed(_))), "{refused:?}");
    assert!(town.control.handset(SHOP).await.unwrap().companions.is_empty());
}

#[tokio::test]
async fn what_is_no_code_and_what_was_never_issued_are_told_apart() {
    let town = Town::start().await;
    let (_companion, code) = town.stranger_with_code().await;
    let unknown = format!("2@elsewhere,{}", code.split_once(',').unwrap().1);
    assert_eq!(town.control.scan(SHOP, &unknown).await, Err(Refusal::UnknownRef));
    assert_eq!(town.control.scan(SHOP, "https://example.com").await, Err(Refusal::MalformedQr));
    assert_eq!(town.control.scan("6280000000000", &code).await, Err(Refusal::UnknownHandset));
}

#[tokio::test]
async fn a_handset_has_at_most_four_companions() {
    let town = Town::start().await;
    let mut companions = Vec::new();
    for _ in 0..4 {
        companions.push(town.companion_of(SHOP).await);
    }
    let (_fifth, code) = town.stranger_with_code().await;
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::TooManyCompanions));
    // The code is still good for another handset.
    town.control.scan(ADA, &code).await.unwrap();
}

#[tokio::test]
async fn without_refs_there_is_no_code() {
    let town = Town::start().await;
    town.control.add_fault(Fault { times: Some(1), ..FaultKind::NoRefs.into() }).await.unwrap();
    let _companion = town.stranger().await;
    let pairing = Some(ConnectionState::Pairing);
    let waiting = town.control.wait_for_connections(1, pairing, DEADLINE).await;
    assert_eq!(waiting[0].frames.sent, 1, "the server's hello and nothing more");
}

#[tokio::test]
async fn a_known_server_key_is_greeted_with_ik() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    assert_eq!(town.control.connections(None).await[0].handshake, Some(Pattern::Xx));
    let _shop = shop.stop().await.wake().await;
    assert_eq!(town.control.connections(None).await[0].handshake, Some(Pattern::Ik));
}

#[tokio::test]
async fn a_stale_server_key_falls_back_to_xx() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.add_fault(FaultKind::RotateKey).await.unwrap();
    let _shop = asleep.wake().await;
    assert_eq!(town.control.connections(None).await[0].handshake, Some(Pattern::XxFallback));
}
