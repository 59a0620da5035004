//! What the library knows of itself: its own keys, its address, its counters.
use super::{KeyStore, statement::explain_json};
use async_trait::async_trait;
use buffa::Message;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};
use wacore::{
    stats::StorageResourceReport,
    store::{
        Device,
        error::{Result, StoreError},
        traits::DeviceStore,
    },
};
use waproto::whatsapp::DeviceProps;

/// Raised whenever an older program could misread what a newer one wrote.
const FORMAT: u32 = 1;

/// The stored form. The library's own serialisation leaves out the two fields that stand beside it here; it also leaves
/// out `client_profile`, which is no state: the engine sets it at every start.
#[derive(Serialize, Deserialize)]
struct StoredDevice<'a> {
    format: u32,
    device: Cow<'a, Device>,
    /// The protocol's own encoding, in hexadecimal.
    device_props: String,
    nct_salt_sync_seen: bool,
}

/// Read before the rest, which a newer program may have changed.
#[derive(Deserialize)]
struct StoredFormat {
    format: u32,
}

#[async_trait]
impl DeviceStore for KeyStore {
    async fn save(&self, device: &Device) -> Result<()> {
        self.put_device(device).await
    }

    async fn load(&self) -> Result<Option<Device>> {
        let read = self.statement("SELECT device FROM keyrings WHERE id = $1 AND device IS NOT NULL");
        self.read_optional::<String>(read).await?.as_deref().map(decode).transpose()
    }

    async fn exists(&self) -> Result<bool> {
        let read = self.statement("SELECT id FROM keyrings WHERE id = $1 AND device IS NOT NULL");
        Ok(self.read_optional::<i64>(read).await?.is_some())
    }

    /// Fills the keyring with a new device unless it has one. A keyring holds one device, so its number is always 1.
    async fn create(&self) -> Result<i32> {
        let create = self.statement("UPDATE keyrings SET device = COALESCE(device, $2) WHERE id = $1");
        self.write(create.bind(encode(&Device::new())?)).await?;
        Ok(1)
    }

    /// Does nothing: a copy of the database beside the database would be a second place where keys can leak from.
    async fn snapshot_db(&self, _name: &str, _extra_content: Option<&[u8]>) -> Result<()> {
        Ok(())
    }

    /// The pools belong to the application, not to one phone.
    async fn resource_report(&self) -> StorageResourceReport {
        StorageResourceReport { memory_bytes: Some(0), ..StorageResourceReport::default() }
    }
}

impl KeyStore {
    /// Whether the keyring belongs to a handset: false until its code was scanned.
    ///
    /// # Errors
    /// When the database cannot be read, or holds a device that this program cannot read.
    pub async fn is_linked(&self) -> Result<bool> {
        Ok(self.load().await?.is_some_and(|device| device.is_registered()))
    }

    async fn put_device(&self, device: &Device) -> Result<()> {
        let save = self.statement("UPDATE keyrings SET device = $2 WHERE id = $1");
        self.write(save.bind(encode(device)?)).await.map(drop)
    }
}

fn encode(device: &Device) -> Result<String> {
    let stored = StoredDevice {
        format: FORMAT,
        device: Cow::Borrowed(device),
        device_props: hex::encode(device.device_props.encode_to_vec()),
        nct_salt_sync_seen: device.nct_salt_sync_seen,
    };
    serde_json::to_string(&stored).map_err(explain_json)
}

fn decode(text: &str) -> Result<Device> {
    let StoredFormat { format } = serde_json::from_str(text).map_err(explain_json)?;
    if format != FORMAT {
        return Err(StoreError::Validation(format!("the device is stored in format {format}; this program knows format {FORMAT} only")));
    }
    let stored: StoredDevice = serde_json::from_str(text).map_err(explain_json)?;
    let props = hex::decode(stored.device_props).map_err(|error| StoreError::Serialization(Box::new(error)))?;
    let mut device = stored.device.into_owned();
    device.device_props = Arc::new(DeviceProps::decode_from_slice(&props).map_err(|error| StoreError::Serialization(Box::new(error)))?);
    device.nct_salt_sync_seen = stored.nct_salt_sync_seen;
    Ok(device)
}
