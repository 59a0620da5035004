//! Linking with a passkey, driven as an app drives it.

use crate::support::{Companion, DEADLINE, SHOP, Town};
use whatsapp_rust::passkey::{Assertion, build_webauthn_assertion_json, parse_request_options};
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_simulator::{FaultKind, PasskeyStage, PasskeyStep, Refusal};

/// What an authenticator would make; its content is not checked.
fn assertion() -> Assertion {
    let assertion_json = build_webauthn_assertion_json(b"credential", b"client data", b"authenticator data", b"signature", None);
    Assertion { assertion_json, credential_id: b"credential".to_vec() }
}

/// A client whose scan was answered with a demand for a passkey.
async fn demanded(town: &Town, fail: Option<PasskeyStep>) -> Companion {
    let (companion, code) = town.stranger_with_code().await;
    ask(town, &code, fail).await;
    companion
}

async fn ask(town: &Town, code: &str, fail: Option<PasskeyStep>) {
    town.control.add_fault(FaultKind::Passkey { fail, simulated: false }).await.unwrap();
    assert_eq!(town.control.scan(SHOP, code).await, Err(Refusal::PasskeyRequired));
}

async fn answer(companion: &Companion) {
    let options = companion.event("demand", |event| match event {
        Event::PairPasskeyRequest(request) => Some(request.request_options_json.clone()),
        _ => None,
    });
    assert_eq!(parse_request_options(&options.await).unwrap().rp_id.as_deref(), Some("web.whatsapp.com"));
    companion.client.send_passkey_response(assertion()).await.unwrap();
}

/// The client's code, and whether nobody has to compare it.
async fn comparison(companion: &Companion) -> (String, bool) {
    companion
        .event("comparison", |event| match event {
            Event::PairPasskeyConfirmation(it) => Some((it.code.clone(), it.skip_handoff_ux)),
            _ => None,
        })
        .await
}

/// Whether the client's failure came after its assertion.
async fn failure(companion: &Companion) -> bool {
    companion
        .event("failure", |event| match event {
            Event::PairPasskeyError(error) => Some(error.continuation),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_companion_links_with_a_passkey_after_the_codes_were_compared() {
    let town = Town::start().await;
    let companion = demanded(&town, None).await;
    answer(&companion).await;
    let (code, skip) = comparison(&companion).await;
    let handset = town.control.wait_for_passkey(SHOP, PasskeyStage::Comparing, DEADLINE).await.unwrap().unwrap();
    assert_eq!((handset.code.as_deref(), handset.skip_handoff_ux, skip), (Some(code.as_str()), false, false));
    companion.client.send_passkey_confirmation().await.unwrap();
    companion.connected().await;
    let handset = town.control.wait_for_passkey(SHOP, PasskeyStage::Confirmed, DEADLINE).await.unwrap().unwrap();
    assert_eq!(handset.stage, PasskeyStage::Confirmed);
}

#[tokio::test]
async fn a_client_that_was_linked_before_need_not_compare() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.unlink(SHOP).await.unwrap();
    asleep.forget_its_number().await;
    let companion = asleep.start_again().await;
    ask(&town, &companion.code().await, None).await;
    answer(&companion).await;
    assert!(comparison(&companion).await.1);
    companion.client.send_passkey_confirmation().await.unwrap();
    companion.connected().await;
}

#[tokio::test]
async fn each_step_can_fail() {
    let town = Town::start().await;
    let companion = demanded(&town, Some(PasskeyStep::Request)).await;
    assert!(!failure(&companion).await);
    town.control.clear_faults().await;

    let companion = demanded(&town, Some(PasskeyStep::Assertion)).await;
    companion.event("demand", |event| matches!(event, Event::PairPasskeyRequest(_)).then_some(())).await;
    companion.client.send_passkey_response(assertion()).await.unwrap_err();
    town.control.clear_faults().await;

    let companion = demanded(&town, Some(PasskeyStep::Continuation)).await;
    answer(&companion).await;
    assert!(failure(&companion).await);
    town.control.clear_faults().await;

    let companion = demanded(&town, Some(PasskeyStep::Confirmation)).await;
    answer(&companion).await;
    comparison(&companion).await;
    companion.client.send_passkey_confirmation().await.unwrap_err();
    let handset = town.control.wait_for_passkey(SHOP, PasskeyStage::Failed, DEADLINE).await.unwrap().unwrap();
    assert_eq!(handset.stage, PasskeyStage::Failed);
    assert!(town.control.handset(SHOP).await.unwrap().companions.is_empty());
}

#[tokio::test]
async fn an_assertion_without_its_parts_is_refused() {
    let town = Town::start().await;
    let companion = demanded(&town, None).await;
    companion.event("demand", |event| matches!(event, Event::PairPasskeyRequest(_)).then_some(())).await;
    let empty = Assertion { assertion_json: b"{}".to_vec(), credential_id: b"credential".to_vec() };
    companion.client.send_passkey_response(empty).await.unwrap_err();
}
