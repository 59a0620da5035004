//! Statements over many rows.
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyArguments, query::Query};
use std::fmt::Write;

/// Values bound in one statement. More is slower: SQLite finds each `$n` by a walk over all names before it.
const VALUES_PER_STATEMENT: usize = 256;

/// A statement whose values are being bound.
pub type Statement = Query<'static, Any, AnyArguments>;

/// Runs `head VALUES ($1, …), (…) tail` over all of the rows, with so many values for each.
///
/// # Errors
/// When the database cannot be written.
pub async fn write_rows<T>(
    tx: &mut Transaction<'static, Any>,
    (head, values, tail): (&str, usize, &str),
    rows: &[T],
    bind: impl Fn(Statement, &T) -> Statement,
) -> Result<(), sqlx::Error> {
    for chunk in rows.chunks((VALUES_PER_STATEMENT / values).max(1)) {
        let text = format!("{head} VALUES {} {tail}", groups(chunk.len(), values));
        let statement = chunk.iter().fold(sqlx::query(AssertSqlSafe(text)), &bind);
        statement.execute(&mut **tx).await?;
    }
    Ok(())
}

/// `$1, $2` for so many values.
pub fn placeholders(values: usize) -> String {
    let group = groups(1, values);
    group[1..group.len() - 1].to_owned()
}

fn groups(rows: usize, values: usize) -> String {
    let mut text = String::with_capacity(rows * values * 6);
    for value in 0..rows * values {
        let before = match (value, value % values) {
            (0, _) => "(",
            (_, 0) => "), (",
            _ => ", ",
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{before}${}", value + 1);
    }
    text + ")"
}

#[cfg(test)]
mod tests {
    use super::{groups, placeholders};

    #[test]
    fn placeholders_are_counted_through() {
        assert_eq!(groups(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(placeholders(2), "$1, $2");
    }
}
