//! Sender keys: how members of a group encrypt to all others at once.
use super::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
};
use wacore::store::error::Result;

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_sender_keys (keyring_id, address, record) VALUES ",
    group: "$1, ",
    values: 2,
    tail: " ON CONFLICT (keyring_id, address) DO UPDATE SET record = excluded.record",
};

pub(super) async fn put<'a>(store: &KeyStore, sender_keys: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<()> {
    let rows = last_of_each(sender_keys);
    store.write_moved(&PUT, &rows, |statement, (address, record)| statement.bind(*address).bind(*record)).await.map(drop)
}

pub(super) async fn get(store: &KeyStore, address: &str) -> Result<Option<Vec<u8>>> {
    let read = store.statement("SELECT record FROM keyring_sender_keys WHERE keyring_id = $1 AND address = $2");
    store.read_optional(read.bind(address)).await
}

pub(super) async fn delete(store: &KeyStore, address: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_sender_keys WHERE keyring_id = $1 AND address = $2");
    store.write(delete.bind(address)).await.map(drop)
}
