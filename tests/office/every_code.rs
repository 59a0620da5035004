//! Every last word of WhatsApp's server, at every moment of a phone's life: where the phone ends up, what the person reads, and how
//! often it connected. 17 codes at 3 moments.
use crate::support::{CUSTOMER, Office, SHOP, code, fast, reached, wait_for};
use leadwire::{
    conversations::Thread,
    event::DomainEvent,
    leads::LeadsPage,
    phones::{Phone, PhoneId, PhoneState},
    team::Role,
};
use whatsapp_simulator::{Audience, Failure, Fault, FaultKind, Moment, Stage, StreamError};

/// What the phone comes to.
#[derive(Clone, Copy)]
struct Comes {
    to: PhoneState,
    /// The machine's word for the cause; none where the phone is fine again.
    because: Option<&'static str>,
    /// Connections from the code on.
    connects: u64,
}

const fn ends(to: PhoneState, because: &'static str) -> Comes {
    Comes { to, because: Some(because), connects: 0 }
}

const fn recovers(to: PhoneState) -> Comes {
    Comes { to, because: None, connects: 1 }
}

fn failure(code: Option<u16>) -> FaultKind {
    FaultKind::Failure(Failure { code, stage: Stage::Pairing, ..Failure::default() })
}

fn stream_error(code: Option<u16>, at: Moment, after: usize) -> FaultKind {
    FaultKind::StreamError(StreamError { code, at, after, to: Audience::All, ..StreamError::default() })
}

fn once(kind: FaultKind) -> Fault {
    Fault { times: Some(1), ..kind.into() }
}

async fn is_as_documented(office: &Office, phone: PhoneId, comes: Comes, number: Option<&str>) {
    let mut owner = office.signed_in(Role::Owner).await;
    let phones: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    let phone = phones.into_iter().find(|listed| listed.id == phone).unwrap();
    assert_eq!(phone.state, comes.to);
    assert_eq!(phone.cause.as_ref().map(|cause| cause.code.as_str()), comes.because);
    if let Some(cause) = &phone.cause {
        assert!(cause.sentence.ends_with('.') && cause.next_step.is_some(), "a sentence and a next step: {cause:?}");
    }
    let counts = office.control().connects(number, 0).await.unwrap().counts;
    assert_eq!(counts.sockets, comes.connects, "connections since the code");
}

async fn while_pairing(said: FaultKind, comes: Comes) {
    let mut office = Office::open_with_limits(fast()).await;
    office.control().add_fault(once(said)).await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    reached(&mut events, phone.id, comes.to).await;
    is_as_documented(&office, phone.id, Comes { connects: comes.connects + 1, ..comes }, None).await;
    office.close().await;
    let after_all = office.control().connects(None, 0).await.unwrap().counts.sockets;
    assert_eq!(after_all, comes.connects + 1, "nothing connected later");
}

async fn while_online(code: Option<u16>, comes: Comes) {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    office.control().clear_connects().await;
    let mut events = office.events();
    office.control().add_fault(stream_error(code, Moment::Now, 0)).await.unwrap();
    if comes.because.is_none() {
        reached(&mut events, phone.id, PhoneState::Reconnecting).await;
    }
    reached(&mut events, phone.id, comes.to).await;
    is_as_documented(&office, phone.id, comes, Some(SHOP)).await;
}

async fn while_draining(said: Option<u16>, comes: Comes) {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    let (mut owner, mut events, id) = (office.signed_in(Role::Owner).await, office.events(), phone.id.to_string());
    owner.call("act_on_phone", &[("phone", &id), ("action", "disconnect")]).await.ok::<()>();
    reached(&mut events, phone.id, PhoneState::Paused).await;
    office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    let texts: Vec<String> = (1..=6).map(|number| format!("Message {number}")).collect();
    for text in &texts {
        office.control().send(CUSTOMER, SHOP, text).await.unwrap();
    }
    office.control().clear_connects().await;
    office.control().add_fault(once(stream_error(said, Moment::Drain, 2))).await.unwrap();
    owner.call("act_on_phone", &[("phone", &id), ("action", "connect")]).await.ok::<()>();
    if comes.because.is_none() {
        // Whatever was cut off comes again on the next connection, and nothing comes twice.
        wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(message) if message.text == texts[5]).then_some(())).await;
        let leads: LeadsPage = owner.call("list_leads", &[]).await.ok();
        let thread: Thread = owner.call("thread", &[("lead", &leads.leads[0].id.to_string())]).await.ok();
        let stored: Vec<_> = thread.messages.iter().map(|message| message.text.clone()).collect();
        assert_eq!(stored, texts);
        let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
        if listed[0].state != comes.to {
            reached(&mut events, phone.id, comes.to).await;
        }
    } else {
        reached(&mut events, phone.id, comes.to).await;
    }
    is_as_documented(&office, phone.id, Comes { connects: comes.connects + 1, ..comes }, Some(SHOP)).await;
}

macro_rules! cases {
    ($($name:ident: $run:ident($said:expr) => $comes:expr;)*) => {
        $(#[tokio::test]
        async fn $name() {
            $run($said, $comes).await;
        })*
    };
}

use PhoneState::{Banned, Connected, Failed, Locked, LoggedOut, Outdated, Replaced, WaitingForScan};

mod pairing {
    use super::*;

    cases! {
        code_401: while_pairing(failure(Some(401))) => ends(Failed, "link_refused");
        code_402: while_pairing(failure(Some(402))) => ends(Failed, "link_refused");
        code_403: while_pairing(failure(Some(403))) => ends(Failed, "link_refused");
        code_405: while_pairing(failure(Some(405))) => ends(Outdated, "outdated");
        code_406: while_pairing(failure(Some(406))) => ends(Failed, "link_refused");
        code_409: while_pairing(failure(Some(409))) => ends(Failed, "link_refused");
        code_411: while_pairing(failure(Some(411))) => ends(Failed, "link_refused");
        code_415: while_pairing(failure(Some(415))) => ends(Failed, "link_refused");
        code_440: while_pairing(stream_error(Some(440), Moment::Pairing, 0)) => ends(Failed, "link_refused");
        code_500: while_pairing(failure(Some(500))) => recovers(WaitingForScan);
        code_501: while_pairing(failure(Some(501))) => recovers(WaitingForScan);
        code_503: while_pairing(failure(Some(503))) => recovers(WaitingForScan);
        code_515: while_pairing_restarts(Some(515)) => recovers(WaitingForScan);
        code_516: while_pairing(stream_error(Some(516), Moment::Pairing, 0)) => ends(Failed, "link_refused");
        code_429: while_pairing(failure(Some(429))) => ends(Failed, "try_linking_later");
        an_unknown_code: while_pairing(failure(Some(599))) => ends(Failed, "link_refused");
        no_code: while_pairing(failure(None)) => ends(Failed, "link_refused");
    }

    /// The codes were on show already, so the new ones are waited for.
    async fn while_pairing_restarts(said: Option<u16>, comes: Comes) {
        let office = Office::open_with_limits(fast()).await;
        let mut owner = office.signed_in(Role::Owner).await;
        let mut events = office.events();
        let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
        code(&mut events, phone.id).await;
        office.control().clear_connects().await;
        office.control().add_fault(stream_error(said, Moment::Now, 0)).await.unwrap();
        reached(&mut events, phone.id, PhoneState::Starting).await;
        code(&mut events, phone.id).await;
        is_as_documented(&office, phone.id, comes, None).await;
    }
}

mod online {
    use super::*;

    cases! {
        code_401: while_online(Some(401)) => ends(LoggedOut, "logged_out");
        code_402: while_online(Some(402)) => ends(Banned, "banned");
        code_403: while_online(Some(403)) => ends(Locked, "locked");
        code_405: while_online(Some(405)) => ends(Outdated, "outdated");
        code_406: while_online(Some(406)) => ends(LoggedOut, "logged_out");
        code_409: while_online(Some(409)) => ends(Replaced, "replaced");
        code_411: while_online(Some(411)) => recovers(Connected);
        code_415: while_online(Some(415)) => recovers(Connected);
        code_440: while_online(Some(440)) => ends(Replaced, "replaced");
        code_500: while_online(Some(500)) => recovers(Connected);
        code_501: while_online(Some(501)) => recovers(Connected);
        code_503: while_online(Some(503)) => recovers(Connected);
        code_515: while_online(Some(515)) => recovers(Connected);
        code_516: while_online(Some(516)) => ends(LoggedOut, "logged_out");
        code_429: while_online(Some(429)) => recovers(Connected);
        an_unknown_code: while_online(Some(599)) => recovers(Connected);
        no_code: while_online(None) => recovers(Connected);
    }
}

mod draining {
    use super::*;

    cases! {
        code_401: while_draining(Some(401)) => ends(LoggedOut, "logged_out");
        code_402: while_draining(Some(402)) => ends(Banned, "banned");
        code_403: while_draining(Some(403)) => ends(Locked, "locked");
        code_405: while_draining(Some(405)) => ends(Outdated, "outdated");
        code_406: while_draining(Some(406)) => ends(LoggedOut, "logged_out");
        code_409: while_draining(Some(409)) => ends(Replaced, "replaced");
        code_411: while_draining(Some(411)) => recovers(Connected);
        code_415: while_draining(Some(415)) => recovers(Connected);
        code_440: while_draining(Some(440)) => ends(Replaced, "replaced");
        code_500: while_draining(Some(500)) => recovers(Connected);
        code_501: while_draining(Some(501)) => recovers(Connected);
        code_503: while_draining(Some(503)) => recovers(Connected);
        code_515: while_draining(Some(515)) => recovers(Connected);
        code_516: while_draining(Some(516)) => ends(LoggedOut, "logged_out");
        code_429: while_draining(Some(429)) => recovers(Connected);
        an_unknown_code: while_draining(Some(599)) => recovers(Connected);
        no_code: while_draining(None) => recovers(Connected);
    }
}
