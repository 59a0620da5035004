//! Texts and full numbers never reach a log.
use crate::support::{CUSTOMER, Office, PATIENCE, SHOP, reached, wait_for};
use leadwire::{config::LOG_FILTER, conversations::Message, event::DomainEvent, phones::PhoneState, team::Role};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};
use uuid::Uuid;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn texts_numbers_and_passwords_never_reach_the_log() {
    let log = Log::default();
    // More than the product logs by itself: everything of ours, everything that is an error of others.
    let filter = EnvFilter::new(LOG_FILTER.replace("leadwire=info", "leadwire=trace,tower_http=debug"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(log.clone()).init();
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    let control = office.control();
    control.create_handset(CUSTOMER, "Ada Secretname").await.unwrap();
    let mut events = office.events();
    control.send(CUSTOMER, SHOP, "an inbound secret").await.unwrap();
    let lead = wait_for(&mut events, |event| match event {
        DomainEvent::LeadChanged(lead) => Some(lead.clone()),
        _ => None,
    })
    .await;
    let mut agent = office.signed_in(Role::Agent).await;
    let fields = [("id", &*Uuid::now_v7().to_string()), ("lead", &*lead.id.to_string()), ("text", "an outbound secret")];
    agent.call("send_message", &fields).await.ok::<Message>();
    control.wait_for_messages(CUSTOMER, 2, None, PATIENCE).await.unwrap();
    agent.call("sign_in", &[("email", "agent@office.example"), ("password", "a typed secret")]).await;
    agent.get("/first-run?token=atokensecret").await;
    agent.get("/link/atokensecret").await;
    agent.call("guest_step", &[("token", "atokensecret"), ("step", "begin"), ("number", "")]).await;
    drop(office.guest_tab("atokensecret").await);
    control.unlink(SHOP).await.unwrap();
    reached(&mut events, phone.id, PhoneState::LoggedOut).await;

    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(written.contains("is connected"), "the log is heard at all: {written}");
    for secret in ["secret", "Secretname", SHOP, CUSTOMER, "812-0000"] {
        assert!(!written.contains(secret), "{secret} is in the log: {written}");
    }
}
