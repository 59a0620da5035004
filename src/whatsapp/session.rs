//! One live session of the engine library for one keyring.
use super::{
    Address, Ending, EngineEvent, FetchFailure, Inbox, Kind, MediaReference, Outgoing, RetryRequest, UploadFailure,
    attention::Attention,
    connection::{LastWord, Scanned, run},
    engine::Shared,
    event, history,
    inbound::{self, Hook},
    media,
    network::ReportingFactory,
    received::{Copies, Received, ask_for_the_lost},
    rehearsal,
    storage::{KeyStore, KeyringId},
    version::Version,
};
use anyhow::{Context, Result};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};
use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        watch,
    },
    task::JoinHandle,
    time::Instant,
};
use wacore::{
    iq::devices::RemoveCompanionDeviceSpec,
    protocol::retry::MAX_RETRY_COUNT,
    store::error::StoreError,
    types::events::{Event, EventHandler},
};
use wacore_binary::Jid;
use whatsapp_rust::{
    Client, ClientBuilder, IqError, MessageRetransmission, RawNodeLease, SendError, SendOptions,
    pair_code::{PairCodeOptions, PairCodeRejection},
    store::persistence_manager::PersistenceManager,
};

/// How long a session may take to end; then its tasks are dropped.
const STOP_DEADLINE: Duration = Duration::from_secs(15);

/// How long a session whose connection is over may take to save its keys.
const SAVE_DEADLINE: Duration = Duration::from_secs(3);
/// What the database has not taken for so long, it never will.
const WAITS_FOR_DATABASE: Duration = Duration::from_secs(3600);
/// A connection that ends by itself says why within this.
const LAST_WORD_WITHIN: Duration = Duration::from_secs(5);

/// One connection to WhatsApp with one keyring. There is at most one per phone; it must be stopped before another one of its
/// keyring is opened.
pub struct EngineSession {
    client: Arc<Client>,
    keys: Arc<PersistenceManager>,
    version: Version,
    last_word: LastWord,
    run: Mutex<Option<JoinHandle<Ending>>>,
    over: watch::Sender<bool>,
    attention: Attention,
    _events: wacore::types::events::Subscription,
    /// The library has no event for a retry receipt, so every stanza passes by.
    _stanzas: RawNodeLease,
}

/// How long the characters for linking by number can be typed.
pub const NUMBER_CODE_VALID_FOR: Duration = Duration::from_secs(180);

/// Why there are no characters for linking by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberCodeFailure {
    /// WhatsApp gives this number no more of them for now; how long it says to wait.
    Throttled(Option<Duration>),
    /// WhatsApp does not offer it for this account.
    NotOffered,
    /// WhatsApp refuses.
    Refused,
    /// There is no connection to ask on.
    NotNow,
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
    history: UnboundedSender<Arc<Event>>,
    last_word: LastWord,
    scanned: Scanned,
}

impl EventHandler for Forward {
    fn handle_event(&self, event: Arc<Event>) {
        if let Some(ending) = event::ending(&event) {
            self.last_word.say(ending);
        }
        let tell = || drop(event::translate(&event).map(|event| self.events.send(event)));
        if matches!(&*event, Event::PairSuccess(_)) {
            self.scanned.once(tell);
        } else {
            tell();
        }
        if matches!(&*event, Event::HistorySync(_)) {
            drop(self.history.send(event.clone()));
        }
        if matches!(&*event, Event::Messages(batch) if !batch.hook_committed) {
            drop(self.recovered.send(event));
        }
    }
}

/// What could not be decrypted is asked of the handset; its answer passes by the hook and comes only as this event. It comes once, so
/// a database that is away for a while is waited for.
async fn keep_recovered(client: Arc<Client>, inbox: Arc<dyn Inbox>, mut recovered: UnboundedReceiver<Arc<Event>>) {
    while let Some(event) = recovered.recv().await {
        let Event::Messages(batch) = &*event else { continue };
        let messages: Vec<_> = batch.iter().filter(|message| message.info.unavailable_request_id.is_some()).cloned().collect();
        let came = Instant::now();
        while let Err(error) = inbound::store(&inbox, &client, &messages).await {
            if came.elapsed() > WAITS_FOR_DATABASE {
                tracing::error!("A message that the handset sent again is let go: {error:#}");
                break;
            }
            tracing::warn!("A message that the handset sent again could not be stored and waits: {error:#}");
        }
    }
}

pub(super) async fn open(
    shared: &Arc<Shared>,
    keyring: KeyringId,
    inbox: Arc<dyn Inbox>,
    save_every: Duration,
) -> Result<(EngineSession, UnboundedReceiver<EngineEvent>)> {
    let (events, receiver) = unbounded_channel();
    let received = Received::new(inbox.clone(), keyring, shared.handled.clone());
    let (refused, copies) = unbounded_channel();
    let store = KeyStore::new(shared.db.clone(), keyring).of_session(Copies::of(received.clone(), refused));
    let keys = Arc::new(PersistenceManager::new(Arc::new(store.clone())).await.context("cannot read the phone's keys")?);
    let last_word = LastWord::default();
    let version = shared.version.get(&shared.http, &shared.network.destination.version_script).await;
    let client = ClientBuilder::new()
        .with_runtime(rehearsal::runtime(shared.hurry))
        .with_persistence_manager(keys.clone())
        .with_transport_factory(ReportingFactory { network: shared.network.clone(), keys: keys.clone(), events: events.clone() })
        .with_http_client_arc(shared.http.clone())
        .with_version_override(version)
        .with_inbound_durability_hook(Hook {
            keys: store.clone(),
            inbox: inbox.clone(),
            received: received.clone(),
            last_word: last_word.clone(),
        })
        .with_skip_history_sync(false)
        .with_background_saver_interval(save_every)
        .build()
        .await
        .context("cannot set up the engine")?
        .into_client();
    // Whether, when and how often to connect again is decided outside, for all phones together.
    client.enable_auto_reconnect.store(false, Ordering::Relaxed);
    client.set_force_active_delivery_receipts(true);
    let (recovered, to_keep) = unbounded_channel();
    let scanned = Scanned::before(client.pn().is_some());
    let (history, parts) = unbounded_channel();
    let forward = Forward { events: events.clone(), recovered, history, last_word: last_word.clone(), scanned: scanned.clone() };
    let subscription = client.subscribe_handler(Arc::new(forward));
    tokio::spawn(history::keep(inbox.clone(), parts));
    tokio::spawn(keep_recovered(client.clone(), inbox, to_keep));
    tokio::spawn(ask_for_the_lost(Arc::downgrade(&client), received, events.clone(), copies));
    rehearsal::give_passkeys(&client);
    let stanzas = client.acquire_raw_node_forwarding();
    let over = watch::Sender::new(false);
    let run = Mutex::new(Some(tokio::spawn(run(client.clone(), store, events, last_word.clone(), scanned, over.clone()))));
    let attention = Attention::default();
    Ok((EngineSession { client, keys, version, last_word, run, over, attention, _events: subscription, _stanzas: stanzas }, receiver))
}

impl EngineSession {
    /// Hands a message to WhatsApp under an id of ours. "Ok" is not "sent": that is [`EngineEvent::Acked`]. The same id
    /// again is shown once by the person's devices.
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn send(&self, to: &Address, outgoing: &Outgoing, stanza_id: &str) -> Result<(), SendFailure> {
        let Some(jid) = to.to_jid() else {
            return Err(SendFailure::Refused("This person's number is not known, so nothing can be sent to them.".into()));
        };
        if !self.client.is_logged_in() {
            return Err(SendFailure::NotConnected);
        }
        let message = outgoing.message();
        let options = SendOptions::default().with_message_id(stanza_id);
        // 0.7.0 may wait for an answer on a connection that is gone.
        let sent = tokio::select! {
            sent = self.client.send_message_with_options(jid, message, options) => sent,
            () = self.over() => return Err(SendFailure::NotConnected),
        };
        match sent {
            Ok(_) => Ok(()),
            Err(error) => Err(failure(&error, self.client.is_logged_in())),
        }
    }

    /// Encrypts a message once more for the device that could not open it. "Ok" is not "sent", as with [`Self::send`].
    ///
    /// The fifth request is a device's last, and the library lets it be. Whatever was wrong with the session that was used
    /// four times, that request is answered with a new one.
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn give_again(&self, request: &RetryRequest, outgoing: &Outgoing) -> Result<(), SendFailure> {
        let jid = |text: &str| text.parse::<Jid>().map_err(|_| SendFailure::Refused("This is no device's address.".into()));
        let asked_by = jid(&request.asked_by)?;
        let recipient = request.recipient.as_deref().map(jid).transpose()?;
        if !self.client.is_logged_in() {
            return Err(SendFailure::NotConnected);
        }
        if request.count >= MAX_RETRY_COUNT && self.client.signal().delete_sessions(std::slice::from_ref(&asked_by)).await.is_err() {
            return Err(SendFailure::TryLater);
        }
        // The library takes no more than four.
        let count = request.count.min(MAX_RETRY_COUNT - 1);
        let message = outgoing.message();
        let chat = recipient.as_ref().unwrap_or(&asked_by).to_non_ad();
        let mut again = MessageRetransmission::new(chat, asked_by, message, request.stanza_id.clone(), count);
        if let Some(recipient) = recipient {
            again = again.with_recipient(recipient);
        }
        tokio::select! {
            given = self.client.retransmit_message(again) => given.map_err(|error| failure(&error, self.client.is_logged_in())),
            () = self.over() => Err(SendFailure::NotConnected),
        }
    }

    /// Tells a person, and the account's other devices, that these messages of theirs were read. Whoever has turned read receipts off
    /// on the handset tells the other devices only. Not durable: what is not told on this connection never is.
    ///
    /// # Errors
    /// See [`SendFailure`].
    pub async fn mark_read(&self, person: &Address, stanza_ids: &[&str]) -> Result<(), SendFailure> {
        let Some(chat) = person.to_chat_jid() else {
            return Err(SendFailure::Refused("This person's number is not known, so they cannot be told.".into()));
        };
        if !self.client.is_logged_in() {
            return Err(SendFailure::NotConnected);
        }
        tokio::select! {
            told = self.client.mark_as_read(&chat, None, stanza_ids) => told.map_err(|_| SendFailure::NotConnected),
            () = self.over() => Err(SendFailure::NotConnected),
        }
    }

    /// Fetches the file of a message; the sender says that it has this size.
    ///
    /// # Errors
    /// See [`FetchFailure`].
    pub async fn fetch(&self, reference: &MediaReference, size: u64) -> Result<Vec<u8>, FetchFailure> {
        if !self.client.is_logged_in() {
            return Err(FetchFailure::NotConnected);
        }
        tokio::select! {
            fetched = media::fetch(&self.client, reference, size) => fetched,
            () = self.over() => Err(FetchFailure::NotConnected),
        }
    }

    /// Has WhatsApp tell when these people write to us, and when nobody is named, that nobody sits in front of this device. `again` when
    /// the library may have said something else meanwhile. Takes 5 s at the most; what cannot be said now is said on the next connection.
    pub async fn attend(&self, people: &[Address], again: bool) {
        if again {
            self.attention.was_announced().await;
        }
        if self.client.is_logged_in() {
            self.attention.turn_to(&self.client, people).await;
        }
    }

    /// Gives WhatsApp a file that is to be sent, encrypted: only who gets the message can open it.
    ///
    /// # Errors
    /// See [`UploadFailure`].
    pub async fn upload(&self, kind: Kind, bytes: Vec<u8>) -> Result<MediaReference, UploadFailure> {
        if !self.client.is_logged_in() {
            return Err(UploadFailure::NotConnected);
        }
        tokio::select! {
            given = media::upload(&self.client, kind, bytes) => given,
            () = self.over() => Err(UploadFailure::NotConnected),
        }
    }

    /// Waits until the connection is over, or is being ended.
    async fn over(&self) {
        drop(self.over.subscribe().wait_for(|over| *over).await);
    }

    /// The version that this session claimed.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Frames received so far: a number that stands still for long says that the connection is dead, whatever the clock does.
    pub fn frames_received(&self) -> u64 {
        self.client.stats().frames_received
    }

    /// Whether the library has given up saving its keys: in 0.7.0 it does so for good after ten failures.
    pub fn saver_is_halted(&self) -> bool {
        self.keys.is_saver_halted()
    }

    /// Saves the keys now. Answers whether they are durable.
    pub async fn save_keys(&self) -> bool {
        self.keys.flush().await.is_ok()
    }

    /// Asks for eight characters that a person types on the handset with this number; the library keeps them valid for
    /// [`NUMBER_CODE_VALID_FOR`]. A code that was asked for before is withdrawn.
    ///
    /// # Errors
    /// See [`NumberCodeFailure`].
    pub async fn code_for_number(&self, number: &str) -> std::result::Result<String, NumberCodeFailure> {
        self.client.cancel_pair_code().await;
        let options = PairCodeOptions { phone_number: number.trim_start_matches('+').to_owned(), ..PairCodeOptions::default() };
        self.client.pair_with_code(options).await.map_err(|error| match error.rejection() {
            Some(PairCodeRejection::FeatureNotAvailable) => NumberCodeFailure::NotOffered,
            Some(refusal) if refusal.is_throttled() => NumberCodeFailure::Throttled(error.backoff()),
            Some(_) => NumberCodeFailure::Refused,
            None => NumberCodeFailure::NotNow,
        })
    }

    /// Tells WhatsApp that the person has compared the codes of the passkey step and that they are the same.
    ///
    /// # Errors
    /// When the step is not there yet, or any more.
    pub async fn confirm_passkey(&self) -> Result<()> {
        self.client.send_passkey_confirmation().await.context("the passkey step could not be confirmed")
    }

    /// Asks WhatsApp whether the account may start new chats. `Some(end)` when not, in Unix milliseconds; `Some(None)` when
    /// it names no end.
    ///
    /// # Errors
    /// When WhatsApp does not answer.
    pub async fn new_chats_locked_until(&self) -> Result<Option<Option<i64>>> {
        let lock = self.client.mex().fetch_reachout_timelock().await.context("WhatsApp did not tell of restrictions")?;
        let ends = lock.time_enforcement_ends.as_deref().and_then(|at| at.parse::<i64>().ok()).map(to_milliseconds);
        Ok(lock.is_active.unwrap_or(false).then_some(ends))
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
                let is_answered = tokio::time::timeout(STOP_DEADLINE, removal).await.is_ok_and(|answer| answer.is_ok());
                // A device that was removed is thrown out at once, and that may overtake the answer.
                is_answered || self.is_thrown_out().await
            }
            _ => *self.over.borrow() && self.is_thrown_out().await,
        };
        self.stop().await;
        told
    }

    async fn is_thrown_out(&self) -> bool {
        matches!(self.ends_by_itself().await, Some(Ending::LoggedOut(_)))
    }

    /// How the connection ends; none when it goes on for another 5 s.
    async fn ends_by_itself(&self) -> Option<Ending> {
        let mut run = self.take_run()?;
        match tokio::time::timeout(LAST_WORD_WITHIN, &mut run).await {
            Ok(ended) => ended.ok(),
            Err(_) => {
                *self.run.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
                None
            }
        }
    }

    fn take_run(&self) -> Option<JoinHandle<Ending>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Ends the session and waits until its connection is closed, within 30 s. Ending twice is fine.
    pub async fn stop(&self) {
        self.last_word.say(Ending::Stopped);
        let was_over = self.over.send_replace(true);
        // Nothing can be sent any more on a connection that is over; what is left is saving the keys.
        let deadline = if was_over { SAVE_DEADLINE } else { STOP_DEADLINE };
        drop(tokio::time::timeout(deadline, self.client.disconnect()).await);
        if let Some(mut run) = self.take_run()
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

/// WhatsApp gives some times in seconds and some in milliseconds.
fn to_milliseconds(time: i64) -> i64 {
    if time < 100_000_000_000 { time.saturating_mul(1000) } else { time }
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
