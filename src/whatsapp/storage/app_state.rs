//! App state: the settings and names that WhatsApp keeps equal on all devices of an account.
use super::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
    statement::{explain, explain_json},
};
use async_trait::async_trait;
use sqlx::Row;
use std::collections::HashMap;
use wacore::{
    appstate::{hash::HashState, processor::AppStateMutationMAC},
    store::{
        error::{Result, StoreError},
        traits::{AppStateSyncKey, AppSyncStore},
    },
};

const PUT_MACS: ManyRows = ManyRows {
    head: "INSERT INTO keyring_app_state_macs (keyring_id, collection, version, index_mac, value_mac) VALUES ",
    group: "$1, ",
    values: 4,
    tail: " ON CONFLICT (keyring_id, collection, index_mac) DO UPDATE SET version = excluded.version, value_mac = excluded.value_mac",
};
const GET_MACS: ManyRows = ManyRows {
    head: "SELECT index_mac, value_mac FROM keyring_app_state_macs WHERE keyring_id = $1 AND (collection, index_mac) IN (VALUES ",
    group: "",
    values: 2,
    tail: ")",
};
const DELETE_MACS: ManyRows = ManyRows {
    head: "DELETE FROM keyring_app_state_macs WHERE keyring_id = $1 AND (collection, index_mac) IN (VALUES ",
    group: "",
    values: 2,
    tail: ")",
};

#[async_trait]
impl AppSyncStore for KeyStore {
    async fn get_sync_key(&self, key_id: &[u8]) -> Result<Option<AppStateSyncKey>> {
        let read =
            self.statement("SELECT key_data, fingerprint, timestamp FROM keyring_app_state_keys WHERE keyring_id = $1 AND key_id = $2");
        let decode = |row: &sqlx::any::AnyRow| {
            let key_data = row.try_get(0).map_err(explain)?;
            Ok(AppStateSyncKey { key_data, fingerprint: row.try_get(1).map_err(explain)?, timestamp: row.try_get(2).map_err(explain)? })
        };
        Ok(self.read_all(read.bind(key_id), decode).await?.pop())
    }

    async fn set_sync_key(&self, key_id: &[u8], key: AppStateSyncKey) -> Result<()> {
        let put = self.statement(
            "INSERT INTO keyring_app_state_keys (keyring_id, key_id, key_data, fingerprint, timestamp, position) \
             VALUES ($1, $2, $3, $4, $5, (SELECT COALESCE(MAX(position), 0) + 1 FROM keyring_app_state_keys WHERE keyring_id = $1)) \
             ON CONFLICT (keyring_id, key_id) DO UPDATE SET key_data = excluded.key_data, fingerprint = excluded.fingerprint, \
             timestamp = excluded.timestamp, position = excluded.position",
        );
        self.write(put.bind(key_id).bind(key.key_data).bind(key.fingerprint).bind(key.timestamp)).await.map(drop)
    }

    async fn get_latest_sync_key_id(&self) -> Result<Option<Vec<u8>>> {
        let read = self
            .statement("SELECT key_id FROM keyring_app_state_keys WHERE keyring_id = $1 ORDER BY position DESC, timestamp DESC LIMIT 1");
        self.read_optional(read).await
    }

    async fn get_version(&self, name: &str) -> Result<HashState> {
        let read = self.statement("SELECT state FROM keyring_app_state_versions WHERE keyring_id = $1 AND collection = $2");
        let state = self.read_optional::<String>(read.bind(name)).await?;
        state.map_or_else(|| Ok(HashState::default()), |state| serde_json::from_str(&state).map_err(explain_json))
    }

    async fn set_version(&self, name: &str, state: HashState) -> Result<()> {
        let put = self.statement(
            "INSERT INTO keyring_app_state_versions (keyring_id, collection, state) VALUES ($1, $2, $3) \
             ON CONFLICT (keyring_id, collection) DO UPDATE SET state = excluded.state",
        );
        self.write(put.bind(name).bind(serde_json::to_string(&state).map_err(explain_json)?)).await.map(drop)
    }

    async fn put_mutation_macs(&self, name: &str, version: u64, mutations: &[AppStateMutationMAC]) -> Result<()> {
        let version = i64::try_from(version).map_err(|_| StoreError::Validation(format!("{version} is no version of {name}")))?;
        let rows = last_of_each(mutations.iter().map(|mac| (&mac.index_mac[..], &mac.value_mac[..])));
        self.write_many(&PUT_MACS, &rows, |put, (index, value)| put.bind(name).bind(version).bind(*index).bind(*value)).await.map(drop)
    }

    async fn get_mutation_mac(&self, name: &str, index_mac: &[u8]) -> Result<Option<Vec<u8>>> {
        let read =
            self.statement("SELECT value_mac FROM keyring_app_state_macs WHERE keyring_id = $1 AND collection = $2 AND index_mac = $3");
        self.read_optional(read.bind(name).bind(index_mac)).await
    }

    async fn get_mutation_macs(&self, name: &str, index_macs: &[[u8; 32]]) -> Result<HashMap<[u8; 32], Vec<u8>>> {
        let decode = |row: &sqlx::any::AnyRow| {
            let index: Vec<u8> = row.try_get(0).map_err(explain)?;
            let index = index.try_into().map_err(|_| StoreError::Validation("an index MAC is not 32 bytes long".into()))?;
            Ok((index, row.try_get(1).map_err(explain)?))
        };
        let found = self.read_many(&GET_MACS, index_macs, |read, index| read.bind(name).bind(&index[..]), decode).await?;
        Ok(found.into_iter().collect())
    }

    async fn delete_mutation_macs(&self, name: &str, index_macs: &[Vec<u8>]) -> Result<()> {
        self.write_many(&DELETE_MACS, index_macs, |delete, index| delete.bind(name).bind(&index[..])).await.map(drop)
    }

    async fn clear_mutation_macs(&self, name: &str) -> Result<()> {
        let delete = self.statement("DELETE FROM keyring_app_state_macs WHERE keyring_id = $1 AND collection = $2");
        self.write(delete.bind(name)).await.map(drop)
    }
}
