//! States that a phone stays in until something is done, by a person or by time.
use crate::support::{Browser, CUSTOMER, Office, SHOP, code, execute, fast, reached, wait_for};
use leadwire::{
    app::PhoneOverview,
    conversations::{Message, MessageStatus},
    db::Db,
    event::DomainEvent,
    leads::LeadsPage,
    live::{LiveCommand, LiveMessage},
    phones::{Limits, Pace, Phone, PhoneId, PhoneState},
    team::Role,
    whatsapp::storage,
};
use std::time::Duration;
use uuid::Uuid;
use whatsapp_simulator::{ConnectionState, Failure, Fault, FaultKind, Moment, Stage, StreamError};

async fn act(browser: &mut Browser, phone: PhoneId, action: &str) {
    browser.call("act_on_phone", &[("phone", &phone.to_string()), ("action", action)]).await.ok::<()>();
}

async fn overview(browser: &mut Browser, phone: PhoneId) -> PhoneOverview {
    browser.call("phone_details", &[("phone", &phone.to_string())]).await.ok()
}

/// A restart that finds its books changed.
async fn restart_changed(office: &mut Office, statements: &[&str]) {
    office.close().await;
    let db = Db::open(&office.database_url()).await.unwrap();
    for statement in statements {
        execute(&db, *statement).await;
    }
    db.close().await;
    office.reopen().await;
}

fn stream_error(code: u16) -> FaultKind {
    FaultKind::StreamError(StreamError::with_code(code))
}

#[tokio::test]
async fn a_disconnected_phone_stays_so_over_a_restart_and_comes_back_without_a_scan() {
    let mut office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    act(&mut owner, phone.id, "disconnect").await;
    let paused = reached(&mut events, phone.id, PhoneState::Paused).await;
    assert!(paused.cause.unwrap().sentence.contains("The owner"), "it says who did it");
    assert!(office.control().connections(None).await.is_empty());

    office.restart().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    assert_eq!(listed[0].state, PhoneState::Paused);
    let mut events = office.events();
    act(&mut owner, phone.id, "connect").await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_restricted_phone_says_until_when_and_logs_in_by_itself_after_it() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(Fault { times: Some(1), ..FaultKind::Ban { code: 101, expire: 1 }.into() }).await.unwrap();
    let banned = reached(&mut events, phone.id, PhoneState::Banned).await;
    let cause = banned.cause.unwrap();
    assert!(cause.sentence.contains("too many messages"), "{}", cause.sentence);
    assert!(cause.until.is_some());
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_restriction_outlives_a_restart_and_ends_by_itself_all_the_same() {
    let mut office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(Fault { times: Some(1), ..FaultKind::Ban { code: 101, expire: 2 }.into() }).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Banned).await;
    office.restart().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    if listed[0].state != PhoneState::Connected {
        reached(&mut events, phone.id, PhoneState::Connected).await;
    }
}

#[tokio::test]
async fn a_phone_that_was_taken_over_never_takes_it_back_by_itself_but_when_a_person_says_so() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    office.control().clear_connects().await;
    office.control().add_fault(stream_error(440)).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Replaced).await;
    act(&mut owner, phone.id, "connect").await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
    assert_eq!(office.control().connects(Some(SHOP), 0).await.unwrap().counts.sockets, 1, "one connection, the person's");
}

#[tokio::test]
async fn a_login_that_is_refused_without_a_known_code_is_told_and_waits_for_a_person() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    office.control().clear_connects().await;
    for code in [Some(415), None] {
        office.control().add_fault(FaultKind::Failure(Failure { code, ..Failure::default() })).await.unwrap();
        office.control().add_fault(FaultKind::Cut).await.unwrap();
        let refused = reached(&mut events, phone.id, PhoneState::Failed).await.cause.unwrap();
        assert_eq!(refused.code, "refused");
        assert!(refused.next_step.unwrap().contains("Press \"Connect\""));
        office.control().clear_faults().await;
        act(&mut owner, phone.id, "connect").await;
        reached(&mut events, phone.id, PhoneState::Connected).await;
    }
    assert_eq!(office.control().connects(Some(SHOP), 0).await.unwrap().counts.sockets, 4, "a refused login and the person's, twice");
}

#[tokio::test]
async fn ten_minutes_of_any_loop_cost_at_most_twenty_connections() {
    // A hundredth of the times of people: ten minutes are six seconds.
    let pace =
        Pace { first: Duration::from_millis(10), longest: Duration::from_millis(1200), window: Duration::from_secs(6), ..Pace::default() };
    for code in [515, 503] {
        let limits = Limits { pace, between_connects: Duration::from_millis(1), lasting: Duration::from_millis(300), ..Limits::default() };
        let office = Office::open_with_limits(limits).await;
        office.linked_phone("Sales").await;
        office.control().clear_connects().await;
        let always = StreamError { code: Some(code), at: Moment::Login, ..StreamError::default() };
        office.control().add_fault(Fault { duration_ms: Some(6_000), ..FaultKind::StreamError(always).into() }).await.unwrap();
        office.control().add_fault(FaultKind::Cut).await.unwrap();
        let mut owner = office.signed_in(Role::Owner).await;
        let mut events = office.events();
        // The fault ends after its ten minutes; then the phone is back by itself.
        let back = wait_for(&mut events, |event| match event {
            DomainEvent::PhoneChanged(phone) if phone.state == PhoneState::Connected => Some(()),
            _ => None,
        });
        back.await;
        let connects = office.control().connects(Some(SHOP), 0).await.unwrap();
        assert!(connects.counts.sockets <= 21, "{} connections in a loop of {code}", connects.counts.sockets);
        let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
        assert!(listed[0].cause.is_none());
    }
}

#[tokio::test]
async fn a_frozen_connection_is_noticed_by_its_silence_and_made_anew() {
    let limits = Limits { silence: Duration::from_millis(600), look_after: Duration::from_millis(50), ..fast() };
    let office = Office::open_with_limits(limits).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(FaultKind::Freeze { new: false }).await.unwrap();
    let silent = reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    assert_eq!(silent.cause.unwrap().code, "silent");
    reached(&mut events, phone.id, PhoneState::Connected).await;
    office.control().wait_for_connections(1, Some(ConnectionState::LoggedIn), Duration::from_secs(10)).await;
}

#[tokio::test]
async fn keys_that_nobody_can_read_are_kept_aside_and_the_phone_can_be_linked_again() {
    let mut office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    restart_changed(&mut office, &["UPDATE keyrings SET device = 'not a device'"]).await;

    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    let failed =
        if listed[0].state == PhoneState::Failed { listed[0].clone() } else { reached(&mut events, phone.id, PhoneState::Failed).await };
    assert_eq!(failed.cause.unwrap().code, "keys_unreadable");
    office.control().unlink(SHOP).await.unwrap();
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "true")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Connected).await;
    let kept: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM keyrings WHERE set_aside_at IS NOT NULL").fetch_one(office.state.db.read()).await.unwrap();
    assert_eq!(kept, 1);
    assert!(storage::keyring_of_phone(&office.state.db, &phone.id.to_string()).await.unwrap().is_some());
}

#[tokio::test]
async fn keys_that_are_gone_are_told_and_a_link_that_leadwire_cannot_begin_is_too() {
    let mut office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON keyrings BEGIN SELECT RAISE(FAIL, 'the disk is broken'); END";
    restart_changed(&mut office, &["DELETE FROM keyrings", broken]).await;

    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    let code = async |owner: &mut Browser| owner.call("list_phones", &[]).await.ok::<Vec<Phone>>()[0].cause.clone().unwrap().code;
    if code(&mut owner).await != "keys_missing" {
        reached(&mut events, phone.id, PhoneState::Failed).await;
    }
    assert_eq!(code(&mut owner).await, "keys_missing");
    let begun = owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "true")]).await;
    assert!(begun.status >= 500, "{}", begun.body);
    assert_eq!(code(&mut owner).await, "own_trouble");
}

#[tokio::test]
async fn keys_that_cannot_be_cleared_are_told_and_the_phone_can_be_removed_later() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let act =
        async |owner: &mut Browser, action: &str| owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", action)]).await;
    execute(&office.state.db, "CREATE TRIGGER broken BEFORE DELETE ON keyrings BEGIN SELECT RAISE(FAIL, 'the disk is broken'); END").await;
    assert!(act(&mut owner, "unlink").await.status >= 500);
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    assert_eq!(listed[0].state, PhoneState::Failed);
    assert_eq!(listed[0].cause.as_ref().unwrap().code, "keys_not_cleared");
    execute(&office.state.db, "DROP TRIGGER broken").await;
    act(&mut owner, "remove").await.ok::<()>();
    assert!(owner.call("list_phones", &[]).await.ok::<Vec<Phone>>().is_empty());
}

#[tokio::test]
async fn a_removed_phone_is_gone_here_and_on_the_handset_and_its_number_can_be_linked_anew() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    act(&mut owner, phone.id, "remove").await;
    wait_for(&mut events, |event| matches!(event, DomainEvent::PhoneRemoved(id) if *id == phone.id).then_some(())).await;
    assert!(owner.call("list_phones", &[]).await.ok::<Vec<Phone>>().is_empty());
    assert!(office.control().handset(SHOP).await.unwrap().companions.is_empty());
    let again: Phone = owner.call("add_phone", &[("name", "Sales anew")]).await.ok();
    code(&mut events, again.id).await;
    let qr = office.state.phones.code_text(again.id).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    reached(&mut events, again.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_phone_that_is_removed_while_it_reconnects_stays_until_the_person_knows_of_the_link_on_the_handset() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    office.control().add_fault(FaultKind::Refuse).await.unwrap();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    let fields = [("phone", phone.id.to_string()), ("action", "remove".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let refused = owner.call("act_on_phone", &fields).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.error().to_string().contains("Remove the link on the handset too"));
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    assert_eq!(listed[0].state, PhoneState::New);
    owner.call("act_on_phone", &fields).await.ok::<()>();
    assert!(owner.call("list_phones", &[]).await.ok::<Vec<Phone>>().is_empty());
}

#[tokio::test]
async fn the_page_of_a_phone_tells_its_health_and_everything_that_happened() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let mut events = office.events();
    office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
    wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;
    let page = overview(&mut owner, phone.id).await;
    let fact = |label: &str| page.facts.iter().find(|fact| fact.label == label).unwrap_or_else(|| panic!("no fact {label}"));
    assert!(fact("Last message in").at.is_some());
    assert!(fact("Last message out").at.is_none());
    assert!(fact("Last contact with WhatsApp").at.is_some());
    assert!(fact("Handset last seen").at.is_some(), "it has just scanned");
    assert_eq!(fact("Messages in 24 hours").text, "1 in, 0 out");
    assert_eq!(fact("New chats").text, "Allowed");
    let told: Vec<_> = page.timeline.iter().rev().map(|change| change.state).collect();
    let all = [PhoneState::Starting, PhoneState::WaitingForScan, PhoneState::Securing, PhoneState::Syncing, PhoneState::Connected];
    assert_eq!(told, all);
}

async fn lead_of_customer(office: &Office, owner: &mut Browser) -> String {
    let mut events = office.events();
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
    wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;
    let leads: LeadsPage = owner.call("list_leads", &[]).await.ok();
    leads.leads[0].id.to_string()
}

async fn answer(owner: &mut Browser, lead: &str, text: &str) -> Message {
    let id = Uuid::now_v7().to_string();
    owner.call("send_message", &[("id", &id), ("lead", lead), ("text", text)]).await.ok()
}

#[tokio::test]
async fn what_is_written_while_sending_is_paused_waits_and_goes_out_afterwards() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let lead = lead_of_customer(&office, &mut owner).await;
    act(&mut owner, phone.id, "pause_sending").await;
    let written = answer(&mut owner, &lead, "Later").await;
    assert_eq!(written.status, MessageStatus::Queued);
    let mut events = office.events();
    act(&mut owner, phone.id, "resume_sending").await;
    wait_for(&mut events, |event| match event {
        DomainEvent::MessageChanged(message) if message.id == written.id && message.status == MessageStatus::Sent => Some(()),
        _ => None,
    })
    .await;
    let told: Vec<_> = overview(&mut owner, phone.id).await.timeline.into_iter().filter_map(|change| change.cause).collect();
    assert!(told.iter().any(|cause| cause.sentence.contains("Sending paused by The owner")), "{told:?}");
}

async fn refused(office: &Office, owner: &mut Browser, lead: &str, text: &str) -> String {
    let mut events = office.events();
    let written = answer(owner, lead, text).await;
    wait_for(&mut events, |event| match event {
        DomainEvent::MessageChanged(Message { id, status: MessageStatus::Failed(why), .. }) if *id == written.id => Some(why.clone()),
        _ => None,
    })
    .await
}
#[tokio::test]
async fn a_version_that_is_too_old_is_looked_up_anew_and_the_phone_goes_on() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(FaultKind::Outdated { primary: 2, secondary: 3000, tertiary: 4_000_000_000 }).await.unwrap();
    office.control().add_fault(stream_error(503)).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn a_refusal_for_one_person_is_told_as_that_and_the_number_stays_free() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let lead = lead_of_customer(&office, &mut owner).await;
    office.control().add_fault(FaultKind::MissingToken { to: whatsapp_simulator::Number::parse(CUSTOMER).unwrap() }).await.unwrap();
    let why = refused(&office, &mut owner, &lead, "Hello?").await;
    assert!(why.contains("only after they have written"), "{why}");
    assert!(overview(&mut owner, phone.id).await.phone.restricted_until.is_none());
}

#[tokio::test]
async fn a_restriction_that_whatsapp_named_no_end_of_is_asked_about_after_every_login() {
    let mut office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    execute(&office.state.db, "UPDATE phones SET restricted_until = 0").await;
    office.restart().await;
    let mut events = office.events();
    let lifted =
        |event: &DomainEvent| matches!(event, DomainEvent::PhoneChanged(changed) if changed.restricted_until.is_none()).then_some(());
    wait_for(&mut events, lifted).await;
    let mut owner = office.signed_in(Role::Owner).await;
    assert!(overview(&mut owner, phone.id).await.phone.restricted_until.is_none());
}

#[tokio::test]
async fn a_restriction_of_new_chats_is_asked_for_shown_with_its_end_and_lifted_by_itself() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let lead = lead_of_customer(&office, &mut owner).await;
    let mut events = office.events();
    office
        .control()
        .add_fault(FaultKind::Restrict { until_secs_from_now: 2, enforcement: "RESTRICT_ALL_COMPANIONS".into() })
        .await
        .unwrap();
    office.control().add_fault(Fault { times: Some(1), ..FaultKind::Nack { code: 463 }.into() }).await.unwrap();
    let why = refused(&office, &mut owner, &lead, "Hello?").await;
    assert!(why.contains("no new chats"), "{why}");
    let until = async |events: &mut _, wanted: bool| {
        wait_for(events, |event| match event {
            DomainEvent::PhoneChanged(changed) if changed.id == phone.id && changed.restricted_until.is_some() == wanted => Some(()),
            _ => None,
        })
        .await;
    };
    until(&mut events, true).await;
    until(&mut events, false).await;
}

#[tokio::test]
async fn a_tab_is_told_of_broken_phones_when_its_person_may_repair_them_and_of_none_otherwise() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(stream_error(440)).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Replaced).await;
    let owner = office.signed_in(Role::Owner).await;
    let told = office.tab(&owner).await.hear_anything().await;
    assert!(matches!(&told, Some(LiveMessage::BrokenPhones(phones)) if phones.len() == 1 && phones[0].id == phone.id), "{told:?}");
    let agent = office.signed_in(Role::Agent).await;
    let mut tab = office.tab(&agent).await;
    tab.say(&LiveCommand::Ping).await;
    assert_eq!(tab.hear_anything().await, Some(LiveMessage::Pong));
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_told_as_that_until_it_does() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(FaultKind::Refuse).await.unwrap();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    wait_for(&mut events, |event| match event {
        DomainEvent::PhoneChanged(changed) if changed.id == phone.id => {
            changed.cause.as_ref().filter(|cause| cause.code == "not_reachable" && cause.until.is_some()).map(drop)
        }
        _ => None,
    })
    .await;
    office.control().clear_faults().await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn keys_that_still_work_are_given_up_for_a_new_link_only_on_purpose() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events, id) = (office.signed_in(Role::Owner).await, office.events(), phone.id.to_string());
    act(&mut owner, phone.id, "disconnect").await;
    reached(&mut events, phone.id, PhoneState::Paused).await;
    for refused in
        [owner.call("begin_linking", &[("phone", &id), ("force", "false")]).await, owner.call("send_link", &[("phone", &id)]).await]
    {
        assert_eq!(refused.status, 409);
        assert!(refused.error().to_string().contains("still linked"));
    }
    act(&mut owner, phone.id, "connect").await;
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

#[tokio::test]
async fn keys_that_were_set_aside_stay_when_the_link_that_was_to_follow_is_cancelled() {
    let mut office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    restart_changed(&mut office, &["UPDATE keyrings SET device = 'not a device'"]).await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "true")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
    act(&mut owner, phone.id, "cancel_link").await;
    let kept: Vec<Option<i64>> = sqlx::query_scalar("SELECT set_aside_at FROM keyrings").fetch_all(office.state.db.read()).await.unwrap();
    assert!(matches!(kept.as_slice(), [Some(_)]), "{kept:?}");
}

#[tokio::test]
async fn a_link_that_an_old_version_could_not_make_stays_told_so_over_a_restart_and_can_be_made_later() {
    let mut office = Office::open_with_limits(fast()).await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    let too_old = Failure { code: Some(405), stage: Stage::Pairing, ..Failure::default() };
    office.control().add_fault(FaultKind::Failure(too_old)).await.unwrap();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let outdated = reached(&mut events, phone.id, PhoneState::Outdated).await.cause.unwrap();
    assert_eq!((outdated.until, outdated.next_step.as_deref()), (None, Some("Update Leadwire, then show a new code.")));

    office.control().clear_faults().await;
    office.restart().await;
    let (mut owner, mut events) = (office.signed_in(Role::Owner).await, office.events());
    owner.call("begin_linking", &[("phone", &phone.id.to_string()), ("force", "false")]).await.ok::<Phone>();
    code(&mut events, phone.id).await;
}

#[tokio::test]
async fn a_note_in_the_timeline_leaves_the_new_name_alone() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    owner.call("rename_phone", &[("phone", &phone.id.to_string()), ("name", "Front desk")]).await.ok::<Phone>();
    let mut events = office.events();
    act(&mut owner, phone.id, "pause_sending").await;
    let told = wait_for(&mut events, |event| match event {
        DomainEvent::PhoneChanged(changed) if changed.sending_paused => Some(changed.name.clone()),
        _ => None,
    });
    assert_eq!(told.await, "Front desk");
}

#[tokio::test]
async fn a_phone_that_is_away_for_long_is_told_of_as_one_that_does_not_work() {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let mut events = office.events();
    office.control().add_fault(FaultKind::Refuse).await.unwrap();
    office.control().add_fault(FaultKind::Cut).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    let owner = office.signed_in(Role::Owner).await;
    let told = async || office.tab(&owner).await.hear_anything().await;
    assert_eq!(told().await, Some(LiveMessage::BrokenPhones(Vec::new())), "for a moment it is no matter");
    execute(&office.state.db, "UPDATE phones SET since = since - 300000").await;
    let told = told().await;
    assert!(matches!(&told, Some(LiveMessage::BrokenPhones(phones)) if phones.len() == 1 && phones[0].id == phone.id), "{told:?}");
}
