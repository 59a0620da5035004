//! What goes wrong is said, with the step and the next thing to do.
use crate::support::{Database, Office, SHOP, reached};
use leadwire::{
    phones::{Limits, Phone, PhoneState},
    team::Role,
};
use std::time::Duration;
use tokio::net::TcpListener;
use whatsapp_simulator::FaultKind;

fn soon() -> Limits {
    Limits { first_code: Duration::from_millis(700), ..Limits::default() }
}

async fn failure_under(fault: FaultKind) -> String {
    let office = Office::open_with_limits(soon()).await;
    office.control().add_fault(fault).await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let failed = reached(&mut events, phone.id, PhoneState::Failed).await;
    office.control().clear_faults().await;
    // "Try again" works once the cause is gone.
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "false")]).await.ok::<Phone>();
    crate::support::code(&mut events, phone.id).await;
    failed.cause.unwrap().in_words()
}

#[tokio::test]
async fn a_refused_connection_is_told_as_the_connection() {
    assert!(failure_under(FaultKind::Refuse).await.contains("could not be reached"));
}

#[tokio::test]
async fn a_server_that_gives_no_code_is_told_as_that() {
    assert!(failure_under(FaultKind::NoRefs).await.contains("gave no code"));
}

#[tokio::test]
async fn a_server_that_never_shakes_hands_is_told_as_the_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = listener.local_addr().unwrap();
    let held = tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            open.push(tokio_tungstenite::accept_async(stream).await);
        }
    });
    let office = Office::open_towards(Some(silent), Database::Sqlite, soon()).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let failed = reached(&mut events, phone.id, PhoneState::Failed).await;
    assert!(failed.cause.as_ref().unwrap().in_words().contains("handshake did not finish"), "{:?}", failed.cause);
    held.abort();
}

#[tokio::test]
async fn a_phone_unlinked_on_the_handset_says_so() {
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().unlink(SHOP).await.unwrap();
    let out = reached(&mut events, phone.id, PhoneState::LoggedOut).await;
    assert!(out.cause.unwrap().in_words().contains("removed on the handset"));
}

#[tokio::test]
async fn a_lost_connection_is_reconnecting_then_connected_again() {
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    let lost = reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    assert!(lost.cause.unwrap().in_words().contains("The connection to WhatsApp ended"));
    let back = reached(&mut events, phone.id, PhoneState::Connected).await;
    assert_eq!(back.cause, None);
}
