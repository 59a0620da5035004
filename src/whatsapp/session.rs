//! One live session of the engine library for one keyring.
use super::{
    Address, EngineEvent, Inbox, LinkStep,
    engine::Shared,
    event,
    inbound::{self, Hook},
    network::ReportingFactory,
    storage::{KeyStore, KeyringId},
};
use anyhow::{Context, Result};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use wacore::{
    iq::devices::RemoveCompanionDeviceSpec,
    store::error::StoreError,
    types::events::{Event, EventHandler},
};
use waproto::whatsapp as wa;
use whatsapp_rust::{
    Client, ClientBuilder, IqError, NodeFilter, SendError, SendOptions, TokioRuntime, store::persistence_manager::PersistenceManager,
};

/// How often the library writes its own state when nothing else makes it.
const SAVE_EVERY: Duration = Duration::from_secs(30);
/// How long a session may take to end; then its tasks are dropped.
const STOP_DEADLINE: Duration = Duration::from_secs(15);

/// A running session. There is at most one per phone; it must be stopped before another one of its keyring is opened.
pub struct EngineSession {
    client: Arc<Client>,
    run: Mutex<Option<JoinHandle<()>>>,
    _events: wacore::types::events::Subscription,
}

/// Why a message could not be handed to WhatsApp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendFailure {
    /// No connection: nothing can be sent until the next login.
    NotConnected,
    /// This message did not get through; trying again later makes sense.
    TryLater,
    /// It will not work; a sentence for the person.
    Refused(String),
}

struct Forward {
    events: UnboundedSender<EngineEvent>,
    recovered: UnboundedSender<Arc<Event>>,
}

impl EventHandler for Forward {
    fn handle_event(&self, event: Arc<Event>) {
        match &*event {
            Event::Messages(batch) if !batch.hook_committed => drop(self.recovered.send(event)),
            other => drop(event::translate(other).map(|event| self.events.send(event))),
        }
    }
}

/// What could not be decrypted is asked of the handset; its answer passes by the hook and comes only as this event.
async fn keep_recovered(client: Arc<Client>, inbox: Arc<dyn Inbox>, mut recovered: UnboundedReceiver<Arc<Event>>) {
    while let Some(event) = recovered.recv().await {
        let Event::Messages(batch) = &*event else { continue };
        let messages: Vec<_> = batch.iter().filter(|message| message.info.unavailable_request_id.is_some()).cloned().collect();
        if let Err(error) = inbound::store(&inbox, &client, &messages).await {
            tracing::error!("A message that the handset sent again could not be stored: {error:#}");
        }
    }
}

pub(super) async fn open(
    shared: &Arc<Shared>,
    keyring: KeyringId,
    inbox: Arc<dyn Inbox>,
) -> Result<(EngineSession, UnboundedReceiver<EngineEvent>)> {
    let (events, receiver) = unbounded_channel();
    let store = KeyStore::new(shared.db.clone(), keyring);
    let keys = Arc::new(PersistenceManager::new(Arc::new(store)).await.context("cannot read the phone's keys")?);
    let client = ClientBuilder::new()
        .with_runtime(TokioRuntime)
        .with_persistence_manager(keys.clone())
        .with_transport_factory(ReportingFactory { network: shared.network.clone(), keys, events: events.clone() })
        .with_http_client_arc(shared.http.clone())
        .with_version_override(shared.version.get(&shared.http).await)
        .with_inbound_durability_hook(Hook(inbox.clone()))
        .with_skip_history_sync(true)
        .with_background_saver_interval(SAVE_EVERY)
        .build()
        .await
        .context("cannot set up the engine")?
        .into_client();
    let (recovered, to_keep) = unbounded_channel();
    let subscription = client.subscribe_handler(Arc::new(Forward { events: events.clone(), recovered }));
    tokio::spawn(keep_recovered(client.clone(), inbox, to_keep));
    let run = Mutex::new(Some(tokio::spawn(run(client.clone(), events))));
    Ok((EngineSession { client, run, _events: subscription }, receiver))
}

async fn run(client: Arc<Client>, events: UnboundedSender<EngineEvent>) {
    let watches =
        [tokio::spawn(report_handshake(client.clone(), events.clone())), tokio::spawn(report_logins(client.clone(), events.clone()))];
    client.run().await;
    for watch in watches {
        watch.abort();
    }
    drop(events.send(EngineEvent::Ended));
}

/// The library has no event for "connected, nothing said yet", the step before a code.
async fn report_handshake(client: Arc<Client>, events: UnboundedSender<EngineEvent>) {
    if client.wait_for_socket(Duration::from_secs(600)).await.is_ok() {
        drop(events.send(EngineEvent::Step(LinkStep::Code)));
    }
}

/// Nor for WhatsApp's `<success>`, the only proof of a login: its `Connected` waits for the start-up exchange, and in
/// 0.7.0 may never come when part of that exchange fails.
async fn report_logins(client: Arc<Client>, events: UnboundedSender<EngineEvent>) {
    while client.wait_for_node(NodeFilter::tag("success")).await.is_ok() {
        drop(events.send(EngineEvent::LoggedIn));
    }
}

impl EngineSession {
    /// Hands a text to WhatsApp under an id of ours. "Ok" is not "sent": that is [`EngineEvent::Acked`]. The same id
    /// again is shown once by the person's devices.
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn send_text(&self, to: &Address, text: &str, stanza_id: &str) -> Result<(), SendFailure> {
        let Some(jid) = to.to_jid() else {
            return Err(SendFailure::Refused("This person's number is not known, so nothing can be sent to them.".into()));
        };
        if !self.client.is_logged_in() {
            return Err(SendFailure::NotConnected);
        }
        let message = wa::Message { conversation: Some(text.to_owned()), ..Default::default() };
        let options = SendOptions::default().with_message_id(stanza_id);
        match self.client.send_message_with_options(jid, message, options).await {
            Ok(_) => Ok(()),
            Err(error) => Err(failure(&error, self.client.is_logged_in())),
        }
    }

    /// Asks WhatsApp something cheap; an answer proves that the login is alive.
    pub async fn is_alive(&self) -> bool {
        self.client.fetch_props().await.is_ok()
    }

    /// Tells WhatsApp that this link is over, then ends. Answers whether WhatsApp could be told.
    pub async fn unlink(&self) -> bool {
        // The library's own logout would keep WhatsApp's answer to itself.
        let told = match self.client.pn() {
            Some(account) if self.client.is_logged_in() => {
                let removal = self.client.execute(RemoveCompanionDeviceSpec::new(&account));
                tokio::time::timeout(STOP_DEADLINE, removal).await.is_ok_and(|answer| answer.is_ok())
            }
            _ => false,
        };
        self.stop().await;
        told
    }

    /// Ends the session and waits until its connection is closed, within 30 s. Ending twice is fine.
    pub async fn stop(&self) {
        drop(tokio::time::timeout(STOP_DEADLINE, self.client.disconnect()).await);
        let run = self.run.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut run) = run
            && tokio::time::timeout(STOP_DEADLINE, &mut run).await.is_err()
        {
            run.abort();
        }
    }
}

impl fmt::Debug for EngineSession {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EngineSession")
    }
}

fn failure(error: &SendError, still_logged_in: bool) -> SendFailure {
    match error {
        _ if !still_logged_in => SendFailure::NotConnected,
        SendError::NotLoggedIn => SendFailure::NotConnected,
        SendError::InvalidRequest(_) => SendFailure::Refused("WhatsApp does not take messages for this address.".into()),
        SendError::Iq(IqError::ServerError { code, .. }) if *code != 429 && *code < 500 => {
            SendFailure::Refused(format!("WhatsApp refused to look up this person (code {code}). They may not use WhatsApp any more."))
        }
        other => {
            // The library's text may name the address, which has no place in a log.
            let storage =
                std::iter::successors(Some(other as &dyn std::error::Error), |error| error.source()).any(|error| error.is::<StoreError>());
            tracing::warn!(kind = kind(other), storage, "A message could not be handed to WhatsApp; it is tried again");
            SendFailure::TryLater
        }
    }
}

fn kind(error: &SendError) -> &'static str {
    match error {
        SendError::Client(_) => "client",
        SendError::NotLoggedIn => "not logged in",
        SendError::Iq(_) => "query",
        SendError::InvalidRequest(_) => "invalid request",
        SendError::Internal(_) => "internal",
        _ => "other",
    }
}
