//! How the statements of this room are run: one transaction a write, one wording of failures.
use super::{KeyStore, KeyringGone, many_rows::ManyRows, pending_inbound};
use crate::db::{Db, Writing};
use futures_util::TryStreamExt;
use sqlx::{Any, Decode, Row, Type, any::AnyArguments, any::AnyRow, query::Query};
use wacore::store::error::{Result, StoreError};

/// A statement with the values bound so far.
pub(super) type Statement = Query<'static, Any, AnyArguments>;

impl KeyStore {
    /// Begins a statement whose `$1` is the keyring.
    pub(super) fn statement(&self, text: &'static str) -> Statement {
        sqlx::query(text).bind(self.keyring().get())
    }

    /// Runs one writing statement and answers how many rows it touched.
    pub(super) async fn write(&self, statement: Statement) -> Result<u64> {
        let mut transaction = self.db.write().await.map_err(explain)?;
        let touched = self.run(&mut transaction, statement).await?;
        self.commit(transaction, touched).await
    }

    /// Writes all rows or none. No rows: nothing is asked of the database.
    pub(super) async fn write_many<T>(&self, shape: &ManyRows, rows: &[T], bind: impl Fn(Statement, &T) -> Statement) -> Result<u64> {
        self.write_rows(shape, rows, bind, Vec::new).await
    }

    /// The same for keys that move when a message is opened: with them go the copies of messages that are not stored yet.
    pub(super) async fn write_moved<T>(&self, shape: &ManyRows, rows: &[T], bind: impl Fn(Statement, &T) -> Statement) -> Result<u64> {
        if rows.is_empty() {
            return Ok(0);
        }
        self.opened.settle().await;
        let _turn = self.opened.turn().await;
        let touched = self.write_rows(shape, rows, bind, || pending_inbound::statements(self)).await;
        self.opened.are_written(touched.is_ok());
        touched
    }

    /// Writes the copies that are in hand.
    pub(super) async fn write_copies(&self) -> Result<()> {
        let _turn = self.opened.turn().await;
        let work = |mut transaction: Writing| async move {
            let statements = pending_inbound::statements(self);
            let written = async {
                for statement in statements {
                    self.run(&mut transaction, statement).await?;
                }
                Ok(())
            };
            let written = written.await;
            (transaction, written)
        };
        let written = self.db.write_together(work).await.map_err(explain).flatten();
        self.opened.are_written(written.is_ok());
        written
    }

    /// What comes often: it goes along with whatever else is written at this moment.
    async fn write_rows<T>(
        &self,
        shape: &ManyRows,
        rows: &[T],
        bind: impl Fn(Statement, &T) -> Statement,
        along: impl Fn() -> Vec<Statement>,
    ) -> Result<u64> {
        if rows.is_empty() {
            return Ok(0);
        }
        let (bind, along) = (&bind, &along);
        let work = |mut transaction: Writing| async move {
            let statements: Vec<_> = shape.statements(self.keyring().get(), rows, bind).collect();
            let before = along();
            let written = async {
                for statement in before {
                    self.run(&mut transaction, statement).await?;
                }
                let mut touched = 0;
                for statement in statements {
                    touched += self.run(&mut transaction, statement).await?;
                }
                self.look_for_keyring(&mut transaction, touched).await?;
                Ok(touched)
            };
            let written = written.await;
            (transaction, written)
        };
        self.db.write_together(work).await.map_err(explain)?
    }

    /// Deletes what a `… RETURNING` statement names, and answers its first column.
    pub(super) async fn take<T>(&self, statement: Statement) -> Result<Option<T>>
    where
        T: for<'r> Decode<'r, Any> + Type<Any>,
    {
        let mut transaction = self.db.write().await.map_err(explain)?;
        let rows = statement.fetch_all(&mut *transaction).await.map_err(explain)?;
        let taken = rows.first().map(column::<T>).transpose()?;
        self.commit(transaction, rows.len() as u64).await?;
        Ok(taken)
    }

    /// Reads the first column of at most one row.
    pub(super) async fn read_optional<T>(&self, statement: Statement) -> Result<Option<T>>
    where
        T: for<'r> Decode<'r, Any> + Type<Any>,
    {
        read_optional(&self.db, statement).await
    }

    /// Reads every row, turned into its value as it arrives.
    pub(super) async fn read_all<T>(&self, statement: Statement, decode: impl Fn(&AnyRow) -> Result<T>) -> Result<Vec<T>> {
        let mut values = Vec::new();
        let mut rows = statement.fetch(self.db.read());
        while let Some(row) = rows.try_next().await.map_err(explain)? {
            values.push(decode(&row)?);
        }
        Ok(values)
    }

    /// Reads the rows of many keys.
    pub(super) async fn read_many<K, T>(
        &self,
        shape: &ManyRows,
        keys: &[K],
        bind: impl Fn(Statement, &K) -> Statement,
        decode: impl Fn(&AnyRow) -> Result<T>,
    ) -> Result<Vec<T>> {
        let statements: Vec<_> = shape.statements(self.keyring().get(), keys, bind).collect();
        let mut values = Vec::with_capacity(keys.len());
        for statement in statements {
            values.extend(self.read_all(statement, &decode).await?);
        }
        Ok(values)
    }

    async fn run(&self, transaction: &mut Writing, statement: Statement) -> Result<u64> {
        match statement.execute(&mut **transaction).await {
            Ok(done) => Ok(done.rows_affected()),
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => Err(self.gone()),
            Err(error) => Err(explain(error)),
        }
    }

    async fn commit(&self, mut transaction: Writing, touched: u64) -> Result<u64> {
        self.look_for_keyring(&mut transaction, touched).await?;
        transaction.commit().await.map_err(explain)?;
        Ok(touched)
    }

    /// Inserts into a deleted keyring break a foreign key; what touched no row must ask whether it exists at all.
    async fn look_for_keyring(&self, transaction: &mut Writing, touched: u64) -> Result<()> {
        if touched == 0 {
            let keyring = self.statement("SELECT id FROM keyrings WHERE id = $1");
            if keyring.fetch_optional(&mut **transaction).await.map_err(explain)?.is_none() {
                return Err(self.gone());
            }
        }
        Ok(())
    }

    fn gone(&self) -> StoreError {
        StoreError::Database(Box::new(KeyringGone(self.keyring())))
    }
}

/// Reads the first column of at most one row.
pub(super) async fn read_optional<T>(db: &Db, statement: Statement) -> Result<Option<T>>
where
    T: for<'r> Decode<'r, Any> + Type<Any>,
{
    let row = statement.fetch_optional(db.read()).await.map_err(explain)?;
    row.as_ref().map(column).transpose()
}

/// The first column of a row.
pub(super) fn column<T>(row: &AnyRow) -> Result<T>
where
    T: for<'r> Decode<'r, Any> + Type<Any>,
{
    row.try_get(0).map_err(explain)
}

/// Every id that the library counts in 32 bits is kept as a 64-bit integer.
pub(super) fn id(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(|_| StoreError::Validation(format!("{stored} is not an id of the library")))
}

/// A count of rows as the library wants it.
pub(super) fn count(rows: u64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// The library's word for a failure of the database.
pub(super) fn explain(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => StoreError::Connection(Box::new(error)),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreError::Serialization(Box::new(error)),
        _ => StoreError::Database(Box::new(error)),
    }
}

/// The library's word for a value that cannot be written as JSON or read from it.
pub(super) fn explain_json(error: serde_json::Error) -> StoreError {
    StoreError::Serialization(Box::new(error))
}
