//! What the doctor asks of a database: nothing here changes it.
use super::{Db, Dialect};
use sqlx::Row;
use std::{borrow::Cow, fmt};

/// A file of at most this size is read as a whole to find damage, which takes well under a second.
const READ_WHOLE: i64 = 64 << 20;

/// Why a database cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is none at this place.
    Missing,
    /// Another program keeps it locked.
    Locked,
    /// It is no database, or a damaged one.
    Damaged,
    /// It can be read and not written.
    ReadOnly,
    /// There is no space for it.
    Full,
    /// The disk failed to read or write it.
    Disk,
    /// It may not be opened: the file's rights, or the name and password for the server.
    Refused,
    /// No server answers.
    Unreachable,
    /// Anything else, in the driver's words.
    Other(String),
}

impl Trouble {
    /// What the driver's error means.
    pub fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(said) => {
                let code = said.code().unwrap_or(Cow::Borrowed(""));
                // SQLite's codes are numbers, whose lowest byte is the kind; Postgres has five letters and digits.
                let known = if code.len() == 5 { of_postgres(&code) } else { code.parse().ok().and_then(of_sqlite) };
                known.unwrap_or_else(|| Self::Other(said.message().to_owned()))
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => Self::Unreachable,
            other => Self::Other(other.to_string()),
        }
    }
}

fn of_sqlite(code: u32) -> Option<Trouble> {
    Some(match code & 0xff {
        5 | 6 => Trouble::Locked,
        8 => Trouble::ReadOnly,
        10 => Trouble::Disk,
        11 | 26 => Trouble::Damaged,
        13 => Trouble::Full,
        3 | 14 | 23 => Trouble::Refused,
        _ => return None,
    })
}

fn of_postgres(code: &str) -> Option<Trouble> {
    Some(match code {
        "3D000" => Trouble::Missing,
        "25006" => Trouble::ReadOnly,
        // The server lives and lets nobody into this database for now.
        "55000" => Trouble::Refused,
        "53100" => Trouble::Full,
        "58030" => Trouble::Disk,
        "55P03" => Trouble::Locked,
        "53300" | "57P01" | "57P02" | "57P03" => Trouble::Unreachable,
        _ if code.starts_with("28") || code == "42501" => Trouble::Refused,
        _ if code.starts_with("XX") => Trouble::Damaged,
        _ => return None,
    })
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Missing => "there is no database at this place",
            Self::Locked => "another program keeps it locked",
            Self::Damaged => "it is damaged, or no database at all",
            Self::ReadOnly => "it can be read, but not written",
            Self::Full => "there is no space left for it",
            Self::Disk => "the disk fails to read or write it",
            Self::Refused => "it may not be opened",
            Self::Unreachable => "no server answers",
            Self::Other(said) => said,
        })
    }
}

/// How the database's schema stands to the one that this program was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Nothing was ever stored here.
    Empty,
    /// It is the one; this many migrations.
    Current(usize),
    /// This many migrations are missing; the next start applies them.
    Behind(usize),
    /// It has this many migrations that this program does not know.
    Newer(usize),
    /// The migration with this version is another one than this program's.
    Different(i64),
}

impl Db {
    /// Compares the applied migrations with the known ones, one by one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn schema(&self) -> Result<Schema, sqlx::Error> {
        if self.is_empty().await? {
            return Ok(Schema::Empty);
        }
        let rows = sqlx::query("SELECT version, checksum FROM _sqlx_migrations WHERE success").fetch_all(self.read()).await?;
        let known = self.migrator();
        let (mut matching, mut unknown) = (0, 0);
        for row in &rows {
            let (version, checksum): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            match known.iter().find(|migration| migration.version == version) {
                None => unknown += 1,
                Some(migration) if *migration.checksum != *checksum => return Ok(Schema::Different(version)),
                Some(_) => matching += 1,
            }
        }
        let missing = known.iter().count() - matching;
        Ok(match (unknown, missing) {
            (0, 0) => Schema::Current(matching),
            (0, missing) => Schema::Behind(missing),
            (unknown, _) => Schema::Newer(unknown),
        })
    }

    /// Writes inside a transaction that is taken back.
    ///
    /// # Errors
    /// Why nothing could be written now.
    pub async fn try_to_write(&self) -> Result<(), sqlx::Error> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE _sqlx_migrations SET description = description").execute(&mut *transaction).await?;
        transaction.rollback().await
    }

    /// Reads a small file as a whole and answers the first damage in it. Large ones, and Postgres, are not read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn damage(&self) -> Result<Option<String>, sqlx::Error> {
        if self.dialect() == Dialect::Postgres {
            return Ok(None);
        }
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(self.read()).await?;
        let bytes: i64 = sqlx::query_scalar("PRAGMA page_size").fetch_one(self.read()).await?;
        if pages.saturating_mul(bytes) > READ_WHOLE {
            return Ok(None);
        }
        let said: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(self.read()).await?;
        Ok((said != "ok").then_some(said))
    }

    /// Whether no migration was ever applied.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_empty(&self) -> Result<bool, sqlx::Error> {
        let find = match self.dialect() {
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
            Dialect::Postgres => {
                "SELECT COUNT(*) FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'"
            }
        };
        let tables: i64 = sqlx::query_scalar(find).fetch_one(self.read()).await?;
        Ok(tables == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::testing, on_both_databases};

    on_both_databases! {
        async fn a_database_of_this_program_is_current_and_can_be_written(db: Db) {
            assert!(matches!(db.schema().await.unwrap(), Schema::Current(known) if known > 0));
            db.try_to_write().await.unwrap();
            assert_eq!(db.damage().await.unwrap(), None);
        }

        async fn a_migration_that_this_program_does_not_know_is_told_as_newer(db: Db) {
            let mut transaction = db.write().await.unwrap();
            let copy = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT version + 90000000000000, description, success, checksum, execution_time \
                 FROM _sqlx_migrations ORDER BY version LIMIT 1";
            sqlx::query(copy).execute(&mut *transaction).await.unwrap();
            transaction.commit().await.unwrap();
            assert_eq!(db.schema().await.unwrap(), Schema::Newer(1));
        }

        async fn a_migration_that_is_missing_is_told_as_behind(db: Db) {
            let mut transaction = db.write().await.unwrap();
            let forget = "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
            sqlx::query(forget).execute(&mut *transaction).await.unwrap();
            transaction.commit().await.unwrap();
            assert_eq!(db.schema().await.unwrap(), Schema::Behind(1));
        }
    }

    #[tokio::test]
    async fn looking_at_a_database_that_is_not_there_does_not_make_one() {
        let url = testing::sqlite_url();
        assert_eq!(Db::open_as_it_is(&url).await.unwrap_err(), Trouble::Missing);
        assert!(!std::path::Path::new(super::super::sqlite_file(&url).unwrap()).exists());
        let mut elsewhere = testing::postgres_url().await;
        elsewhere.push_str("_gone");
        assert_eq!(Db::open_as_it_is(&elsewhere).await.unwrap_err(), Trouble::Missing);
    }
}
