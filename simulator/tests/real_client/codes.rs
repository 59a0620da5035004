//! Every last word that a server has, at every moment at which it may say it.

use crate::support::{ADA, DEADLINE, SHOP, Town};
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_simulator::{Audience, Conflict, Failure, Fault, FaultKind, Moment, Stage, StreamError, When};

/// 599 stands for a code that nobody knows, `None` for no code at all.
const CODES: [Option<u16>; 17] = [
    Some(401),
    Some(402),
    Some(403),
    Some(405),
    Some(406),
    Some(409),
    Some(411),
    Some(415),
    Some(440),
    Some(500),
    Some(501),
    Some(503),
    Some(515),
    Some(516),
    Some(429),
    Some(599),
    None,
];

fn once(kind: FaultKind) -> Fault {
    Fault { times: Some(1), ..kind.into() }
}

fn text(code: Option<u16>) -> Option<String> {
    code.map(|code| code.to_string())
}

#[tokio::test]
async fn every_code_can_refuse_a_client_that_wants_to_be_linked() {
    let town = Town::start().await;
    for code in CODES {
        town.control.add_fault(once(FaultKind::Failure(Failure { code, stage: Stage::Pairing, message: None }))).await.unwrap();
        let stranger = town.stranger().await;
        let told = stranger.event("refusal", |event| match event {
            Event::LoggedOut(out) => Some(out.reason.code()),
            Event::ConnectFailure(failure) => Some(failure.reason.code()),
            Event::ClientOutdated(_) => Some(405),
            Event::Disconnected(_) if matches!(code, Some(500 | 501 | 503)) => code.map(i32::from),
            _ => None,
        });
        assert_eq!(told.await, code.map_or(0, i32::from), "{code:?}");
        stranger.stop().await;
    }
}

#[tokio::test]
async fn every_code_can_end_a_session_that_is_online() {
    let town = Town::start().await;
    let mut asleep = town.companion_of(SHOP).await.stop().await;
    for code in CODES {
        let shop = asleep.wake().await;
        let _raw = shop.client.acquire_raw_node_forwarding();
        town.control.add_fault(FaultKind::StreamError(StreamError { code, ..StreamError::default() })).await.unwrap();
        assert_eq!(shop.last_word().await, text(code));
        asleep = shop.stop().await;
    }
}

#[tokio::test]
async fn every_code_can_end_the_delivery_of_a_backlog_and_nothing_is_lost() {
    let town = Town::start().await;
    let mut asleep = town.companion_of(SHOP).await.stop().await;
    for code in CODES {
        let texts: Vec<String> = (1..=9).map(|number| format!("{code:?} {number}")).collect();
        for line in &texts {
            town.control.send(ADA, SHOP, line).await.unwrap();
        }
        let error = StreamError { code, at: Moment::Drain, after: 7, ..StreamError::default() };
        town.control.add_fault(once(FaultKind::StreamError(error))).await.unwrap();
        let broken = asleep.start_with_inbox(true).await;
        let _raw = broken.client.acquire_raw_node_forwarding();
        assert_eq!(broken.last_word().await, text(code));
        broken.client.disconnect().await;
        let mut got = broken.all_messages_until_silent().await;
        let shop = broken.stop().await.wake_with_inbox(true).await;
        while got.len() < texts.len() {
            let line = shop.message().await.text;
            // What was handed over but not acknowledged comes a second time.
            if !got.contains(&line) {
                got.push(line);
            }
        }
        assert_eq!(got, texts, "{code:?}");
        asleep = shop.stop().await;
    }
}

#[tokio::test]
async fn clients_that_show_a_code_are_reached_without_those_that_are_logged_in() {
    let town = Town::start().await;
    let _shop = town.companion_of(SHOP).await;
    let (stranger, _) = town.stranger_with_code().await;
    let _raw = stranger.client.acquire_raw_node_forwarding();
    let error = StreamError { to: Audience::Pairing, ..StreamError::with_code(515) };
    town.control.add_fault(FaultKind::StreamError(error)).await.unwrap();
    assert_eq!(stranger.last_word().await.as_deref(), Some("515"));
    stranger.code().await;
    assert_eq!(town.control.connects(Some(SHOP), 0).await.unwrap().counts.sockets, 1);
}

#[tokio::test]
async fn a_restart_at_every_login_is_a_loop_that_can_be_counted() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.clear_connects().await;
    let error = StreamError { at: Moment::Login, ..StreamError::with_code(515) };
    town.control.add_fault(Fault { times: Some(5), ..FaultKind::StreamError(error).into() }).await.unwrap();
    let shop = asleep.start_again().await;
    let ready = |shop: &whatsapp_simulator::HandsetView| shop.companions[0].connected;
    town.control.wait_for_connects(SHOP, 6, DEADLINE).await.unwrap();
    town.control.wait_for_handset(SHOP, DEADLINE, ready).await.unwrap();
    let seen = town.control.connects(Some(SHOP), 0).await.unwrap();
    assert_eq!((seen.counts.sockets, seen.counts.logins), (6, 6));
    assert!(seen.list.windows(2).all(|pair| pair[0].at <= pair[1].at));
    shop.stop().await;
}

#[tokio::test]
async fn a_login_can_be_answered_by_a_stream_error_alone() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    let replaced =
        StreamError { conflict: Some(Conflict::Replaced), at: Moment::Login, when: When::BeforeSuccess, ..StreamError::default() };
    town.control.add_fault(once(FaultKind::StreamError(replaced))).await.unwrap();
    let shop = asleep.start_again().await;
    shop.event("replacement", |event| matches!(event, Event::StreamReplaced(_)).then_some(())).await;
    assert_eq!(town.control.connects(Some(SHOP), 0).await.unwrap().counts.logins_refused, 1);
}
