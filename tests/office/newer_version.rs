//! WhatsApp takes only newer versions, and none is known yet: it is looked for now and then until there is one.
use crate::support::{Office, SHOP, fast, reached};
use leadwire::{
    phones::{Limits, Phone, PhoneState},
    team::Role,
};
use std::time::Duration;
use whatsapp_simulator::{Failure, FaultKind, Stage, StreamError};

#[tokio::test]
async fn a_newer_version_is_looked_for_now_and_then_and_once_there_is_one_the_phone_is_back_by_itself() {
    // The hour between two looks is two seconds, the minute within which nothing is asked twice is three.
    let limits = Limits { look_for_version: Duration::from_secs(2), ..fast() };
    let office = Office::open_in_a_hurry(20, limits).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().clear_connects().await;
    office.control().add_fault(FaultKind::StreamError(StreamError::with_code(405))).await.unwrap();
    let outdated = reached(&mut events, phone.id, PhoneState::Outdated).await;
    let next_look = outdated.cause.unwrap().until.expect("it says when it looks again");
    assert!(next_look > outdated.since && next_look <= outdated.since + 2_500, "{next_look} after {}", outdated.since);
    assert_eq!(office.control().connects(Some(SHOP), 0).await.unwrap().counts.sockets, 0, "nothing newer is known, so nobody tries");

    // From now on WhatsApp's site tells of a newer one, and every other is refused.
    office.control().add_fault(FaultKind::Outdated { primary: 2, secondary: 3000, tertiary: 4_000_000_000 }).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Connected).await;
    let counts = office.control().connects(Some(SHOP), 0).await.unwrap().counts;
    assert!(counts.logins_refused >= 1 && counts.logins_refused <= 6, "a try at each look: {counts:?}");
    assert_eq!(counts.logins, 1);
}

#[tokio::test]
async fn a_phone_that_an_old_version_never_linked_cannot_be_disconnected_and_called_linked() {
    let office = Office::open_with_limits(fast()).await;
    let too_old = Failure { code: Some(405), stage: Stage::Pairing, ..Failure::default() };
    office.control().add_fault(FaultKind::Failure(too_old)).await.unwrap();
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    reached(&mut events, phone.id, PhoneState::Outdated).await;
    let refused = owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", "disconnect")]).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
}
