//! Errors of the database, decided by a seed: another program keeps it locked, its disk is full, one kind of statement fails. One at a
//! time, and each ends by itself.
use super::{Office, execute};
use leadwire::db::Db;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use sqlx::{AnyConnection, Connection as _, Executor as _};
use std::time::{Duration, Instant};

/// One turn in so many begins an error.
const RARE: u32 = 12;
const LENGTH_MS: std::ops::RangeInclusive<u64> = 20..=600;
const WRITES: [&str; 3] = ["INSERT ON", "UPDATE ON", "DELETE ON"];
/// Every table of ours, whatever it is for: keys, sessions of the engine, leads, messages, sign-ins. The indexes of the search are
/// written by triggers and can have none.
const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%' \
     AND name NOT LIKE '%\\_words%' ESCAPE '\\' ORDER BY name";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Locked,
    Full,
    Failing,
}

/// The errors of one office with SQLite.
pub struct StoreFaults {
    random: StdRng,
    db: Db,
    other: AnyConnection,
    tables: Vec<String>,
    present: Option<(Kind, Instant)>,
    is_over: bool,
}

impl StoreFaults {
    pub async fn of(office: &Office, seed: u64) -> Self {
        let db = office.state.db.clone();
        // Not the five seconds of people.
        execute(&db, "PRAGMA busy_timeout = 50").await;
        let other = AnyConnection::connect(&office.database_url()).await.unwrap();
        let tables = sqlx::query_scalar(TABLES).fetch_all(db.read()).await.unwrap();
        Self { random: StdRng::seed_from_u64(seed), db, other, tables, present: None, is_over: false }
    }

    /// Ends what is over; begins another one, sometimes.
    pub async fn turn(&mut self) {
        match self.present {
            Some((_, end)) if end > Instant::now() => {}
            Some(_) => self.end().await,
            None if !self.is_over && self.random.random_range(0..RARE) == 0 => self.begin().await,
            None => {}
        }
    }

    async fn begin(&mut self) {
        let kind = *[Kind::Locked, Kind::Full, Kind::Failing].choose(&mut self.random).unwrap();
        match kind {
            Kind::Locked => drop(self.other.execute("BEGIN EXCLUSIVE").await.unwrap()),
            // No page more than it has now.
            Kind::Full => execute(&self.db, "PRAGMA max_page_count = 1").await,
            Kind::Failing => {
                let (table, write) = (self.tables.choose(&mut self.random).unwrap(), WRITES.choose(&mut self.random).unwrap());
                let fails = format!("CREATE TRIGGER failing BEFORE {write} {table} BEGIN SELECT RAISE(FAIL, 'disk I/O error'); END");
                execute(&self.db, fails).await;
            }
        }
        let length = Duration::from_millis(self.random.random_range(LENGTH_MS));
        self.present = Some((kind, Instant::now() + length));
    }

    /// Ends the present one; no other follows.
    pub async fn finish(&mut self) {
        self.is_over = true;
        self.end().await;
    }

    async fn end(&mut self) {
        match self.present.take() {
            Some((Kind::Locked, _)) => drop(self.other.execute("ROLLBACK").await.unwrap()),
            Some((Kind::Full, _)) => execute(&self.db, "PRAGMA max_page_count = 4294967294").await,
            Some((Kind::Failing, _)) => execute(&self.db, "DROP TRIGGER failing").await,
            None => {}
        }
    }
}
