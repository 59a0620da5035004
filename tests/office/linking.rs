//! Linking a phone.
use crate::support::{Office, SHOP, Tab};
use leadwire::{
    app::PhoneOverview,
    error::AppError,
    live::{LiveCommand, LiveMessage},
    phones::{Limits, LinkProgress, Phone, PhoneState},
    team::Role,
    whatsapp::storage,
};
use std::time::Duration;
use whatsapp_simulator::{ConnectionState, FaultKind};

use crate::support::{code, reached};

async fn no_socket_is_left(office: &Office) {
    let left = office.control().wait_for_connections(0, None, Duration::from_secs(10)).await;
    assert!(left.is_empty(), "sockets are left over: {left:?}");
}

async fn hear_link(tab: &mut Tab, wanted: impl Fn(&LinkProgress) -> bool) -> LinkProgress {
    tab.hear_until(|message| match message {
        LiveMessage::Link(progress) if wanted(progress) => Some(progress.clone()),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_tab_sees_every_step_from_the_code_to_connected() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut tab = office.tab(&owner).await;
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    tab.say(&LiveCommand::WatchLink { phone: phone.id }).await;

    let shown = hear_link(&mut tab, |progress| progress.code.is_some()).await;
    let shown = shown.code.unwrap();
    assert_eq!((shown.number, shown.of), (1, 6));
    assert!(shown.expires_in_ms > 50_000 && shown.expires_in_ms <= 60_000, "{}", shown.expires_in_ms);

    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    for state in [PhoneState::Securing, PhoneState::Syncing, PhoneState::Connected] {
        let progress = hear_link(&mut tab, |progress| progress.phone.state == state).await;
        assert!(progress.code.is_none(), "no code is shown once it was scanned");
        assert_eq!(progress.phone.number.as_deref(), Some("+62 812-0000-0001"));
    }
}

#[tokio::test]
async fn a_tab_that_comes_late_gets_the_current_code_at_once() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let shown = code(&mut events, phone.id).await.code.unwrap();
    let mut late = office.tab(&owner).await;
    late.say(&LiveCommand::WatchLink { phone: phone.id }).await;
    let progress = hear_link(&mut late, |_| true).await;
    assert_eq!(progress.code.map(|code| code.picture), Some(shown.picture));
}

#[tokio::test]
async fn asking_twice_joins_the_running_link_and_force_begins_afresh() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    let first = office.state.phones.code_text(phone.id).await.unwrap();
    let id = phone.id.to_string();
    let joined: Phone = owner.call("begin_linking", &[("phone", &id), ("force", "false")]).await.ok();
    assert_eq!(joined.state, PhoneState::WaitingForScan);
    assert_eq!(office.state.phones.code_text(phone.id).await.unwrap(), first, "the same code is on show");
    assert_eq!(office.control().connections(None).await.len(), 1, "one session only");

    owner.call("begin_linking", &[("phone", &id), ("force", "true")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
    assert_ne!(office.state.phones.code_text(phone.id).await.unwrap(), first);
    office.control().wait_for_connections(1, Some(ConnectionState::Pairing), Duration::from_secs(10)).await;
    assert_eq!(office.control().connections(None).await.len(), 1, "the first session has ended");
}

#[tokio::test]
async fn a_link_that_nobody_watches_ends_and_leaves_no_socket() {
    let limits = Limits { unwatched: Duration::from_millis(200), ..Limits::default() };
    let office = Office::open_with_limits(limits).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let mut tab = office.tab(&owner).await;
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    tab.say(&LiveCommand::WatchLink { phone: phone.id }).await;
    hear_link(&mut tab, |progress| progress.code.is_some()).await;
    tab.say(&LiveCommand::UnwatchLink { phone: phone.id }).await;
    let ended = reached(&mut events, phone.id, PhoneState::CodeExpired).await;
    assert!(ended.cause.unwrap().in_words().contains("nobody looked"));
    no_socket_is_left(&office).await;
}

#[tokio::test]
async fn a_tab_that_vanishes_counts_as_closed() {
    let limits = Limits { unwatched: Duration::from_millis(200), ..Limits::default() };
    let office = Office::open_with_limits(limits).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let mut tab = office.tab(&owner).await;
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    tab.say(&LiveCommand::WatchLink { phone: phone.id }).await;
    hear_link(&mut tab, |progress| progress.code.is_some()).await;
    drop(tab);
    reached(&mut events, phone.id, PhoneState::CodeExpired).await;
    no_socket_is_left(&office).await;
}

#[tokio::test]
async fn a_link_takes_no_longer_than_its_limit_however_many_look() {
    let limits = Limits { whole_link: Duration::from_millis(400), ..Limits::default() };
    let office = Office::open_with_limits(limits).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut tab = office.tab(&owner).await;
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    tab.say(&LiveCommand::WatchLink { phone: phone.id }).await;
    let ended = hear_link(&mut tab, |progress| progress.phone.state == PhoneState::CodeExpired).await;
    assert!(ended.code.is_none());
    no_socket_is_left(&office).await;
}

#[tokio::test]
async fn a_scan_of_a_replaced_code_is_refused_and_the_new_one_still_works() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    let old = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "true")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
    office.control().scan(SHOP, &old).await.expect_err("the old code is dead");
    let new = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &new).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_number_that_is_linked_already_is_named_and_the_handset_keeps_one_link() {
    let office = Office::open().await;
    office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let second: Phone = owner.call("add_phone", &[("name", "Support")]).await.ok();
    code(&mut events, second.id).await;
    let qr = office.state.phones.code_text(second.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    let failed = reached(&mut events, second.id, PhoneState::Failed).await;
    assert!(failed.cause.as_ref().unwrap().in_words().contains("\"Sales\""), "{:?}", failed.cause);
    assert_eq!(office.control().handset(SHOP).await.unwrap().companions.len(), 1, "the second link is taken back");
    // The offer: the second entry goes, the first one stays as it is.
    owner.call("act_on_phone", &[("phone", &second.id.to_string()), ("action", "merge")]).await.ok::<()>();
    let left: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    assert_eq!(left.iter().map(|phone| (phone.name.as_str(), phone.state)).collect::<Vec<_>>(), [("Sales", PhoneState::Connected)]);
}

#[tokio::test]
async fn unlinking_tells_whatsapp_and_the_same_number_can_be_linked_again() {
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let id = phone.id.to_string();
    let busy = owner.call("begin_linking", &[("phone", &id), ("force", "false")]).await;
    assert!(matches!(busy.error(), AppError::Conflict(_)));
    owner.call("act_on_phone", &[("phone", &id), ("action", "unlink")]).await.ok::<()>();
    let unlinked: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    assert_eq!(unlinked[0].state, PhoneState::New);
    let said = unlinked[0].cause.as_ref().unwrap().in_words();
    assert!(!said.contains("could not be told"), "{said}");
    assert!(office.control().handset(SHOP).await.unwrap().companions.is_empty(), "WhatsApp was told");
    no_socket_is_left(&office).await;

    owner.call("begin_linking", &[("phone", &id), ("force", "false")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn the_keys_are_durable_before_the_handset_hears_that_the_link_is_made() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    // The scan answers when our signature has arrived: a server killed right now must find the keys.
    let keyring = storage::keyring_of_phone(&office.state.db, &phone.id.to_string()).await.unwrap().unwrap();
    assert!(storage::KeyStore::new(office.state.db.clone(), keyring).is_linked().await.unwrap());
}

#[tokio::test]
async fn a_stale_force_while_the_login_is_under_way_is_refused_and_the_link_goes_on() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    let id = phone.id.to_string();
    let forced = async {
        reached(&mut events, phone.id, PhoneState::Securing).await;
        owner.call("begin_linking", &[("phone", &id), ("force", "true")]).await
    };
    let (scanned, forced) = tokio::join!(async { office.control().scan(SHOP, &qr).await }, forced);
    scanned.unwrap();
    assert_eq!(forced.status, 409, "{}", forced.body);
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    if listed[0].state != PhoneState::Connected {
        reached(&mut events, phone.id, PhoneState::Connected).await;
    }
}

#[tokio::test]
async fn a_connection_lost_while_a_code_is_on_show_takes_the_code_away_and_brings_a_new_one() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    let old = office.state.phones.code_text(phone.id).await.unwrap();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    let lost = reached(&mut events, phone.id, PhoneState::Starting).await;
    assert!(lost.cause.unwrap().in_words().contains("new code"));
    code(&mut events, phone.id).await;
    assert_ne!(office.state.phones.code_text(phone.id).await.unwrap(), old);
    assert_eq!(office.control().connections(None).await.len(), 1);
}

#[tokio::test]
async fn the_timeline_says_who_asked_for_a_code_and_who_cancelled_it() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    let id = phone.id.to_string();
    owner.call("act_on_phone", &[("phone", &id), ("action", "cancel_link")]).await.ok::<()>();
    let told: PhoneOverview = owner.call("phone_details", &[("phone", &id)]).await.ok();
    let causes: Vec<_> = told.timeline.iter().filter_map(|change| change.cause.clone()).map(|cause| cause.sentence).collect();
    assert_eq!(causes, ["The owner cancelled the link.", "The owner asked for a code."]);
}
