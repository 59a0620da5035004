//! Accounts that may not write, and messages that come twice, late, or broken.

use crate::support::{ADA, DEADLINE, SHOP, Town, jid};
use std::time::Duration;
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_rust::wacore::version::parse_sw_js;
use whatsapp_simulator::{ConnectionState, Fault, FaultKind, Number};

const NINA: &str = "6281200000003";

fn number(digits: &str) -> Number {
    Number::parse(digits).unwrap()
}

#[tokio::test]
async fn a_restricted_account_writes_only_to_those_who_wrote_first_and_is_told_until_when() {
    let town = Town::start().await;
    town.control.create_handset(NINA, "Nina").await.unwrap();
    let shop = town.companion_of(SHOP).await;
    assert_eq!(shop.client.mex().fetch_reachout_timelock().await.unwrap().is_active, Some(false));
    town.control.send(ADA, SHOP, "I wrote first").await.unwrap();
    shop.message().await;
    let restrict = FaultKind::Restrict { until_secs_from_now: 3600, enforcement: "DEFAULT".to_owned() };
    town.control.add_fault(restrict).await.unwrap();

    let known = shop.client.send_text(jid(ADA), "an answer").await.unwrap();
    assert_eq!(shop.server_ack(&known.message_id).await, None);
    let stranger = shop.client.send_text(jid(NINA), "an offer").await.unwrap();
    assert_eq!(shop.server_ack(&stranger.message_id).await.as_deref(), Some("463"));
    let state = shop.client.mex().fetch_reachout_timelock().await.unwrap();
    assert_eq!((state.is_active, state.enforcement_type.as_deref()), (Some(true), Some("DEFAULT")));
    assert!(state.time_enforcement_ends.unwrap().parse::<u64>().unwrap() > 3600);
}

#[tokio::test]
async fn one_recipient_can_lack_a_token_while_the_account_is_free() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::MissingToken { to: number(ADA) }).await.unwrap();
    let refused = shop.client.send_text(jid(ADA), "hello").await.unwrap();
    assert_eq!(shop.server_ack(&refused.message_id).await.as_deref(), Some("463"));
    assert_eq!(shop.client.mex().fetch_reachout_timelock().await.unwrap().is_active, Some(false));
}

#[tokio::test]
async fn a_message_that_is_delivered_twice_is_shown_once() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::Duplicate).await.unwrap();
    for text in ["one", "two", "three"] {
        town.control.send(ADA, SHOP, text).await.unwrap();
    }
    assert_eq!(shop.all_messages_until_silent().await, ["one", "two", "three"]);
}

#[tokio::test]
async fn late_messages_come_out_of_order() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.send(ADA, SHOP, "zero").await.unwrap();
    shop.message().await;
    let _raw = shop.client.acquire_raw_node_forwarding();
    town.control.add_fault(FaultKind::Late { ms: 400 }).await.unwrap();
    let first = town.control.send(ADA, SHOP, "one").await.unwrap();
    let second = town.control.send(ADA, SHOP, "two").await.unwrap();
    let arrival = |event: &Event| {
        let Event::RawNode(node) = event else { return None };
        (node.tag() == "message").then(|| node.get_attr("id").map(|id| id.as_str().into_owned()))?
    };
    assert_eq!([shop.event("message", arrival).await, shop.event("message", arrival).await], [second, first]);
    assert_eq!(shop.messages(2).await.len(), 2);
}

#[tokio::test]
async fn a_flood_of_broken_messages_does_not_stop_a_good_one() {
    let town = Town::start().await;
    town.control.create_handset(NINA, "Nina").await.unwrap();
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::BadMac { from: number(ADA), per_second: 100 }).await.unwrap();
    shop.event("broken message", |event| matches!(event, Event::UndecryptableMessage(_)).then_some(())).await;
    town.control.send(NINA, SHOP, "still here").await.unwrap();
    assert_eq!(shop.message().await.text, "still here");
}

#[tokio::test]
async fn a_question_can_remain_without_an_answer() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.add_fault(FaultKind::Silent { xmlns: Some("w:mex".to_owned()) }).await.unwrap();
    let asked = tokio::time::timeout(Duration::from_millis(500), async { shop.client.mex().fetch_reachout_timelock().await }).await;
    assert!(asked.is_err());
    town.control.send(ADA, SHOP, "the rest works").await.unwrap();
    assert_eq!(shop.message().await.text, "the rest works");
}

#[tokio::test]
async fn an_older_version_is_refused_and_the_script_tells_the_new_one() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    let script = crate::control_calls::call(&town, "GET", "/sw.js", "").await.1;
    assert_eq!(parse_sw_js(&script), Some((2, 3000, 1_030_000_000)));
    town.control.add_fault(FaultKind::Outdated { primary: 2, secondary: 3000, tertiary: 1_030_000_001 }).await.unwrap();
    let script = crate::control_calls::call(&town, "GET", "/sw.js", "").await.1;
    assert_eq!(parse_sw_js(&script), Some((2, 3000, 1_030_000_001)));
    let shop = asleep.start_again().await;
    shop.event("refusal", |event| matches!(event, Event::ClientOutdated(_)).then_some(())).await;
}

#[tokio::test]
async fn a_slow_login_comes_in_the_end() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.add_fault(FaultKind::SlowLogin { ms: 60_000 }).await.unwrap();
    let shop = asleep.start_again().await;
    let waiting = town.control.wait_for_connections(1, Some(ConnectionState::LoggedIn), DEADLINE).await;
    assert_eq!(waiting.len(), 1);
    assert!(!shop.client.is_logged_in());
    town.control.clear_faults().await;
    shop.connected().await;
}

#[tokio::test]
async fn a_failing_app_state_keeps_a_first_login_from_its_end() {
    let town = Town::start().await;
    let (companion, code) = town.stranger_with_code().await;
    let _raw = companion.client.acquire_raw_node_forwarding();
    town.control.add_fault(Fault { times: Some(2), ..FaultKind::AppStateFailure { code: 500 }.into() }).await.unwrap();
    town.control.scan(SHOP, &code).await.unwrap();
    let failed = companion.event("error", |event| {
        let Event::RawNode(node) = event else { return None };
        let collection = node.get_optional_child("sync")?.get_optional_child("collection")?;
        collection.get_optional_child("error")?.get_attr("code").map(|code| code.as_str().into_owned())
    });
    assert_eq!(failed.await, "500");
}
