//! Trouble of WhatsApp, of the network and of the database, decided by a seed, while customers write and are answered: whatever
//! happened, everything is there once and in order.
//!
//! `LEADWIRE_CHAOS_SEED` is the first seed (1), `LEADWIRE_CHAOS_SEEDS` how many follow each other (1), `LEADWIRE_CHAOS_STEPS` how many
//! faults each brings (60). `LEADWIRE_LOG` shows what the program and the simulator say meanwhile.
use crate::support::{Browser, Office, SHOP, StoreFaults, all_messages, code, fast, reached, wait_for};
use leadwire::{
    conversations::Message,
    event::DomainEvent,
    leads::LeadsPage,
    phones::{Limits, Pace, Phone, PhoneState},
    team::Role,
};
use std::{
    collections::{HashMap, HashSet},
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use uuid::Uuid;
use whatsapp_simulator::{NewChaos, Number};

/// The world is left alone for so long after each fault, milliseconds.
const PAUSE_MS: u64 = 100;
/// A message that was lost on its way is asked for up to five times, and each time the answer may be lost too.
const SETTLED: Duration = Duration::from_secs(90);
const CUSTOMERS: [(&str, &str); 2] = [("Ada", "6281200000011"), ("Bo", "6281200000012")];

static PANICS: AtomicUsize = AtomicUsize::new(0);

fn given(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Says how to see it again, when it failed.
struct Replay(u64, usize);

impl Drop for Replay {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self(seed, steps) = self;
            eprintln!("Again: bin/bench chaos 1 {steps} {seed}");
        }
    }
}

#[tokio::test]
async fn after_any_chaos_everything_is_there_once_and_in_order() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        before(what);
    }));
    if let Ok(log) = std::env::var("LEADWIRE_LOG") {
        tracing_subscriber::fmt().with_env_filter(log).with_ansi(false).with_writer(std::io::stderr).init();
    }
    let (first, seeds, steps) = (given("LEADWIRE_CHAOS_SEED", 1), given("LEADWIRE_CHAOS_SEEDS", 1), given("LEADWIRE_CHAOS_STEPS", 60));
    for seed in (first as u64)..(first + seeds) as u64 {
        let replay = Replay(seed, steps);
        one(seed, steps).await;
        assert_eq!(PANICS.load(Ordering::Relaxed), 0, "nothing panicked");
        drop(replay);
    }
}

async fn one(seed: u64, steps: usize) {
    let pace = Pace { longest: Duration::from_millis(300), window: Duration::from_secs(1), ..fast().pace };
    let limits = Limits { pace, silence: Duration::from_secs(12), look_after: Duration::from_millis(100), ..fast() };
    let office = Office::open_with_limits(limits).await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    for (name, number) in CUSTOMERS {
        office.control().create_handset(number, name).await.unwrap();
        office.control().send(number, SHOP, &format!("{name} 0")).await.unwrap();
    }
    let mut leads: HashMap<String, String> = HashMap::new();
    while leads.len() < CUSTOMERS.len() {
        wait_for(&mut events, |event| matches!(event, DomainEvent::MessageAdded(_)).then_some(())).await;
        let page: LeadsPage = owner.call("list_leads", &[]).await.ok();
        leads = page.leads.into_iter().map(|lead| (lead.name, lead.id.to_string())).collect();
    }

    let accounts = CUSTOMERS.iter().filter_map(|(_, number)| Number::parse(number)).collect();
    let chaos = NewChaos { seed, steps, pause_ms: PAUSE_MS, accounts };
    // Another phone shows codes all the while, to somebody who looks.
    let other: Phone = owner.call("add_phone", &[("name", "Support")]).await.ok();
    let (_watch, _) = office.state.phones.watch(other.id).await.unwrap();
    let other = other.id.to_string();
    let mut store = StoreFaults::of(&office, seed).await;
    office.control().start_chaos(chaos).unwrap();
    let mut rounds = 0;
    let mut turns = tokio::time::interval(Duration::from_millis(2 * PAUSE_MS));
    // One after the other, a customer writes and is answered.
    for (name, number) in CUSTOMERS.into_iter().cycle() {
        if !office.control().chaos().is_some_and(|chaos| chaos.running) {
            break;
        }
        turns.tick().await;
        store.turn().await;
        rounds += 1;
        if rounds % 10 == 0 {
            // Its link may have ended, and in this trouble another may not begin.
            drop(owner.call("begin_linking", &[("phone", &other), ("force", "false")]).await);
        }
        office.control().send(number, SHOP, &format!("{name} {rounds}")).await.unwrap();
        answer(&mut owner, &mut store, &leads[name], &format!("to {name} {rounds}")).await;
    }
    store.finish().await;
    office.control().clear_faults().await;

    // What comes last is waited for; then nothing more may come.
    let last = rounds + 1;
    for (name, number) in CUSTOMERS {
        office.control().send(number, SHOP, &format!("{name} {last}")).await.unwrap();
        answer(&mut owner, &mut store, &leads[name], &format!("to {name} {last}")).await;
    }
    let listed: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    if listed[0].state != PhoneState::Connected {
        reached(&mut events, phone.id, PhoneState::Connected).await;
    }
    links_afterwards(&office, &mut owner, &other).await;
    let connects = office.control().connects(Some(SHOP), 0).await.unwrap().counts;
    assert!(connects.logins > 1, "seed {seed}: there was trouble");
    assert_eq!(connects.displaced, 0, "seed {seed}: the phone never had two live connections");
    for (first, (name, number)) in CUSTOMERS.into_iter().enumerate() {
        let own = (first + 1..=rounds).step_by(CUSTOMERS.len()).chain([last]);
        let wanted: Vec<String> = [0].into_iter().chain(own.clone()).map(|round| format!("{name} {round}")).collect();
        let in_thread = stored(&office, &mut owner, &leads[name], &wanted).await;
        assert_eq!(in_their_seconds(in_thread), wanted, "seed {seed}: what {name} wrote");
        let wanted: Vec<String> = own.map(|round| format!("to {name} {round}")).collect();
        let history = office.control().wait_for_messages(number, wanted.len() * 2 + 1, None, SETTLED).await.unwrap();
        let got: Vec<String> = history.into_iter().map(|message| message.text).filter(|text| text.starts_with("to ")).collect();
        let thread = all_messages(&mut owner, &leads[name]).await;
        let missing: Vec<_> = thread.iter().filter(|message| message.is_ours() && !got.contains(&message.text)).collect();
        let missing: Vec<_> = missing.into_iter().map(|message| (&message.text, &message.status)).collect();
        assert!(missing.is_empty(), "seed {seed}: {name} never received {missing:?}");
        assert_eq!(counted(&got), counted(&wanted), "seed {seed}: what {name} received");
    }
}

/// Once the trouble is over, a phone is linked as on any other day.
async fn links_afterwards(office: &Office, owner: &mut Browser, phone: &str) {
    let (handset, mut events) = ("6281200000021", office.events());
    office.control().create_handset(handset, "Support").await.unwrap();
    let phone: Phone = owner.call("begin_linking", &[("phone", phone), ("force", "true")]).await.ok();
    code(&mut events, phone.id).await;
    let qr = office.state.phones.code_text(phone.id).await.unwrap().unwrap();
    office.control().scan(handset, &qr).await.unwrap();
    reached(&mut events, phone.id, PhoneState::Connected).await;
}

/// What this person wrote, as the thread shows it, once everything that is wanted is there.
async fn stored(office: &Office, owner: &mut Browser, lead: &str, wanted: &[String]) -> Vec<Message> {
    loop {
        let mut events = office.events();
        let thread = all_messages(owner, lead).await;
        let theirs: Vec<Message> = thread.into_iter().filter(|message| !message.is_ours()).collect();
        let there: HashSet<_> = theirs.iter().map(|message| &message.text).collect();
        let missing: Vec<_> = wanted.iter().filter(|text| !there.contains(text)).collect();
        if missing.is_empty() {
            return theirs;
        }
        let more = async {
            while !matches!(*events.recv().await.expect("the bus is open"), DomainEvent::MessageAdded(_) | DomainEvent::MessageChanged(_)) {
            }
        };
        assert!(tokio::time::timeout(SETTLED, more).await.is_ok(), "never came: {missing:?}");
    }
}

/// WhatsApp tells whole seconds. A message that had to be asked for again comes later than others of its second, so only the
/// order of the seconds is known.
fn in_their_seconds(thread: Vec<Message>) -> Vec<String> {
    let round = |message: &Message| message.text.split(' ').next_back().and_then(|round| round.parse::<usize>().ok());
    let mut thread = thread;
    for second in thread.chunk_by_mut(|one, other| one.at / 1000 == other.at / 1000) {
        second.sort_by_key(round);
    }
    thread.into_iter().map(|message| message.text).collect()
}

/// Queues an answer; one that is refused because it could not be stored is asked for again under the same id, as the page does.
async fn answer(owner: &mut Browser, store: &mut StoreFaults, lead: &str, text: &str) {
    let id = Uuid::now_v7().to_string();
    loop {
        let queued = owner.call("send_message", &[("id", &id), ("lead", lead), ("text", text)]).await;
        match queued.status {
            200 => return,
            // A trigger's word for a broken disk is none that the program knows.
            500 | 503 => store.turn().await,
            _ => panic!("{}", queued.body),
        }
    }
}

fn counted(texts: &[String]) -> Vec<(&String, usize)> {
    let mut times: HashMap<&String, usize> = HashMap::new();
    for text in texts {
        *times.entry(text).or_default() += 1;
    }
    let mut times: Vec<_> = times.into_iter().collect();
    times.sort();
    times
}
