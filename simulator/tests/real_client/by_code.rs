//! Linking by an 8-character code that a person types on the handset.

use crate::support::{ADA, SHOP, Town};
use whatsapp_rust::pair_code::{PairCodeOptions, PairCodeRejection};
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_simulator::{Fault, FaultKind, Refusal, ScanEnd};

fn for_number(number: &str) -> PairCodeOptions {
    PairCodeOptions { phone_number: number.to_owned(), ..PairCodeOptions::default() }
}

#[tokio::test]
async fn a_companion_links_by_a_typed_code_while_it_shows_a_qr_code() {
    let town = Town::start().await;
    let (companion, _) = town.stranger_with_code().await;
    let code = companion.client.pair_with_code(for_number(SHOP)).await.unwrap();
    let typed = format!("{}-{}", &code[..4], &code[4..]).to_lowercase();
    let linked = town.control.enter_code(SHOP, &typed).await.unwrap();
    assert_eq!(linked.device, 1);
    companion.connected().await;
    town.control.send(ADA, SHOP, "hello").await.unwrap();
    assert_eq!(companion.message().await.text, "hello");
    assert_eq!(town.control.enter_code(SHOP, &code).await, Err(Refusal::UnknownCode));
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_the_right_one_still_works() {
    let town = Town::start().await;
    let (companion, _) = town.stranger_with_code().await;
    let code = companion.client.pair_with_code(for_number(SHOP)).await.unwrap();
    let wrong = if code == "ABCD1234" { "ABCD1235" } else { "ABCD1234" };
    assert_eq!(town.control.enter_code(SHOP, wrong).await, Err(Refusal::WrongCode));
    assert_eq!(town.control.enter_code(ADA, &code).await, Err(Refusal::UnknownCode));
    assert_eq!(town.control.enter_code(SHOP, "no code").await, Err(Refusal::MalformedCode));
    town.control.set_online(SHOP, false).await.unwrap();
    assert_eq!(town.control.enter_code(SHOP, &code).await, Err(Refusal::HandsetOffline));
    town.control.set_online(SHOP, true).await.unwrap();
    town.control.enter_code(SHOP, &code).await.unwrap();
    companion.connected().await;
}

#[tokio::test]
async fn a_code_whose_client_has_left_is_expired() {
    let town = Town::start().await;
    let (companion, _) = town.stranger_with_code().await;
    let code = companion.client.pair_with_code(for_number(SHOP)).await.unwrap();
    companion.stop().await;
    town.control.wait_for_connections(0, None, crate::support::DEADLINE).await;
    assert_eq!(town.control.enter_code(SHOP, &code).await, Err(Refusal::ExpiredCode));
}

#[tokio::test]
async fn too_many_requests_for_codes_are_refused_with_the_time_to_wait() {
    let town = Town::start().await;
    let (companion, _) = town.stranger_with_code().await;
    town.control.add_fault(FaultKind::PairCodeThrottled { code: 429, backoff: Some(60) }).await.unwrap();
    let refused = companion.client.pair_with_code(for_number(SHOP)).await.unwrap_err();
    assert_eq!(refused.rejection(), Some(PairCodeRejection::RateOverlimit));
    assert_eq!(refused.backoff().map(|wait| wait.as_secs()), Some(60));
    town.control.clear_faults().await;
    let nobody = companion.client.pair_with_code(for_number("6289999999999")).await.unwrap_err();
    assert_eq!(nobody.rejection(), Some(PairCodeRejection::BadRequest));
}

#[tokio::test]
async fn the_server_can_ask_for_another_code() {
    let town = Town::start().await;
    let (companion, _) = town.stranger_with_code().await;
    companion.client.pair_with_code(for_number(SHOP)).await.unwrap();
    town.control.add_fault(FaultKind::RefreshCode { force_manual: true }).await.unwrap();
    let manual = companion.event("refresh", |event| match event {
        Event::PairingCodeRefresh(refresh) => Some(refresh.force_manual),
        _ => None,
    });
    assert!(manual.await);
}

#[tokio::test]
async fn scans_end_as_the_handset_or_the_server_wants() {
    let town = Town::start().await;
    let (companion, code) = town.stranger_with_code().await;
    let _raw = companion.client.acquire_raw_node_forwarding();
    let ends = |how| Fault { times: Some(1), ..FaultKind::ScanEnds { how }.into() };
    town.control.add_fault(ends(ScanEnd::TryLater)).await.unwrap();
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::TryLater));

    town.control.add_fault(ends(ScanEnd::HandsetTooOld)).await.unwrap();
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::HandsetTooOld));
    let told =
        |event: &Event| matches!(event, Event::RawNode(node) if node.get_optional_child("downgrade_webclient").is_some()).then_some(());
    companion.event("word", told).await;

    town.control.add_fault(ends(ScanEnd::BadSignature)).await.unwrap();
    assert_eq!(town.control.scan(SHOP, &code).await, Err(Refusal::PairingFailed("signature-mismatch".to_owned())));
    companion.event("error", |event| matches!(event, Event::PairError(_)).then_some(())).await;
    assert!(town.control.handset(SHOP).await.unwrap().companions.is_empty());
}
