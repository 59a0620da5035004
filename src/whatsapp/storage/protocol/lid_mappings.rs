//! Which phone number hides behind which LID, WhatsApp's second address of a person.
use crate::whatsapp::storage::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
    statement::{Statement, explain},
};
use sqlx::{Row, any::AnyRow};
use wacore::store::{error::Result, traits::LidPnMappingEntry};

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_lid_mappings (keyring_id, lid, phone_number, created_at, updated_at, learning_source) VALUES ",
    group: "$1, ",
    values: 5,
    tail: " ON CONFLICT (keyring_id, lid) DO UPDATE SET phone_number = excluded.phone_number, created_at = excluded.created_at, \
           updated_at = excluded.updated_at, learning_source = excluded.learning_source",
};

/// In two steps: asked for all columns at once, SQLite leaves the index aside and reads every mapping of the keyring.
pub(in crate::whatsapp::storage) const BY_PHONE_NUMBER: &str = "\
    SELECT lid, phone_number, created_at, updated_at, learning_source FROM keyring_lid_mappings WHERE keyring_id = $1 AND lid = \
    (SELECT lid FROM keyring_lid_mappings WHERE keyring_id = $1 AND phone_number = $2 ORDER BY updated_at DESC, lid DESC LIMIT 1)";

pub(super) async fn by_lid(store: &KeyStore, lid: &str) -> Result<Option<LidPnMappingEntry>> {
    let read = store.statement(
        "SELECT lid, phone_number, created_at, updated_at, learning_source FROM keyring_lid_mappings WHERE keyring_id = $1 AND lid = $2",
    );
    Ok(store.read_all(read.bind(lid), decode).await?.pop())
}

/// The LID learned last, when a number has had several.
pub(super) async fn by_phone_number(store: &KeyStore, number: &str) -> Result<Option<LidPnMappingEntry>> {
    Ok(store.read_all(store.statement(BY_PHONE_NUMBER).bind(number), decode).await?.pop())
}

pub(super) async fn put(store: &KeyStore, entries: &[LidPnMappingEntry]) -> Result<()> {
    let rows = last_of_each(entries.iter().map(|entry| (&entry.lid, entry)));
    let bind = |put: Statement, (lid, entry): &(&String, &LidPnMappingEntry)| {
        let put = put.bind(lid.as_str()).bind(entry.phone_number.as_str());
        put.bind(entry.created_at).bind(entry.updated_at).bind(entry.learning_source.as_str())
    };
    store.write_many(&PUT, &rows, bind).await.map(drop)
}

pub(super) async fn all(store: &KeyStore) -> Result<Vec<LidPnMappingEntry>> {
    let read = store
        .statement("SELECT lid, phone_number, created_at, updated_at, learning_source FROM keyring_lid_mappings WHERE keyring_id = $1");
    store.read_all(read, decode).await
}

fn decode(row: &AnyRow) -> Result<LidPnMappingEntry> {
    Ok(LidPnMappingEntry {
        lid: row.try_get(0).map_err(explain)?,
        phone_number: row.try_get(1).map_err(explain)?,
        created_at: row.try_get(2).map_err(explain)?,
        updated_at: row.try_get(3).map_err(explain)?,
        learning_source: row.try_get(4).map_err(explain)?,
    })
}
