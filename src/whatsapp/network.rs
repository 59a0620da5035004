//! The way to the server, step by step, so that a person can be told which step failed.
use super::{Destination, EngineEvent, LinkStep};
use anyhow::{Context, Result};
use async_trait::async_trait;
use bytes::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, mpsc::UnboundedSender},
    time::Instant,
};
use whatsapp_rust::{
    store::persistence_manager::PersistenceManager,
    transport::{TokioWebSocketTransportFactory, Transport, TransportEvent, TransportFactory, default_tls_connector},
};

/// Two connections are begun at least this far apart. Whoever opens sessions keeps a slower pace; but what it let through reads its
/// keys first, and may arrive here in a bunch when the database was busy.
const APART: Duration = Duration::from_millis(20);

/// What all sessions share: where to, and one TLS configuration, as one per connection would cost memory and time.
pub(super) struct Network {
    pub(super) destination: Destination,
    factory: TokioWebSocketTransportFactory,
    /// When the next connection may be begun.
    next: Mutex<Instant>,
}

impl Network {
    pub(super) fn new(destination: Destination) -> Self {
        let factory = TokioWebSocketTransportFactory::new().with_url(destination.url.as_str()).with_connector(default_tls_connector());
        Self { destination, factory, next: Mutex::new(Instant::now()) }
    }

    async fn keep_apart(&self) {
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + APART;
    }
}

/// The way of one session, which reports each step.
pub(super) struct ReportingFactory {
    pub(super) network: Arc<Network>,
    pub(super) keys: Arc<PersistenceManager>,
    pub(super) events: UnboundedSender<EngineEvent>,
}

/// A connection on which keys may be linked: nothing leaves before what was decided is durable. The library marks the
/// linked keys as unsaved and answers the handset at once (0.7.0, `pair.rs`); killed in between, the handset would show
/// a link that nobody has the keys of.
struct KeysBeforeFrames {
    connection: Arc<dyn Transport>,
    keys: Arc<PersistenceManager>,
}

#[async_trait]
impl Transport for KeysBeforeFrames {
    async fn send(&self, frame: Bytes) -> Result<()> {
        self.keys.flush().await.context("the keys could not be stored")?;
        self.connection.send(frame).await
    }

    async fn disconnect(&self) {
        self.connection.disconnect().await;
    }
}

impl ReportingFactory {
    /// Reports are for people; a session that nobody listens to any more is on its way out.
    fn report(&self, event: EngineEvent) {
        drop(self.events.send(event));
    }

    async fn step<T>(&self, step: LinkStep, work: impl Future<Output = Result<T>> + Send) -> Result<T> {
        self.report(EngineEvent::Step(step));
        work.await.inspect_err(|error| self.report(EngineEvent::StepFailed(step, format!("{error:#}"))))
    }
}

#[async_trait]
impl TransportFactory for ReportingFactory {
    async fn create_transport(&self) -> Result<(Arc<dyn Transport>, async_channel::Receiver<TransportEvent>)> {
        let Destination { host, port, .. } = &self.network.destination;
        self.step(LinkStep::Address, async {
            let mut found = tokio::net::lookup_host((host.as_str(), *port)).await.context("the address look-up failed")?;
            found.next().context("the address look-up found nothing")
        })
        .await?;
        self.network.keep_apart().await;
        let (connection, frames) = self.step(LinkStep::Connection, self.network.factory.create_transport()).await?;
        self.report(EngineEvent::Step(LinkStep::Handshake));
        let is_linked = self.keys.get_device_snapshot().pn.is_some();
        let connection = if is_linked { connection } else { Arc::new(KeysBeforeFrames { connection, keys: self.keys.clone() }) };
        Ok((connection, frames))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::testing, whatsapp::storage};
    use tokio::sync::mpsc::unbounded_channel;

    #[tokio::test]
    async fn connections_that_come_in_a_bunch_are_begun_apart() {
        let url = "ws://127.0.0.1:1/".to_owned();
        let network = Network::new(Destination { url, host: "127.0.0.1".into(), port: 1, version_script: String::new() });
        let begun = Instant::now();
        futures_util::future::join_all((0..5).map(|_| network.keep_apart())).await;
        assert!(begun.elapsed() >= APART * 4, "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn a_name_that_nobody_has_fails_at_the_address() {
        let db = testing::sqlite().await;
        let keyring = storage::create_keyring(&db, "a phone", 1).await.unwrap();
        let keys = PersistenceManager::new(Arc::new(storage::KeyStore::new(db, keyring))).await.unwrap();
        let destination = Destination {
            url: "ws://nobody.invalid:1/".into(),
            host: "nobody.invalid".into(),
            port: 1,
            version_script: "http://nobody.invalid:1/sw.js".into(),
        };
        let (events, mut heard) = unbounded_channel();
        let way = ReportingFactory { network: Arc::new(Network::new(destination)), keys: Arc::new(keys), events };
        assert!(way.create_transport().await.is_err());
        assert_eq!(heard.recv().await, Some(EngineEvent::Step(LinkStep::Address)));
        assert!(matches!(heard.recv().await, Some(EngineEvent::StepFailed(LinkStep::Address, _))));
    }
}
