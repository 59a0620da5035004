//! One connection to WhatsApp: run until it is over, with what it was seen to do, and why it ended.
use super::{
    Address, EngineEvent, LinkStep, ScanFailure,
    ending::{self, Ending},
    storage::KeyStore,
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{mpsc::UnboundedSender, watch},
    time::Instant,
};
use whatsapp_rust::{Client, NodeFilter};

/// How long the library may take to close a connection: it stores what came first, 5 s, then sends what waits, 5 s.
const HANG_UP_DEADLINE: Duration = Duration::from_secs(12);
/// After a stream error the server closes the connection within this, or we do.
const CLOSES_WITHIN: Duration = Duration::from_secs(1);

/// Why this side gave the connection up, the first word counts.
#[derive(Clone, Default)]
pub(super) struct LastWord(Arc<Mutex<Option<Ending>>>);

impl LastWord {
    pub(super) fn say(&self, ending: Ending) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(ending);
    }

    fn heard(&self) -> Option<Ending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether a scan was told. The library and whoever sees the connection end may both know of it, at the same moment.
#[derive(Clone)]
pub(super) struct Scanned(Arc<Mutex<bool>>);

impl Scanned {
    /// Keys that are linked already are not scanned again.
    pub(super) fn before(is_linked: bool) -> Self {
        Self(Arc::new(Mutex::new(is_linked)))
    }

    /// Tells, unless it was told; when this is over, it has been.
    pub(super) fn once(&self, tell: impl FnOnce()) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::replace(&mut *told, true) {
            tell();
        }
    }
}

/// Runs one connection, reports what it does, and answers how it ended.
pub(super) async fn run(
    client: Arc<Client>,
    store: KeyStore,
    events: UnboundedSender<EngineEvent>,
    last_word: LastWord,
    scanned: Scanned,
    over: watch::Sender<bool>,
) -> Ending {
    let mut watches =
        vec![tokio::spawn(report_handshake(client.clone(), events.clone())), tokio::spawn(report_login(client.clone(), events.clone()))];
    if client.pn().is_none() {
        watches.push(tokio::spawn(report_old_handset(client.clone(), events.clone())));
    }
    let ending = one_connection(&client, &store, &last_word).await;
    for watch in watches {
        watch.abort();
    }
    over.send_replace(true);
    // The library tells of a scan only after it has answered it, and WhatsApp's end of the connection may be quicker. Whether
    // WhatsApp has the answer, the login with these keys tells.
    if let Some(number) = client.pn() {
        let account = Address::of([Some(&number), client.lid().as_ref()].into_iter().flatten());
        scanned.once(|| drop(events.send(EngineEvent::Scanned(account))));
    }
    drop(events.send(EngineEvent::Over(ending.clone())));
    ending
}

/// Runs until the connection is over, and finds out why. WhatsApp's last stanza says it best, and the library reports only
/// some of those, and some of them after it has reported that the connection is gone.
async fn one_connection(client: &Arc<Client>, store: &KeyStore, last_word: &LastWord) -> Ending {
    let mut refused = client.wait_for_node(NodeFilter::tag("failure"));
    let mut complained = client.wait_for_node(NodeFilter::tag("stream:error"));
    let was_made = client.wait_for_socket(Duration::from_secs(600));
    tokio::pin!(was_made);
    let cannot_keep = store.cannot_keep_copies();
    tokio::pin!(cannot_keep);
    let (mut made, mut said, mut give_up) = (false, None, None);
    let connection = client.run();
    tokio::pin!(connection);
    loop {
        tokio::select! {
            Ok(node) = &mut complained => {
                // Not each of them says how it ends; one that does is not taken back by one that does not.
                if let Some(word) = ending::of_stream_error(node.get()) {
                    said = Some(word);
                    // The library keeps some of these connections open until the server closes them.
                    give_up = Some(Instant::now() + CLOSES_WITHIN);
                }
                complained = client.wait_for_node(NodeFilter::tag("stream:error"));
            },
            socket = &mut was_made, if !made => made = socket.is_ok(),
            () = &mut cannot_keep => {
                last_word.say(Ending::NotStored);
                hang_up(client, &mut connection).await;
                break;
            }
            () = &mut connection => break,
            () = async { match give_up { Some(at) => tokio::time::sleep_until(at).await, None => std::future::pending().await } } => {
                hang_up(client, &mut connection).await;
                break;
            }
        }
    }
    let refusal = || refused.try_recv().ok().flatten().map(|node| ending::of_failure(node.get()));
    let complaint = || complained.try_recv().ok().flatten().and_then(|node| ending::of_stream_error(node.get()));
    let unsaid = || if made { Ending::Lost("closed without a word".into()) } else { Ending::NotMade };
    said.or_else(refusal).or_else(complaint).or_else(|| last_word.heard()).unwrap_or_else(unsaid)
}

/// Closes a connection from here. The library's loop has its part in that, so it goes on meanwhile; and it does not always end.
async fn hang_up(client: &Arc<Client>, connection: &mut (impl Future<Output = ()> + Unpin)) {
    let both = async { tokio::join!(client.disconnect(), connection) };
    drop(tokio::time::timeout(HANG_UP_DEADLINE, both).await);
}

/// The library has no event for "connected, nothing said yet", the step before a code.
async fn report_handshake(client: Arc<Client>, events: UnboundedSender<EngineEvent>) {
    if client.wait_for_socket(Duration::from_secs(600)).await.is_ok() {
        drop(events.send(EngineEvent::Step(LinkStep::Code)));
    }
}

/// Nor for WhatsApp's `<success>`, the only proof of a login: its `Connected` waits for the start-up exchange, and in
/// 0.7.0 may never come when part of that exchange fails.
async fn report_login(client: Arc<Client>, events: UnboundedSender<EngineEvent>) {
    if client.wait_for_node(NodeFilter::tag("success")).await.is_ok() {
        drop(events.send(EngineEvent::LoggedIn));
    }
}

/// An app that cannot link devices answers a scan with `<ib><downgrade_webclient/></ib>`; 0.7.0 has an event for it that it
/// never sends.
async fn report_old_handset(client: Arc<Client>, events: UnboundedSender<EngineEvent>) {
    while let Ok(node) = client.wait_for_node(NodeFilter::tag("ib")).await {
        if node.get().get_optional_child("downgrade_webclient").is_some() {
            return drop(events.send(EngineEvent::ScanFailed(ScanFailure::HandsetTooOld)));
        }
    }
}
