//! Statements over many rows or keys.
use super::statement::Statement;
use crate::db::MAX_BOUND_VALUES;
use sqlx::AssertSqlSafe;
use std::{collections::BTreeMap, fmt::Write};

/// More is slower: SQLite finds each `$n` by a walk over all names before it. 5,000 rows of three values took 11 ms in
/// statements of 64 rows, 65 ms in statements of 1,024; Postgres gains little beyond 64.
const ROWS_PER_STATEMENT: usize = 64;

/// Texts of up to this many rows are kept prepared; the others would push them out of the connection's cache.
const ROWS_KEPT_PREPARED: usize = 8;

/// A statement over many rows or keys: `head`, a group of placeholders for each row, `tail`. The keyring is always `$1`.
pub(super) struct ManyRows {
    pub head: &'static str,
    /// What each group begins with: `$1, ` where the row itself names its keyring.
    pub group: &'static str,
    /// Values bound for each row.
    pub values: usize,
    pub tail: &'static str,
}

impl ManyRows {
    fn text(&self, rows: usize) -> String {
        let mut text = String::with_capacity(self.head.len() + self.tail.len() + rows * (self.values * 6 + 8));
        text.push_str(self.head);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            text.push_str(self.group);
            for value in 0..self.values {
                let comma = if value == 0 { "" } else { ", " };
                // Writing to a string cannot fail.
                let _ = write!(text, "{comma}${}", 2 + row * self.values + value);
            }
            text.push(')');
        }
        text.push_str(self.tail);
        text
    }

    /// The statements that cover `rows`, each with its values bound.
    pub(super) fn statements<T>(
        &self,
        keyring: i64,
        rows: &[T],
        bind: impl Fn(Statement, &T) -> Statement,
    ) -> impl Iterator<Item = Statement> {
        debug_assert!(ROWS_PER_STATEMENT * self.values < MAX_BOUND_VALUES);
        rows.chunks(ROWS_PER_STATEMENT).map(move |chunk| {
            let prepared = chunk.len() <= ROWS_KEPT_PREPARED || chunk.len() == ROWS_PER_STATEMENT;
            let statement = sqlx::query(AssertSqlSafe(self.text(chunk.len()))).persistent(prepared).bind(keyring);
            chunk.iter().fold(statement, &bind)
        })
    }
}

/// The rows in order of their keys, the last one of each key. Postgres refuses to upsert a row twice in one statement,
/// and two batches that lock their rows in the same order cannot block each other for good.
pub(super) fn last_of_each<K: Ord, V>(rows: impl Iterator<Item = (K, V)>) -> Vec<(K, V)> {
    rows.collect::<BTreeMap<_, _>>().into_iter().collect()
}
