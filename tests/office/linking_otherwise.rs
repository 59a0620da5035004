//! Linking without a scan, and scans that do not become a link.
use crate::support::{Browser, CUSTOMER, Office, PATIENCE, SHOP, code, fast, reached, wait_for};
use leadwire::{
    error::AppError,
    event::DomainEvent,
    live::LiveCommand,
    phones::{LinkProgress, Phone, PhoneId, PhoneState},
    team::Role,
};
use whatsapp_simulator::{FaultKind, PasskeyStage, PasskeyStep, ScanEnd};

async fn begun(office: &Office) -> (Browser, leadwire::event::Subscription, PhoneId) {
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    (owner, events, phone.id)
}

async fn scan(office: &Office, phone: PhoneId) -> Result<(), String> {
    let qr = office.state.phones.code_text(phone).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.map(drop).map_err(|refusal| refusal.code().to_owned())
}

async fn progress<T>(events: &mut leadwire::event::Subscription, mut wanted: impl FnMut(&LinkProgress) -> Option<T>) -> T {
    wait_for(events, |event| match event {
        DomainEvent::LinkProgressed(progress) => wanted(progress),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn eight_characters_typed_on_the_handset_link_as_a_scan_does() {
    let office = Office::open_with_limits(fast()).await;
    let (mut owner, mut events, phone) = begun(&office).await;
    let fields = [("phone", phone.to_string()), ("number", format!("+{SHOP}"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    owner.call("link_by_number", &fields).await.ok::<()>();
    let shown = progress(&mut events, |progress| progress.by_number.clone()).await;
    assert_eq!((shown.code.len(), shown.code.as_bytes()[4]), (9, b'-'), "shown as WhatsApp does: {}", shown.code);
    assert!(shown.expires_in_ms > 170_000);
    office.control().enter_code(SHOP, &shown.code).await.unwrap();
    let linked = reached(&mut events, phone, PhoneState::Connected).await;
    assert_eq!(linked.number.as_deref(), Some("+62 812-0000-0001"));
}

#[tokio::test]
async fn a_number_that_gets_no_code_is_told_why_and_the_qr_code_stays() {
    let office = Office::open_with_limits(fast()).await;
    let (mut owner, _events, phone) = begun(&office).await;
    office.control().add_fault(FaultKind::PairCodeThrottled { code: 429, backoff: Some(600) }).await.unwrap();
    let id = phone.to_string();
    for (number, expected) in [("+6281200000001", "wait 10 minutes"), ("call me", "country code")] {
        let refused = owner.call("link_by_number", &[("phone", &id), ("number", number)]).await.error();
        assert!(matches!(&refused, AppError::Invalid(_)) && refused.to_string().contains(expected), "{refused}");
    }
    scan(&office, phone).await.unwrap();
}

#[tokio::test]
async fn a_passkey_is_explained_and_the_link_can_be_given_up() {
    let office = Office::open_with_limits(fast()).await;
    let (mut owner, mut events, phone) = begun(&office).await;
    office.control().add_fault(FaultKind::Passkey { fail: None, simulated: false }).await.unwrap();
    assert_eq!(scan(&office, phone).await, Err("passkey_required".into()));
    let asked = reached(&mut events, phone, PhoneState::PasskeyRequired).await;
    assert!(asked.cause.unwrap().in_words().contains("page of WhatsApp itself"));
    assert!(office.control().wait_for_passkey(SHOP, PasskeyStage::Demanded, PATIENCE).await.unwrap().is_some());
    owner.call("act_on_phone", &[("phone", &phone.to_string()), ("action", "cancel_link")]).await.ok::<()>();
    let given_up = reached(&mut events, phone, PhoneState::New).await;
    assert_eq!(given_up.cause.unwrap().code, "link_cancelled");
    let left = office.control().wait_for_connections(0, None, PATIENCE).await;
    assert!(left.is_empty());
}

async fn scan_ends(how: ScanEnd, word: &str) {
    let office = Office::open_with_limits(fast()).await;
    let (_owner, mut events, phone) = begun(&office).await;
    office.control().add_fault(FaultKind::ScanEnds { how }).await.unwrap();
    drop(scan(&office, phone).await);
    let failed = reached(&mut events, phone, PhoneState::Failed).await;
    let cause = failed.cause.unwrap();
    assert_eq!(cause.code, word, "{cause:?}");
    assert!(cause.next_step.is_some());
    let left = office.control().wait_for_connections(0, None, PATIENCE).await;
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_handset_with_an_old_app_is_told_as_that() {
    scan_ends(ScanEnd::HandsetTooOld, "handset_too_old").await;
}

#[tokio::test]
async fn a_signature_that_does_not_verify_is_told_as_that() {
    scan_ends(ScanEnd::BadSignature, "signature_mismatch").await;
}

#[tokio::test]
async fn a_handset_whose_answer_makes_no_sense_is_told_as_a_failed_scan() {
    scan_ends(ScanEnd::Incomplete, "scan_failed").await;
}

#[tokio::test]
async fn a_handset_that_is_told_to_try_later_leaves_the_code_on_show_and_a_later_scan_links() {
    let office = Office::open_with_limits(fast()).await;
    let (_owner, mut events, phone) = begun(&office).await;
    office.control().add_fault(FaultKind::ScanEnds { how: ScanEnd::TryLater }).await.unwrap();
    assert_eq!(scan(&office, phone).await, Err("try_later".into()));
    office.control().clear_faults().await;
    scan(&office, phone).await.unwrap();
    reached(&mut events, phone, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_passkey_that_whatsapp_gives_up_on_ends_the_link_with_its_reason() {
    let office = Office::open_with_limits(fast()).await;
    let (_owner, mut events, phone) = begun(&office).await;
    office.control().add_fault(FaultKind::Passkey { fail: Some(PasskeyStep::Request), simulated: false }).await.unwrap();
    drop(scan(&office, phone).await);
    let failed = reached(&mut events, phone, PhoneState::Failed).await;
    let cause = failed.cause.unwrap();
    assert_eq!(cause.code, "passkey_failed");
    assert!(cause.next_step.unwrap().contains("Cloud API"));
}

/// A link whose passkey was given on a page of WhatsApp's, up to the code that both sides show.
async fn comparing(office: &Office, events: &mut leadwire::event::Subscription, phone: PhoneId, fail: Option<PasskeyStep>) {
    office.control().add_fault(FaultKind::Passkey { fail, simulated: true }).await.unwrap();
    assert_eq!(scan(office, phone).await, Err("passkey_required".into()));
    reached(events, phone, PhoneState::PasskeyRequired).await;
    let shown = progress(events, |progress| progress.passkey_code.clone()).await;
    let handset = office.control().wait_for_passkey(SHOP, PasskeyStage::Comparing, PATIENCE).await.unwrap().unwrap();
    assert_eq!(handset.code.as_deref(), Some(shown.as_str()), "both show the same");
}

#[tokio::test]
async fn the_code_of_a_passkey_is_compared_and_links_once_a_person_says_that_it_is_the_same() {
    let office = Office::open_with_limits(fast()).await;
    let (mut owner, mut events, phone) = begun(&office).await;
    let id = phone.to_string();
    let confirm = [("phone", id.as_str()), ("action", "confirm_passkey")];
    let early = owner.call("act_on_phone", &confirm).await;
    assert_eq!(early.status, 409, "there is nothing to compare yet: {}", early.body);
    comparing(&office, &mut events, phone, None).await;
    assert!(office.control().handset(SHOP).await.unwrap().companions.is_empty(), "nobody is vouched for before");
    owner.call("act_on_phone", &confirm).await.ok::<()>();
    reached(&mut events, phone, PhoneState::Connected).await;
    let confirmed = office.control().wait_for_passkey(SHOP, PasskeyStage::Confirmed, PATIENCE).await.unwrap().unwrap();
    assert_eq!(confirmed.stage, PasskeyStage::Confirmed);
}

#[tokio::test]
async fn a_confirmation_that_whatsapp_refuses_ends_the_link_with_its_reason() {
    let office = Office::open_with_limits(fast()).await;
    let (mut owner, mut events, phone) = begun(&office).await;
    comparing(&office, &mut events, phone, Some(PasskeyStep::Confirmation)).await;
    owner.call("act_on_phone", &[("phone", &phone.to_string()), ("action", "confirm_passkey")]).await.ok::<()>();
    let failed = reached(&mut events, phone, PhoneState::Failed).await;
    assert_eq!(failed.cause.unwrap().code, "passkey_failed");
}

#[tokio::test]
async fn codes_that_all_ran_out_are_counted_as_they_were_shown() {
    // The library's minute is two seconds.
    let office = Office::open_in_a_hurry(30, fast()).await;
    office.control().add_fault(FaultKind::ShortRefs { count: 1 }).await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let (mut tab, mut events) = (office.tab(&owner).await, office.events());
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    tab.say(&LiveCommand::WatchLink { phone: phone.id }).await;
    let spent = reached(&mut events, phone.id, PhoneState::CodeExpired).await.cause.unwrap();
    assert_eq!((spent.code.as_str(), spent.sentence.as_str()), ("codes_spent", "No scan in time: 3 codes have run out."));
    let connects = office.control().connects(None, 0).await.unwrap().counts;
    assert_eq!(connects.sockets, 3, "three rounds, while somebody looks");
    assert!(office.control().wait_for_connections(0, None, PATIENCE).await.is_empty());
    office.control().clear_faults().await;
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "false")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
}

#[tokio::test]
async fn another_handset_than_the_phones_own_is_refused_and_keeps_no_link() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events, id) = (office.signed_in(Role::Owner).await, office.events(), phone.id.to_string());
    owner.call("act_on_phone", &[("phone", &id), ("action", "unlink")]).await.ok::<()>();
    owner.call("begin_linking", &[("phone", &id), ("force", "false")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().create_handset(CUSTOMER, "Another").await.unwrap();
    office.control().scan(CUSTOMER, &qr).await.unwrap();
    let failed = reached(&mut events, phone.id, PhoneState::Failed).await;
    let cause = failed.cause.unwrap();
    assert_eq!(cause.code, "wrong_number");
    assert!(cause.sentence.contains("+62 812-0000-0002") && cause.sentence.contains("+62 812-0000-0001"), "{}", cause.sentence);
    assert!(office.control().handset(CUSTOMER).await.unwrap().companions.is_empty(), "the link is taken back");
}

#[tokio::test]
async fn broken_keys_of_an_unfinished_link_are_cleared_and_a_code_comes_all_the_same() {
    let office = Office::open_with_limits(fast()).await;
    let (_owner, mut events, phone) = begun(&office).await;
    // Whatever the session of this connection still saves is broken too; the next connection reads it.
    let mut tx = office.state.db.write().await.unwrap();
    sqlx::query(
        "CREATE TRIGGER broken AFTER UPDATE ON keyrings WHEN NEW.device <> 'broken' BEGIN UPDATE keyrings SET device = 'broken'; END",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query("UPDATE keyrings SET device = 'broken'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    wait_for(&mut events, |event| match event {
        DomainEvent::PhoneChanged(phone) => phone.cause.as_ref().filter(|cause| cause.code == "keys_cleared").map(drop),
        _ => None,
    })
    .await;
    let mut tx = office.state.db.write().await.unwrap();
    sqlx::query("DROP TRIGGER broken").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    code(&mut events, phone).await;
}

#[tokio::test]
async fn characters_that_whatsapp_takes_back_are_gone_at_once_and_new_ones_can_be_had() {
    let office = Office::open_with_limits(fast()).await;
    let (mut owner, mut events, phone) = begun(&office).await;
    let ask = async |owner: &mut Browser| {
        owner.call("link_by_number", &[("phone", &phone.to_string()), ("number", &format!("+{SHOP}"))]).await.ok::<()>();
    };
    ask(&mut owner).await;
    let first = progress(&mut events, |progress| progress.by_number.clone()).await;
    office.control().add_fault(FaultKind::RefreshCode { force_manual: true }).await.unwrap();
    progress(&mut events, |progress| progress.by_number.is_none().then_some(())).await;
    ask(&mut owner).await;
    let second = progress(&mut events, |progress| progress.by_number.clone()).await;
    assert_ne!(first.code, second.code);
    office.control().enter_code(SHOP, &second.code).await.unwrap();
    reached(&mut events, phone, PhoneState::Connected).await;
}
