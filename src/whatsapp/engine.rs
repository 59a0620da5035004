//! The engine: opens sessions that share one way to the server, one HTTP client and one version.
use super::{
    Address, Destination, EngineEvent, EngineSession, Inbox,
    http_client::AsyncHttpClient,
    network::Network,
    received::Handled,
    session, steady_clock,
    storage::{self, KeyStore, KeyringId},
    version::{Version, WebVersion},
};
use crate::{config::Config, db::Db};
use anyhow::Result;
use std::{fmt, sync::Arc, time::Duration};
use tokio::sync::mpsc::UnboundedReceiver;
use wacore::store::{error::StoreError, traits::DeviceStore};
use whatsapp_rust::http::HttpClient;

/// Keys of a link that may still be alive are kept this long after they were put out of use.
const KEPT_ASIDE: Duration = Duration::from_secs(7 * 24 * 3600);

/// Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

pub(super) struct Shared {
    pub(super) db: Db,
    pub(super) network: Arc<Network>,
    pub(super) http: Arc<dyn HttpClient>,
    pub(super) version: WebVersion,
    pub(super) handled: Handled,
    /// What the library's waits of a link are divided by.
    pub(super) hurry: u32,
}

impl Engine {
    /// Sets up what the sessions share; connects to nothing yet.
    ///
    /// # Errors
    /// When HTTPS cannot be set up.
    pub fn new(db: Db, config: &Config) -> Result<Self> {
        steady_clock::install();
        Ok(Self(Arc::new(Shared {
            db,
            network: Arc::new(Network::new(Destination::of(config))),
            http: Arc::new(AsyncHttpClient::new(config.media_limit())?),
            version: WebVersion::new(config.build.hurry()),
            handled: Handled::default(),
            hurry: config.build.hurry(),
        })))
    }

    /// Opens a session: one connection, which shows codes when the keyring is not linked yet, and logs in when it is. The last
    /// event is [`EngineEvent::Over`]. What nothing else makes the library write of its own state, it writes after `save_every`.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub async fn open(
        &self,
        keyring: KeyringId,
        inbox: Arc<dyn Inbox>,
        save_every: Duration,
    ) -> Result<(EngineSession, UnboundedReceiver<EngineEvent>)> {
        session::open(&self.0, keyring, inbox, save_every).await
    }

    /// New, empty keys for a phone. Keys of a link that was made are set aside for [`KEPT_ASIDE`], others deleted: nothing old can
    /// spoil a link, and nothing that may still be needed is lost.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn fresh_keyring(&self, phone: &str, now_ms: i64) -> Result<KeyringId> {
        if let Some(before) = storage::keyring_of_phone(&self.0.db, phone).await? {
            match self.keys(before).await? {
                Keys::Unlinked => storage::delete_keyring(&self.0.db, before).await?,
                Keys::Linked(_) | Keys::Unreadable => storage::set_keyring_aside(&self.0.db, before, now_ms).await?,
            }
        }
        Ok(storage::create_keyring(&self.0.db, phone, now_ms).await?)
    }

    /// The newest keys that are kept for a phone, none of those set aside.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keyring_of(&self, phone: &str) -> Result<Option<KeyringId>> {
        Ok(storage::keyring_of_phone(&self.0.db, phone).await?)
    }

    /// Deletes the keys in use of a phone; those set aside stay for their time.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_keys_in_use(&self, phone: &str) -> Result<()> {
        if let Some(keyring) = storage::keyring_of_phone(&self.0.db, phone).await? {
            storage::delete_keyring(&self.0.db, keyring).await?;
        }
        Ok(())
    }

    /// Deletes every key of a phone, those set aside too.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_keys(&self, phone: &str) -> Result<()> {
        storage::delete_keyrings_of_phone(&self.0.db, phone).await?;
        Ok(())
    }

    /// Deletes keys that were set aside longer than [`KEPT_ASIDE`] ago, and answers how many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_keys(&self, now_ms: i64) -> Result<u64> {
        let kept = i64::try_from(KEPT_ASIDE.as_millis()).unwrap_or(i64::MAX);
        Ok(storage::delete_keyrings_set_aside_before(&self.0.db, now_ms.saturating_sub(kept)).await?)
    }

    /// What a keyring is good for.
    ///
    /// # Errors
    /// When the database does not answer; keys that it gives but nobody can read are [`Keys::Unreadable`].
    pub async fn keys(&self, keyring: KeyringId) -> Result<Keys> {
        match KeyStore::new(self.0.db.clone(), keyring).load().await {
            Ok(Some(device)) => {
                let address = Address::of([device.pn, device.lid].iter().flatten());
                Ok(if address.number.is_some() { Keys::Linked(address) } else { Keys::Unlinked })
            }
            Ok(None) => Ok(Keys::Unlinked),
            Err(StoreError::Serialization(_) | StoreError::Validation(_)) => Ok(Keys::Unreadable),
            Err(away) => Err(away.into()),
        }
    }

    /// Looks for a newer version than the one that WhatsApp refused; answers the newest that is known.
    pub async fn newer_version(&self, refused: Version) -> Version {
        self.0.version.renew(&self.0.http, &self.0.network.destination.version_script, refused).await
    }
}

/// What a keyring is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// It can log in as this account.
    Linked(Address),
    /// No handset has scanned for it yet.
    Unlinked,
    /// What is stored makes no sense.
    Unreadable,
}

impl fmt::Debug for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Engine")
    }
}
