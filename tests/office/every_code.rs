//! Every last word of WhatsApp's server, at every moment of a phone's life: where the phone ends up, what the person reads, and how
//! often it connected, as `docs/phone-states.md` says.
use crate::support::{CUSTOMER, Office, SHOP, code, fast, reached, wait_for};
use leadwire::{
    conversations::Thread,
    event::{DomainEvent, Subscription},
    leads::LeadsPage,
    phones::{Cause, Phone, PhoneId, PhoneState},
    team::Role,
};
use whatsapp_simulator::{Audience, Failure, Fault, FaultKind, Moment, Stage, StreamError};

include!("every_code_table.rs");

/// How it is said.
#[derive(Clone, Copy)]
enum Said {
    Refused(Option<u16>),
    Ended(Option<u16>),
}

fn refused(code: Option<u16>) -> Said {
    Said::Refused(code)
}

fn ended(code: Option<u16>) -> Said {
    Said::Ended(code)
}

impl Said {
    fn code(self) -> String {
        let (Self::Refused(code) | Self::Ended(code)) = self;
        code.map_or_else(|| "none".to_owned(), |code| code.to_string())
    }

    /// Once: what is said to everybody who is there happens only once anyway.
    fn fault(self, at: Moment, after: usize) -> Fault {
        let kind = match self {
            Self::Refused(code) => FaultKind::Failure(Failure { code, stage: Stage::Pairing, ..Failure::default() }),
            Self::Ended(code) => FaultKind::StreamError(StreamError { code, at, after, to: Audience::All, ..StreamError::default() }),
        };
        Fault { times: (at != Moment::Now).then_some(1), ..kind.into() }
    }
}

/// What the phone comes to.
#[derive(Clone, Copy)]
struct Comes {
    moment: &'static str,
    said: Said,
    to: PhoneState,
    /// The machine's word for the cause that stays; none where the phone is fine again.
    because: Option<&'static str>,
    /// The word for the cause until it is.
    meanwhile: Option<&'static str>,
}

impl Comes {
    /// Connections that follow.
    fn connects(self) -> u64 {
        u64::from(self.because.is_none())
    }

    /// What the person reads stands in the page, in the line of this code.
    fn is_documented(self, cause: &Cause) {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/phone-states.md")).unwrap();
        let begin = format!("| {} | {} | `{}` |", self.moment, self.said.code(), self.to.as_str());
        let line = page.lines().find(|line| line.starts_with(&begin)).unwrap_or_else(|| panic!("no line {begin}"));
        assert!(line.contains(&format!("| {} |", cause.in_words())), "{} is not in {line}", cause.in_words());
    }

    /// The cause that is told until the phone is fine again.
    async fn passes_by(self, events: &mut Subscription, id: PhoneId, state: PhoneState) {
        let passing = reached(events, id, state).await.cause;
        assert_eq!(passing.as_ref().map(|cause| cause.code.as_str()), self.meanwhile);
        self.is_documented(&passing.unwrap());
    }

    async fn is_reached(self, office: &Office, phone: PhoneId, connects: u64, number: Option<&str>) {
        let mut owner = office.signed_in(Role::Owner).await;
        let phones: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
        let phone = phones.into_iter().find(|listed| listed.id == phone).unwrap();
        assert_eq!(phone.state, self.to);
        if let Some(because) = self.because {
            let cause = phone.cause.as_ref().unwrap();
            assert_eq!(cause.code, because);
            assert!(cause.sentence.ends_with('.') && cause.next_step.is_some(), "a sentence and a next step: {cause:?}");
            self.is_documented(cause);
        } else if self.to == PhoneState::Connected {
            assert_eq!(phone.cause, None);
        }
        let counts = office.control().connects(number, 0).await.unwrap().counts;
        assert_eq!(counts.sockets, connects, "connections since");
    }
}

async fn pairing(comes: Comes) {
    match comes.said {
        Said::Refused(_) => in_place_of_codes(comes).await,
        Said::Ended(_) => while_a_code_is_on_show(comes).await,
    }
}

async fn in_place_of_codes(comes: Comes) {
    let mut office = Office::open_with_limits(fast()).await;
    office.control().add_fault(comes.said.fault(Moment::Pairing, 0)).await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    reached(&mut events, phone.id, comes.to).await;
    let connects = 1 + comes.connects();
    comes.is_reached(&office, phone.id, connects, None).await;
    office.close().await;
    let after_all = office.control().connects(None, 0).await.unwrap().counts.sockets;
    assert_eq!(after_all, connects, "nothing connected later");
}

async fn while_a_code_is_on_show(comes: Comes) {
    let office = Office::open_with_limits(fast()).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    office.control().clear_connects().await;
    office.control().add_fault(comes.said.fault(Moment::Now, 0)).await.unwrap();
    if comes.because.is_none() {
        comes.passes_by(&mut events, phone.id, PhoneState::Starting).await;
    }
    reached(&mut events, phone.id, comes.to).await;
    comes.is_reached(&office, phone.id, comes.connects(), None).await;
}

async fn online(comes: Comes) {
    let office = Office::open_with_limits(fast()).await;
    let phone = office.linked_phone("Sales").await;
    office.control().clear_connects().await;
    let mut events = office.events();
    office.control().add_fault(comes.said.fault(Moment::Now, 0)).await.unwrap();
    if comes.because.is_none() {
        comes.passes_by(&mut events, phone.id, PhoneState::Reconnecting).await;
    }
    reached(&mut events, phone.id, comes.to).await;
    comes.is_reached(&office, phone.id, comes.connects(), Some(SHOP)).await;
}

async fn draining(comes: Comes) {
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
    office.control().add_fault(comes.said.fault(Moment::Drain, 2)).await.unwrap();
    let mut states = office.events();
    owner.call("act_on_phone", &[("phone", &id), ("action", "connect")]).await.ok::<()>();
    if comes.because.is_none() {
        reached(&mut states, phone.id, PhoneState::Syncing).await;
        comes.passes_by(&mut states, phone.id, PhoneState::Reconnecting).await;
        // Whatever was cut off comes again on the next connection, and nothing comes twice.
        wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(message) if message.text == texts[5]).then_some(())).await;
        let leads: LeadsPage = owner.call("list_leads", &[]).await.ok();
        let thread: Thread = owner.call("thread", &[("lead", &leads.leads[0].id.to_string())]).await.ok();
        let stored: Vec<_> = thread.messages.iter().map(|message| message.text.clone()).collect();
        assert_eq!(stored, texts);
    }
    reached(&mut states, phone.id, comes.to).await;
    comes.is_reached(&office, phone.id, 1 + comes.connects(), Some(SHOP)).await;
}

macro_rules! tests {
    ($($moment:ident { $($name:ident: $how:ident($said:expr) => $to:ident $(because $why:ident)? $(meanwhile $passing:ident)?;)* })*) => {
        $(mod $moment {
            use super::*;

            $(#[tokio::test]
            async fn $name() {
                let because = [$(stringify!($why))?].into_iter().next();
                let meanwhile = [$(stringify!($passing))?].into_iter().next();
                super::$moment(Comes { moment: stringify!($moment), said: $how($said), to: PhoneState::$to, because, meanwhile }).await;
            })*
        })*
    };
}

every_code!(tests);
