//! Letters as they are searched: in lower case and without their signs, as both databases keep them.

/// Latin letters with signs, each above the letter it is found by. The migration of Postgres has the same; SQLite knows them itself.
const SIGNED: &str =
    "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
const PLAIN: &str =
    "aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzzouaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy";

/// A letter as it is searched.
pub fn folded(letter: char) -> char {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    if lower.is_ascii() {
        return lower;
    }
    SIGNED.chars().zip(PLAIN.chars()).find(|(signed, _)| *signed == lower).map_or(lower, |(_, plain)| plain)
}

/// Whether it stands inside a word: letters, digits, and the signs that belong to a letter.
pub fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_accent(letter) || ('\u{900}'..='\u{109f}').contains(&letter) || ('\u{64b}'..='\u{65f}').contains(&letter)
}

/// Whether it is a sign of its own that is left out when words are compared.
pub fn is_accent(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::{PLAIN, SIGNED, folded};

    #[test]
    fn letters_are_found_without_their_signs() {
        assert_eq!("Österreich Điện Москва 你".chars().map(folded).collect::<String>(), "osterreich đien москва 你");
    }

    #[test]
    fn postgres_is_told_the_same_letters() {
        let migration = include_str!("../../../migrations/postgres/20261128000016_search.sql");
        let mut lines = migration.lines().skip_while(|line| !line.contains("translate(lower")).skip(1);
        let (signed, plain) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let known: Vec<_> = signed.chars().zip(plain.chars()).collect();
        for pair in SIGNED.chars().zip(PLAIN.chars()) {
            assert!(known.contains(&pair), "{pair:?}");
        }
        assert_eq!(SIGNED.chars().count(), PLAIN.chars().count());
    }
}
