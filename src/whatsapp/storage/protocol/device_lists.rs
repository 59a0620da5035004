//! The devices that each person has, as WhatsApp told us.
use crate::whatsapp::storage::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
    statement::explain_json,
};
use wacore::store::{error::Result, traits::DeviceListRecord};

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_device_lists (keyring_id, owner, list) VALUES ",
    group: "$1, ",
    values: 2,
    tail: " ON CONFLICT (keyring_id, owner) DO UPDATE SET list = excluded.list",
};

pub(super) async fn put(store: &KeyStore, records: &[DeviceListRecord]) -> Result<()> {
    let rows = last_of_each(records.iter().map(|record| (record.user.as_str(), record)));
    let encode = |(owner, record)| Ok((owner, serde_json::to_string(record).map_err(explain_json)?));
    let rows = rows.into_iter().map(encode).collect::<Result<Vec<(&str, String)>>>()?;
    store.write_many(&PUT, &rows, |put, (owner, list)| put.bind(*owner).bind(list.as_str())).await.map(drop)
}

pub(super) async fn get(store: &KeyStore, owner: &str) -> Result<Option<DeviceListRecord>> {
    let read = store.statement("SELECT list FROM keyring_device_lists WHERE keyring_id = $1 AND owner = $2");
    let list = store.read_optional::<String>(read.bind(owner)).await?;
    list.map(|list| serde_json::from_str(&list).map_err(explain_json)).transpose()
}

pub(super) async fn delete(store: &KeyStore, owner: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_device_lists WHERE keyring_id = $1 AND owner = $2");
    store.write(delete.bind(owner)).await.map(drop)
}
