//! One office: an app of its own and a WhatsApp of its own.
use super::{Browser, PATIENCE, Tab};
use clap::Parser;
use leadwire::{
    clock::Clock,
    config::{CommandLine, Config},
    db::testing,
    event::{DomainEvent, Subscription},
    leads::Lead,
    live::{LiveCommand, LiveMessage},
    phones::{Limits, LinkProgress, Pace, Phone, PhoneId, PhoneState},
    startup::Application,
    state::AppState,
    team::{
        Role, Team,
        people::{self, NewPerson},
    },
};
use std::{net::SocketAddr, time::Duration};
use tokio::{sync::oneshot, task::JoinHandle};
use whatsapp_simulator::{Control, Simulator};

/// The handset of the phone that is linked.
pub const SHOP: &str = "6281200000001";
/// A person who writes.
pub const CUSTOMER: &str = "6281200000002";
/// Everybody's password here.
pub const PASSWORD: &str = "correct horse battery";

/// Which database the office keeps its books in.
#[derive(Clone, Copy, Debug)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// An app that serves, and its simulator.
pub struct Office {
    pub simulator: Simulator,
    pub state: AppState,
    pub address: SocketAddr,
    config: Config,
    limits: Limits,
    clock: Clock,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Office {
    pub async fn open() -> Self {
        Self::open_with(Database::Sqlite, Limits::default()).await
    }

    pub async fn open_on(database: Database) -> Self {
        Self::open_with(database, Limits::default()).await
    }

    pub async fn open_with_limits(limits: Limits) -> Self {
        Self::open_with(Database::Sqlite, limits).await
    }

    async fn open_with(database: Database, limits: Limits) -> Self {
        Self::open_towards(None, database, limits).await
    }

    /// An office whose links go so many times faster.
    pub async fn open_in_a_hurry(times: u32, limits: Limits) -> Self {
        Self::open_as(None, Database::Sqlite, limits, Clock::system(), &["--hurry", &times.to_string()]).await
    }

    /// An office with these knobs.
    pub async fn open_with_knobs(knobs: &[&str]) -> Self {
        Self::open_as(None, Database::Sqlite, Limits::default(), Clock::system(), knobs).await
    }

    /// An office whose clock a test can move.
    pub async fn open_by(clock: Clock, database: Database) -> Self {
        Self::open_as(None, database, Limits::default(), clock, &[]).await
    }

    /// An office whose engine connects to something else than the simulator.
    pub async fn open_towards(elsewhere: Option<SocketAddr>, database: Database, limits: Limits) -> Self {
        Self::open_as(elsewhere, database, limits, Clock::system(), &[]).await
    }

    async fn open_as(elsewhere: Option<SocketAddr>, database: Database, limits: Limits, clock: Clock, more: &[&str]) -> Self {
        let simulator = Simulator::start("127.0.0.1:0".parse().unwrap()).await.expect("the simulator starts");
        let url = match database {
            Database::Sqlite => testing::sqlite_url(),
            Database::Postgres => testing::postgres_url().await,
        };
        let config = config(&url, elsewhere.unwrap_or(simulator.addr()), more);
        let (state, address, stop, serving) = serve(&config, limits, &clock).await;
        let office = Self { simulator, state, address, config, limits, clock, stop: Some(stop), serving };
        for role in Role::ALL {
            office.hire(role).await;
        }
        office
    }

    /// An office where nobody has been added, not even an owner.
    pub async fn open_empty() -> Self {
        let simulator = Simulator::start("127.0.0.1:0".parse().unwrap()).await.expect("the simulator starts");
        let config = config(&testing::sqlite_url(), simulator.addr(), &[]);
        let (limits, clock) = (Limits::default(), Clock::system());
        let (state, address, stop, serving) = serve(&config, limits, &clock).await;
        Self { simulator, state, address, config, limits, clock, stop: Some(stop), serving }
    }

    async fn hire(&self, role: Role) {
        let new = NewPerson { name: format!("The {}", role.as_str()), email: email(role), password: PASSWORD.to_owned().into(), role };
        people::add(&self.state.db, &Clock::system(), &Team::default(), new).await.expect("a person can be added");
    }

    /// Stops the app, as a person would, and starts it again on the same books.
    pub async fn restart(&mut self) {
        self.close().await;
        self.reopen().await;
    }

    /// Stops the app; the simulator goes on.
    pub async fn close(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        (&mut self.serving).await.expect("the app stops cleanly");
    }

    pub async fn reopen(&mut self) {
        let (state, address, stop, serving) = serve(&self.config, self.limits, &self.clock).await;
        (self.state, self.address, self.stop, self.serving) = (state, address, Some(stop), serving);
    }

    pub fn database_url(&self) -> String {
        self.config.database_url()
    }

    pub fn control(&self) -> Control {
        self.simulator.control()
    }

    pub fn events(&self) -> Subscription {
        self.state.events.subscribe()
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url())
    }

    /// A browser signed in as the person with this role.
    pub async fn signed_in(&self, role: Role) -> Browser {
        let mut browser = self.browser();
        let answer = browser.call("sign_in", &[("email", &email(role)), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }

    /// A tab of that browser, its socket open.
    pub async fn tab(&self, browser: &Browser) -> Tab {
        Tab::open(&self.url(), browser).await
    }

    /// The tab of a guest with this token; answers what it is told first.
    pub async fn guest_tab(&self, token: &str) -> (Tab, Option<LiveMessage>) {
        Tab::greet(&self.url(), None, &LiveCommand::Guest { token: token.to_owned() }).await
    }

    /// Adds a phone and scans its code with the shop's handset, then waits until it is connected.
    pub async fn linked_phone(&self, name: &str) -> Phone {
        self.linked_phone_of(SHOP, name).await
    }

    /// The same with the handset of this number.
    pub async fn linked_phone_of(&self, number: &str, name: &str) -> Phone {
        let control = self.control();
        control.create_handset(number, "Shop").await.expect("a handset can be made");
        let mut owner = self.signed_in(Role::Owner).await;
        let mut events = self.events();
        let phone: Phone = owner.call("add_phone", &[("name", name)]).await.ok();
        code(&mut events, phone.id).await;
        let qr = self.state.phones.code_text(phone.id).await.unwrap().expect("a code is on show");
        control.scan(number, &qr).await.expect("the handset takes the code");
        reached(&mut events, phone.id, PhoneState::Connected).await
    }
}

/// The limits of a phone in a hurry: what takes minutes takes a tenth of a second.
pub fn fast() -> Limits {
    let pace =
        Pace { first: Duration::from_millis(20), longest: Duration::from_secs(2), window: Duration::from_secs(10), ..Pace::default() };
    Limits { between_connects: Duration::from_millis(1), after_ban: Duration::from_millis(50), pace, ..Limits::default() }
}

/// The address of the person with this role.
pub fn email(role: Role) -> String {
    format!("{}@office.example", role.as_str())
}

/// Waits until the phone is in this state.
pub async fn reached(events: &mut Subscription, id: PhoneId, state: PhoneState) -> Phone {
    wait_for(events, |event| match event {
        DomainEvent::PhoneChanged(phone) if phone.id == id && phone.state == state => Some(phone.clone()),
        _ => None,
    })
    .await
}

/// Waits until a code is on show.
pub async fn code(events: &mut Subscription, id: PhoneId) -> LinkProgress {
    wait_for(events, |event| match event {
        DomainEvent::LinkProgressed(progress) if progress.phone.id == id && progress.code.is_some() => Some(progress.clone()),
        _ => None,
    })
    .await
}

/// Waits for an event that the test is after.
pub async fn wait_for<T>(events: &mut Subscription, mut wanted: impl FnMut(&DomainEvent) -> Option<T>) -> T {
    let found = tokio::time::timeout(PATIENCE, async {
        loop {
            let event = events.recv().await.expect("the bus is open");
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    });
    found.await.expect("it happens in time")
}

/// What a user's command line and environment would give.
pub fn config(database_url: &str, simulator: SocketAddr, more: &[&str]) -> Config {
    let simulator = simulator.to_string();
    let data = std::env::temp_dir().join(format!("leadwire-test-{}", uuid::Uuid::now_v7())).display().to_string();
    let given =
        ["leadwire", "--data-dir", &data, "--listen", "127.0.0.1:0", "--database-url", database_url, "--simulator-listen", &simulator];
    CommandLine::parse_from(given.iter().chain(more)).config
}

async fn serve(config: &Config, limits: Limits, clock: &Clock) -> (AppState, SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let application = Application::build_at(config.clone(), limits, clock.clone()).await.expect("the app can be built");
    let (state, address) = (application.state().clone(), application.address().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        application.run_until(stopped).await.expect("the app serves");
    });
    (state, address, stop, serving)
}

/// Somebody writes to the shop; answers their lead once that is its newest message.
pub async fn wrote(control: &Control, events: &mut Subscription, from: &str, text: &str) -> Lead {
    control.send(from, SHOP, text).await.unwrap();
    wait_for(events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.last_message == text => Some(lead.clone()),
        _ => None,
    })
    .await
}
