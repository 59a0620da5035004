//! The engine: opens sessions that share one way to the server, one HTTP client and one version.
use super::{
    Address, Destination, EngineEvent, EngineSession, Inbox,
    http_client::AsyncHttpClient,
    network::Network,
    session,
    storage::{self, KeyStore, KeyringId},
    version::WebVersion,
};
use crate::{config::Config, db::Db};
use anyhow::Result;
use std::{fmt, sync::Arc};
use tokio::sync::mpsc::UnboundedReceiver;
use wacore::store::traits::DeviceStore;
use whatsapp_rust::http::HttpClient;

/// Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

pub(super) struct Shared {
    pub(super) db: Db,
    pub(super) network: Arc<Network>,
    pub(super) http: Arc<dyn HttpClient>,
    pub(super) version: WebVersion,
}

impl Engine {
    /// Sets up what the sessions share; connects to nothing yet.
    ///
    /// # Errors
    /// When HTTPS cannot be set up.
    pub fn new(db: Db, config: &Config) -> Result<Self> {
        Ok(Self(Arc::new(Shared {
            db,
            network: Arc::new(Network::new(Destination::of(config))),
            http: Arc::new(AsyncHttpClient::new()?),
            version: WebVersion::default(),
        })))
    }

    /// Opens a session: it connects, shows codes when the keyring is not linked yet, logs in when it is, and makes lost
    /// connections again by itself until it is stopped or WhatsApp ends it. The last event is [`EngineEvent::Ended`].
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub async fn open(&self, keyring: KeyringId, inbox: Arc<dyn Inbox>) -> Result<(EngineSession, UnboundedReceiver<EngineEvent>)> {
        session::open(&self.0, keyring, inbox).await
    }

    /// New, empty keys for a phone; what was kept of it before is deleted, so that nothing old can spoil a link.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn fresh_keyring(&self, phone: &str, now_ms: i64) -> Result<KeyringId> {
        self.forget_keys(phone).await?;
        Ok(storage::create_keyring(&self.0.db, phone, now_ms).await?)
    }

    /// The newest keys that are kept for a phone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keyring_of(&self, phone: &str) -> Result<Option<KeyringId>> {
        Ok(storage::keyring_of_phone(&self.0.db, phone).await?)
    }

    /// Deletes every key of a phone.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_keys(&self, phone: &str) -> Result<()> {
        storage::delete_keyrings_of_phone(&self.0.db, phone).await?;
        Ok(())
    }

    /// The account that this keyring is linked to, so that it can log in without a scan; none before the scan.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub async fn linked_address(&self, keyring: KeyringId) -> Result<Option<Address>> {
        let device = KeyStore::new(self.0.db.clone(), keyring).load().await?;
        let known = device.map(|device| Address::of([device.pn, device.lid].iter().flatten()));
        Ok(known.filter(|address| address.number.is_some()))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Engine")
    }
}
