//! Fresh databases for tests, one of each engine.
#![expect(clippy::expect_used, reason = "a test without its database cannot go on")]
use super::Db;
use sqlx::{Connection, Executor};

/// Names the Postgres server that `bin/test` starts; a test creates a database of its own there.
pub const POSTGRES_VARIABLE: &str = "LEADWIRE_TEST_POSTGRES_URL";

/// A migrated database in a file of its own under the system's temporary folder.
pub async fn sqlite() -> Db {
    let db = Db::open(&sqlite_url()).await.expect("a SQLite file can be made");
    db.migrate().await.expect("migrations apply");
    db
}

/// The URL of a SQLite file that does not exist yet.
pub fn sqlite_url() -> String {
    let path = std::env::temp_dir().join(format!("leadwire-test-{}", uuid::Uuid::now_v7())).join("leadwire.db");
    format!("sqlite://{}", path.display())
}

/// A migrated database of its own on the server named by [`POSTGRES_VARIABLE`].
pub async fn postgres() -> Db {
    let db = Db::open(&postgres_url().await).await.expect("Postgres answers");
    db.migrate().await.expect("migrations apply");
    db
}

/// The URL of a new, empty Postgres database.
pub async fn postgres_url() -> String {
    sqlx::any::install_default_drivers();
    let server = std::env::var(POSTGRES_VARIABLE).expect("LEADWIRE_TEST_POSTGRES_URL is set; bin/test starts a Postgres and sets it");
    let name = format!("leadwire_{}", uuid::Uuid::now_v7().simple());
    let mut connection = sqlx::AnyConnection::connect(&server).await.expect("the test Postgres answers");
    connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database can be created");
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    format!("{base}/{name}")
}

/// Runs one async test body on SQLite and on Postgres, as two tests.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn story($db: $crate::db::Db) $body
            #[tokio::test]
            async fn on_sqlite() { story($crate::db::testing::sqlite().await).await; }
            #[tokio::test]
            async fn on_postgres() { story($crate::db::testing::postgres().await).await; }
        }
    )*};
}
