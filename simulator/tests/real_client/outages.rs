//! A server that is away, restarts, or says nothing; and fewer codes than usual.

use crate::support::{ADA, DEADLINE, SHOP, Town};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_simulator::{ConnectionState, Fault, FaultKind, OutageAnswer};

const LOGGED_IN: Option<ConnectionState> = Some(ConnectionState::LoggedIn);

/// What a new WebSocket is answered: the HTTP status, or nothing.
async fn knock(town: &Town) -> Option<u16> {
    let mut stream = TcpStream::connect(town.simulator.addr()).await.unwrap();
    let request = "GET /ws/chat HTTP/1.1\r\nhost: simulator\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                   sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.ok()?;
    std::str::from_utf8(&answer).unwrap().split(' ').nth(1)?.parse().ok()
}

#[tokio::test]
async fn an_outage_drops_all_sockets_and_lets_nobody_in_until_it_is_over() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    for (answer, status) in [(OutageAnswer::Reset, None), (OutageAnswer::Unavailable, Some(503))] {
        town.control.add_fault(FaultKind::Outage { answer }).await.unwrap();
        town.control.wait_for_connections(0, None, DEADLINE).await;
        assert_eq!(knock(&town).await, status);
        assert!(town.control.connects(None, 0).await.unwrap().counts.refused > 0);
        town.control.send(ADA, SHOP, "meanwhile").await.unwrap();
        town.control.clear_faults().await;
        assert_eq!(knock(&town).await, Some(101));
        assert_eq!(shop.message().await.text, "meanwhile");
    }
}

#[tokio::test]
async fn an_outage_ends_by_itself() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let short = Fault { duration_ms: Some(300), ..FaultKind::Outage { answer: OutageAnswer::Reset }.into() };
    town.control.add_fault(short).await.unwrap();
    shop.connected().await;
    assert!(town.control.faults().await.is_empty());
}

#[tokio::test]
async fn new_sockets_freeze_too_when_asked() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.add_fault(FaultKind::Freeze { new: true }).await.unwrap();
    let shop = asleep.start_again().await;
    let waiting = town.control.wait_for_connections(1, Some(ConnectionState::Handshaking), DEADLINE).await;
    assert_eq!((waiting.len(), waiting[0].frames.received), (1, 0));
    town.control.clear_faults().await;
    shop.connected().await;
    assert_eq!(town.control.connections(LOGGED_IN).await[0].id, waiting[0].id);
}

#[tokio::test]
async fn the_book_of_connects_begins_anew_when_asked() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let seen = town.control.connects(None, 0).await.unwrap();
    assert_eq!((seen.counts.sockets, seen.counts.pairings, seen.counts.logins), (2, 1, 1));
    assert!(seen.peak_per_second >= 1);
    town.control.clear_connects().await;
    shop.client.reconnect_immediately().await;
    shop.connected().await;
    let seen = town.control.connects(Some(SHOP), 0).await.unwrap();
    assert_eq!((seen.counts.sockets, seen.list.len()), (1, 1));
}

#[tokio::test]
async fn a_client_with_fewer_refs_runs_out_of_them_sooner() {
    let town = Town::start().await;
    town.control.add_fault(FaultKind::ShortRefs { count: 2 }).await.unwrap();
    let stranger = town.stranger().await;
    let _raw = stranger.client.acquire_raw_node_forwarding();
    stranger.code().await;
    stranger.client.reconnect_immediately().await;
    let refs = stranger.event("refs", |event| {
        let Event::RawNode(node) = event else { return None };
        Some(node.get_optional_child("pair-device")?.get_children_by_tag("ref").count())
    });
    assert_eq!(refs.await, 2);
    assert!(stranger.message_within(Duration::ZERO).await.is_none());
}
