//! Signal sessions, one for each device we talk with.
use super::{
    KeyStore,
    many_rows::{ManyRows, last_of_each},
};
use bytes::Bytes;
use wacore::store::error::Result;

const PUT: ManyRows = ManyRows {
    head: "INSERT INTO keyring_sessions (keyring_id, address, record) VALUES ",
    group: "$1, ",
    values: 2,
    tail: " ON CONFLICT (keyring_id, address) DO UPDATE SET record = excluded.record",
};

pub(super) async fn put<'a>(store: &KeyStore, sessions: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<()> {
    let rows = last_of_each(sessions);
    store.write_moved(&PUT, &rows, |statement, (address, record)| statement.bind(*address).bind(*record)).await.map(drop)
}

pub(super) async fn get(store: &KeyStore, address: &str) -> Result<Option<Bytes>> {
    let read = store.statement("SELECT record FROM keyring_sessions WHERE keyring_id = $1 AND address = $2");
    Ok(store.read_optional::<Vec<u8>>(read.bind(address)).await?.map(Bytes::from))
}

pub(super) async fn exists(store: &KeyStore, address: &str) -> Result<bool> {
    let read = store.statement("SELECT keyring_id FROM keyring_sessions WHERE keyring_id = $1 AND address = $2");
    Ok(store.read_optional::<i64>(read.bind(address)).await?.is_some())
}

pub(super) async fn delete(store: &KeyStore, address: &str) -> Result<()> {
    let delete = store.statement("DELETE FROM keyring_sessions WHERE keyring_id = $1 AND address = $2");
    store.write(delete.bind(address)).await.map(drop)
}

/// Four ranges, not one condition with OR, which SQLite answers by reading every address of the keyring.
pub(super) const ANY_OF_USER: &str = "\
    SELECT keyring_id FROM keyring_sessions WHERE keyring_id = $1 AND address >= $2 AND address < $3 \
    UNION ALL SELECT keyring_id FROM keyring_sessions WHERE keyring_id = $1 AND address >= $4 AND address < $5 \
    UNION ALL SELECT keyring_id FROM keyring_identities WHERE keyring_id = $1 AND address >= $2 AND address < $3 \
    UNION ALL SELECT keyring_id FROM keyring_identities WHERE keyring_id = $1 AND address >= $4 AND address < $5 LIMIT 1";

/// Whether a session or an identity exists for any device of `user`: `user@server` or `user:device@server`.
/// In byte order `A` follows `@` and `;` follows `:`.
pub(super) async fn exist_for_user(store: &KeyStore, user: &str) -> Result<bool> {
    let read = store.statement(ANY_OF_USER);
    let read = ['@', 'A', ':', ';'].into_iter().fold(read, |read, border| read.bind(format!("{user}{border}")));
    Ok(store.read_optional::<i64>(read).await?.is_some())
}
