//! How many of the newest rows Postgres looks at for words. A look at a thousand takes about a millisecond and says how frequent they are.

/// The first look.
pub const FIRST: i64 = 1_000;
/// What is so rare that more would have to be looked at is collected sooner.
const MOST: i64 = 32_000;

/// After a look at `rows` that found fewer than `limit`: how many are to be looked at next, if any.
pub fn next(rows: i64, found: usize, limit: i64) -> Option<i64> {
    let found = i64::try_from(found).ok().filter(|found| *found > 0)?;
    // Twice as many as should do.
    let wanted = (rows * limit * 2 / found).max(rows * 2);
    (wanted <= MOST).then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_look_is_as_wide_as_the_first_one_says() {
        assert_eq!(next(FIRST, 10, 31), Some(6_200));
        assert_eq!(next(FIRST, 30, 31), Some(2_066));
        assert_eq!(next(6_200, 30, 31), Some(12_813), "that was too few");
        assert_eq!(next(FIRST, 0, 31), None, "it is rare");
        assert_eq!(next(FIRST, 1, 31), None, "it is so rare that it is collected");
        assert_eq!(next(32_000, 30, 31), None);
    }
}
