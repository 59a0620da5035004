//! What was written is there after a restart, and after a crash.
use super::{
    everything::{expect_filled, fill},
    keyring,
};
use crate::{
    db::{Db, testing},
    whatsapp::storage::{KeyStore, keyring_of_phone},
};
use wacore::store::traits::{DeviceStore, SignalStore};

async fn open(url: &str) -> Db {
    let db = Db::open(url).await.unwrap();
    db.migrate().await.unwrap();
    db
}

async fn survives_a_restart(url: &str) {
    let db = open(url).await;
    let store = keyring(&db).await;
    fill(&store, 5).await;
    db.close().await;

    let db = open(url).await;
    expect_filled(&KeyStore::new(db.clone(), store.keyring()), 5).await;
    db.close().await;
}

#[tokio::test]
async fn everything_is_there_after_a_restart_on_sqlite() {
    survives_a_restart(&testing::sqlite_url()).await;
}

#[tokio::test]
async fn everything_is_there_after_a_restart_on_postgres() {
    survives_a_restart(&testing::postgres_url().await).await;
}

/// The files as a crash would leave them: copied while the database is open, nothing flushed for the occasion.
#[tokio::test]
async fn everything_is_in_the_files_as_soon_as_the_methods_return() {
    let url = testing::sqlite_url();
    let db = open(&url).await;
    let store = keyring(&db).await;
    fill(&store, 6).await;

    let copy = testing::sqlite_url();
    let (from, to) = (path(&url), path(&copy));
    std::fs::create_dir_all(std::path::Path::new(to).parent().unwrap()).unwrap();
    for part in ["", "-wal"] {
        std::fs::copy(format!("{from}{part}"), format!("{to}{part}")).unwrap();
    }
    expect_filled(&KeyStore::new(open(&copy).await, store.keyring()), 6).await;
}

/// A power cut takes what the disk was not told to keep.
#[tokio::test]
async fn sqlite_waits_for_the_disk_before_a_write_returns() {
    let db = testing::sqlite().await;
    let mut transaction = db.write().await.unwrap();
    let level: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *transaction).await.unwrap();
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *transaction).await.unwrap();
    assert_eq!((level, foreign_keys), (2, 1));
}

#[tokio::test]
async fn a_phone_finds_its_keys_after_a_restart() {
    let url = testing::sqlite_url();
    let db = open(&url).await;
    let made = crate::whatsapp::storage::create_keyring(&db, "phone", 1).await.unwrap();
    KeyStore::new(db.clone(), made).create().await.unwrap();
    KeyStore::new(db.clone(), made).put_identity("ana", [1; 32]).await.unwrap();
    db.close().await;

    let db = open(&url).await;
    let found = keyring_of_phone(&db, "phone").await.unwrap().unwrap();
    assert_eq!(found, made);
    assert!(KeyStore::new(db, found).exists().await.unwrap());
}

fn path(url: &str) -> &str {
    url.strip_prefix("sqlite://").unwrap()
}
