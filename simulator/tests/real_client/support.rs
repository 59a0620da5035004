//! A simulator with handsets, and companions that are real clients. Everything waits for an event with a deadline.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use whatsapp_rust::anyhow::anyhow;
use whatsapp_rust::async_channel::Receiver;
use whatsapp_rust::store::persistence_manager::PersistenceManager;
use whatsapp_rust::traits::SignalStore as _;
use whatsapp_rust::transport::TokioWebSocketTransportFactory;
use whatsapp_rust::types::durability_hook::InboundMessage;
use whatsapp_rust::wacore::libsignal::protocol::KeyPair;
use whatsapp_rust::wacore::net::{HttpClient, HttpRequest, HttpResponse};
use whatsapp_rust::wacore::proto_helpers::MessageExt as _;
use whatsapp_rust::wacore::store::in_memory::InMemoryBackend;
use whatsapp_rust::wacore::types::events::{ChannelEventHandler, Event, Subscription};
use whatsapp_rust::wacore::types::jid::JidExt as _;
use whatsapp_rust::wacore::types::message::MessageInfo;
use whatsapp_rust::wacore::types::presence::ReceiptType;
use whatsapp_rust::{Client, ClientBuilder, InboundDurabilityHook, Jid, TokioRuntime};
use whatsapp_simulator::{Control, Simulator};

/// Far longer than anything here takes; a test that waits so long has failed.
pub const DEADLINE: Duration = Duration::from_secs(20);
/// Longer than a client takes from a stanza to its event.
const SILENCE: Duration = Duration::from_millis(300);
pub const SHOP: &str = "6281200000001";
pub const ADA: &str = "6281200000002";

pub fn jid(number: &str) -> Jid {
    Jid::pn(number)
}

/// How the `<enc>` of an incoming message is to be opened.
pub fn encryption_of(event: &Event) -> Option<String> {
    let Event::RawNode(node) = event else { return None };
    let enc = (node.tag() == "message").then(|| node.get_optional_child("enc"))??;
    enc.get_attr("type").map(|kind| kind.as_str().into_owned())
}

/// A simulator with two handsets, `SHOP` and `ADA`.
pub struct Town {
    pub simulator: Simulator,
    pub control: Control,
}

impl Town {
    pub async fn start() -> Self {
        let simulator = Simulator::start("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let control = simulator.control();
        control.create_handset(SHOP, "Shop").await.unwrap();
        control.create_handset(ADA, "Ada").await.unwrap();
        Self { simulator, control }
    }

    /// A client that was never linked.
    pub async fn stranger(&self) -> Companion {
        Companion::start(self.simulator.url(), Arc::new(InMemoryBackend::new()), None).await
    }

    /// A client that was never linked, and its code.
    pub async fn stranger_with_code(&self) -> (Companion, String) {
        let companion = self.stranger().await;
        let code = companion.code().await;
        (companion, code)
    }

    /// A client linked to a handset, after its first complete login.
    pub async fn companion_of(&self, number: &str) -> Companion {
        let (companion, code) = self.stranger_with_code().await;
        self.control.scan(number, &code).await.unwrap();
        companion.connected().await;
        companion
    }
}

/// A message as the client hands it to the program that uses it.
pub struct Got {
    pub text: String,
    pub info: Arc<MessageInfo>,
}

/// A real client with its storage.
pub struct Companion {
    pub client: Arc<Client>,
    url: String,
    backend: Arc<InMemoryBackend>,
    events: Receiver<Arc<Event>>,
    /// Events that came while another one was waited for.
    passed_by: Mutex<VecDeque<Arc<Event>>>,
    /// Messages of a batch that were not asked for yet.
    unread: Mutex<VecDeque<Got>>,
    running: JoinHandle<()>,
    inbox: Option<Arc<Inbox>>,
    _subscription: Subscription,
}

impl Companion {
    async fn start(url: String, backend: Arc<InMemoryBackend>, inbox: Option<Arc<Inbox>>) -> Self {
        let storage = Arc::new(PersistenceManager::new(backend.clone()).await.unwrap());
        let mut builder = ClientBuilder::new()
            .with_runtime(TokioRuntime)
            .with_persistence_manager(storage)
            .with_transport_factory(TokioWebSocketTransportFactory::new().with_url(url.clone()))
            .with_http_client(NoHttp)
            .with_version_override((2, 3000, 1_030_000_000))
            .with_skip_history_sync(true);
        if let Some(inbox) = &inbox {
            builder = builder.with_inbound_durability_hook_arc(inbox.clone());
        }
        let client = builder.build().await.unwrap().into_client();
        let (handler, events) = ChannelEventHandler::new();
        let subscription = client.subscribe_handler(handler);
        let running = client.clone();
        let running = tokio::spawn(async move { running.run().await });
        Self {
            client,
            url,
            backend,
            events,
            passed_by: Mutex::default(),
            unread: Mutex::default(),
            running,
            inbox,
            _subscription: subscription,
        }
    }

    /// The next event that `wanted` picks; panics when none comes in time.
    pub async fn event<T>(&self, what: &str, wanted: impl Fn(&Event) -> Option<T>) -> T {
        self.event_within(DEADLINE, wanted).await.unwrap_or_else(|| panic!("no {what} in time"))
    }

    async fn event_within<T>(&self, limit: Duration, wanted: impl Fn(&Event) -> Option<T>) -> Option<T> {
        if let Some(found) = self.passed_by(&wanted) {
            return Some(found);
        }
        let wait = async {
            loop {
                let event = self.events.recv().await.expect("the client is gone");
                if let Some(found) = wanted(&event) {
                    return found;
                }
                self.passed_by.lock().unwrap().push_back(event);
            }
        };
        timeout(limit, wait).await.ok()
    }

    fn passed_by<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> Option<T> {
        let mut events = self.passed_by.lock().unwrap();
        let (at, found) = events.iter().enumerate().find_map(|(at, event)| Some((at, wanted(event)?)))?;
        events.remove(at);
        Some(found)
    }

    /// The text of the QR code it shows.
    pub async fn code(&self) -> String {
        self.event("code", |event| match event {
            Event::PairingQrCode(qr) => Some(qr.code.clone()),
            _ => None,
        })
        .await
    }

    pub async fn connected(&self) {
        self.event("connection", |event| matches!(event, Event::Connected(_)).then_some(())).await;
    }

    /// Answers whether it was told at login (and not in the middle of a session).
    pub async fn logged_out(&self) -> bool {
        self.event("end of the link", |event| match event {
            Event::LoggedOut(out) => Some(out.on_connect),
            _ => None,
        })
        .await
    }

    pub async fn message(&self) -> Got {
        self.message_within(DEADLINE).await.expect("no message in time")
    }

    pub async fn message_within(&self, limit: Duration) -> Option<Got> {
        if let Some(got) = self.unread.lock().unwrap().pop_front() {
            return Some(got);
        }
        let batch = self.event_within(limit, |event| Some(messages_of(event)).filter(|batch| !batch.is_empty())).await?;
        let mut unread = self.unread.lock().unwrap();
        unread.extend(batch);
        unread.pop_front()
    }

    /// The next `count` messages, in the order of arrival, however the client batches them.
    pub async fn messages(&self, count: usize) -> Vec<Got> {
        let mut got = Vec::new();
        while got.len() < count {
            got.push(self.message().await);
        }
        got
    }

    /// The next `<stream:error>` or `<failure>`, by its code; needs raw nodes.
    pub async fn last_word(&self) -> Option<String> {
        self.event("last word", |event| {
            let Event::RawNode(node) = event else { return None };
            let name = match node.tag() {
                "stream:error" => "code",
                "failure" => "reason",
                _ => return None,
            };
            Some(node.get_attr(name).map(|code| code.as_str().into_owned()))
        })
        .await
    }

    /// What was received so far, after the client has ended or while it waits to come back.
    pub async fn all_messages_until_silent(&self) -> Vec<String> {
        let mut got = Vec::new();
        while let Some(message) = self.message_within(SILENCE).await {
            got.push(message.text);
        }
        got
    }

    /// The next receipt for a message.
    pub async fn receipt(&self, id: &str) -> ReceiptType {
        self.event("receipt", |event| match event {
            Event::Receipt(receipt) if receipt.message_ids.iter().any(|it| it == id) => Some(receipt.r#type.clone()),
            _ => None,
        })
        .await
    }

    /// The server's word about a sent message: the error, if it refused.
    pub async fn server_ack(&self, id: &str) -> Option<String> {
        self.event("server ack", |event| match event {
            Event::ServerAck(ack) if ack.id == id => Some(ack.error.clone()),
            _ => None,
        })
        .await
    }

    /// Completes when its storage has refused a message.
    pub async fn inbox_refused(&self) {
        let inbox = self.inbox.as_ref().expect("it has no inbox");
        timeout(DEADLINE, inbox.refused.notified()).await.expect("nothing arrived");
    }

    /// Another process with the same keys.
    pub async fn twin(&self) -> Companion {
        Companion::start(self.url.clone(), self.backend.clone(), None).await
    }

    /// Leaves as a program does that is ended properly; the storage stays.
    pub async fn stop(self) -> Asleep {
        self.client.disconnect().await;
        timeout(DEADLINE, self.running).await.expect("the client does not end").unwrap();
        Asleep { url: self.url, backend: self.backend }
    }
}

fn messages_of(event: &Event) -> Vec<Got> {
    let Event::Messages(batch) = event else { return Vec::new() };
    let got = |it: &InboundMessage| Got { text: it.message.text_content().unwrap_or_default().to_owned(), info: it.info.clone() };
    batch.messages.iter().filter(|it| it.message.text_content().is_some()).map(got).collect()
}

/// A companion that is not running.
pub struct Asleep {
    url: String,
    backend: Arc<InMemoryBackend>,
}

impl Asleep {
    /// Starts it and waits for the login.
    pub async fn wake(self) -> Companion {
        let companion = self.start_again().await;
        companion.connected().await;
        companion
    }

    /// Starts it, whatever comes of that.
    pub async fn start_again(self) -> Companion {
        Companion::start(self.url, self.backend, None).await
    }

    /// Starts it with a program around it that stores messages before they are acknowledged, or fails to.
    pub async fn wake_with_inbox(self, works: bool) -> Companion {
        let companion = self.start_with_inbox(works).await;
        companion.connected().await;
        companion
    }

    /// The same, whatever comes of the login.
    pub async fn start_with_inbox(self, works: bool) -> Companion {
        let inbox = Arc::new(Inbox { works, refused: Notify::new() });
        Companion::start(self.url, self.backend, Some(inbox)).await
    }

    /// Comes back with a Noise key that the server has never seen.
    pub async fn lose_its_noise_key(&self) {
        let storage = PersistenceManager::new(self.backend.clone()).await.unwrap();
        storage.modify_device(|device| device.noise_key = KeyPair::generate(&mut rand::rng())).await;
        storage.flush().await.unwrap();
    }

    /// Comes back as a client that was linked before but has to be linked anew.
    pub async fn forget_its_number(&self) {
        let storage = PersistenceManager::new(self.backend.clone()).await.unwrap();
        storage.modify_device(|device| device.pn = None).await;
        storage.flush().await.unwrap();
    }

    /// Loses the Signal session with an account's handset.
    pub async fn forget_sessions_with(&self, lid: &str) {
        let address = Jid::lid(lid).to_protocol_address();
        assert!(self.backend.has_session(address.as_str()).await.unwrap());
        self.backend.delete_session(address.as_str()).await.unwrap();
    }
}

struct Inbox {
    works: bool,
    refused: Notify,
}

#[whatsapp_rust::async_trait]
impl InboundDurabilityHook for Inbox {
    async fn on_messages(&self, _: Arc<Client>, _: &[InboundMessage]) -> whatsapp_rust::anyhow::Result<()> {
        if self.works {
            return Ok(());
        }
        self.refused.notify_one();
        Err(anyhow!("the disk is full"))
    }
}

/// Nothing here may need anything but the WebSocket.
struct NoHttp;

#[whatsapp_rust::async_trait]
impl HttpClient for NoHttp {
    async fn execute(&self, request: HttpRequest) -> whatsapp_rust::anyhow::Result<HttpResponse> {
        Err(anyhow!("no network: {}", request.url))
    }
}
