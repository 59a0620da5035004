//! The library saves a phone's keys by itself, and gives up for good after ten failures. Leadwire sees it and has them saved.
use crate::support::{Office, execute, fast, reached};
use leadwire::phones::{Limits, PhoneState};
use std::time::Duration;
use whatsapp_simulator::FaultKind;

#[tokio::test]
async fn keys_that_could_not_be_saved_ten_times_are_saved_as_soon_as_they_can_be_and_the_phone_logs_in_anew() {
    let limits = Limits { save_keys: Duration::from_millis(10), look_after: Duration::from_millis(50), ..fast() };
    let office = Office::open_with_limits(limits).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    // Only the keys, so that the phone stays connected meanwhile.
    execute(
        &office.state.db,
        "CREATE TRIGGER full_disk BEFORE UPDATE OF device ON keyrings BEGIN SELECT RAISE(FAIL, 'the disk is full'); END",
    )
    .await;
    // The login with a new key of the server is something to be saved.
    office.control().add_fault(FaultKind::RotateKey).await.unwrap();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
    let halted = async {
        while office.state.phones.vitals().get(&phone.id).is_none_or(|vitals| !vitals.saver_is_halted) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, halted).await.expect("the library gives up");
    execute(&office.state.db, "DROP TRIGGER full_disk").await;
    let anew = reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    assert_eq!(anew.cause.unwrap().code, "keys_not_saved");
    reached(&mut events, phone.id, PhoneState::Connected).await;
    assert!(!office.state.phones.vitals()[&phone.id].saver_is_halted);
}
