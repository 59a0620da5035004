//! Identity keys of the people and devices we talk with.
use super::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
};
use wacore::store::error::{Result, StoreError};

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_identities (keyring_id, address, public_key) VALUES ",
    group: "$1, ",
    values: 2,
    tail: " ON CONFLICT (keyring_id, address) DO UPDATE SET public_key = excluded.public_key",
};

pub(super) async fn put<'a>(store: &KeyStore, identities: impl Iterator<Item = (&'a str, &'a [u8; 32])>) -> Result<()> {
    let rows = last_of_each(identities);
    store.write_many(&PUT, &rows, |statement, (address, key)| statement.bind(*address).bind(key.as_slice())).await.map(drop)
}

pub(super) async fn load(store: &KeyStore, address: &str) -> Result<Option<[u8; 32]>> {
    let read = store.statement("SELECT public_key FROM keyring_identities WHERE keyring_id = $1 AND address = $2");
    let key = store.read_optional::<Vec<u8>>(read.bind(address)).await?;
    key.map(|key| key.try_into().map_err(|_| StoreError::Validation("an identity key is not 32 bytes long".into()))).transpose()
}

pub(super) async fn delete(store: &KeyStore, address: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_identities WHERE keyring_id = $1 AND address = $2");
    store.write(delete.bind(address)).await.map(drop)
}
