//! What was typed to find somebody or something, and how each database is asked for it.
use super::letters::{folded, is_accent, is_of_word};
use crate::db::Dialect;

/// More than this of what was typed is not looked at, in characters.
const LONGEST: usize = 200;
/// So many of its words are searched.
const MOST_WORDS: usize = 8;
/// Fewer digits are in too many numbers.
const FEWEST_DIGITS: usize = 3;

/// So many letters of the beginning of a word SQLite has an index of. A longer beginning would be collected from every message that
/// has such a word before the first is answered; so this much is asked for, and what comes is looked at.
const INDEXED: usize = 5;

/// What was typed, taken apart. Whatever it is, it can be searched: at worst there is nothing to search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
    number: Option<NumberQuery>,
}

/// A number, or a part of one, in any way of writing it. Each is empty when it cannot be meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberQuery {
    /// How the number begins, with its country code.
    pub(super) international: String,
    /// How it begins without.
    pub(super) national: String,
    /// Its last digits, the last one first.
    pub(super) backwards: String,
}

/// Which words may go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Beginnings {
    /// Each is the beginning of a word.
    Every,
    /// Only the last one is, when it is longer than a letter: the others were typed to their end.
    Last,
}

impl Query {
    /// Takes it apart.
    pub fn parse(typed: &str) -> Self {
        let typed: String = typed.chars().take(LONGEST).collect();
        let typed = typed.trim();
        let words = typed.split(|letter| !is_of_word(letter)).filter(|word| word.chars().any(char::is_alphanumeric));
        Self { words: words.take(MOST_WORDS).map(str::to_owned).collect(), number: number(typed) }
    }

    /// Whether there is nothing to search.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words as letters are compared.
    pub fn folded_words(&self) -> Vec<String> {
        self.words.iter().map(|word| word.chars().filter(|letter| !is_accent(*letter)).map(folded).collect()).collect()
    }

    pub(super) fn number(&self) -> Option<&NumberQuery> {
        self.number.as_ref()
    }

    /// The words in the language of the database's index, all of which a text must have. Words are letters and digits, so quotes
    /// around them are all that it takes.
    pub fn for_index(&self, dialect: Dialect, beginnings: Beginnings) -> String {
        let (quote, star, and) = match dialect {
            Dialect::Sqlite => ('"', " *", " AND "),
            Dialect::Postgres => ('\'', ":*", " & "),
        };
        let term = |(at, word): (usize, &String)| match (self.goes_on(at, beginnings), dialect) {
            (false, _) => format!("{quote}{word}{quote}"),
            (true, Dialect::Postgres) => format!("{quote}{word}{quote}{star}"),
            (true, Dialect::Sqlite) => format!("{quote}{}{quote}{star}", word.chars().take(INDEXED).collect::<String>()),
        };
        self.words.iter().enumerate().map(term).collect::<Vec<_>>().join(and)
    }

    /// Whether a text that the index gave has the words to their end.
    pub fn fits(&self, dialect: Dialect, beginnings: Beginnings, text: &str) -> bool {
        let mut cut = self
            .folded_words()
            .into_iter()
            .enumerate()
            .filter(|(at, word)| dialect == Dialect::Sqlite && self.goes_on(*at, beginnings) && word.chars().count() > INDEXED);
        let fold = |word: &str| word.chars().filter(|letter| !is_accent(*letter)).map(folded).collect::<String>();
        cut.all(|(_, wanted)| text.split(|letter| !is_of_word(letter)).any(|word| fold(word).starts_with(&wanted)))
    }

    fn goes_on(&self, at: usize, beginnings: Beginnings) -> bool {
        beginnings == Beginnings::Every || (at + 1 == self.words.len() && self.words.get(at).is_some_and(|word| word.len() > 1))
    }
}

fn number(typed: &str) -> Option<NumberQuery> {
    // +44 (0)20 …: the zero is dialled within the country only.
    let typed = &*typed.replacen("(0)", "", usize::from(typed.trim_start().starts_with(['+', '0'])));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_number = typed.chars().all(|letter| letter.is_ascii_digit() || " +-().\u{a0}".contains(letter));
    if !is_number || digits.len() < FEWEST_DIGITS || digits.len() > 20 {
        return None;
    }
    let is_international = typed.starts_with('+');
    let without_code = digits.strip_prefix("00").unwrap_or(&digits);
    Some(NumberQuery {
        international: if without_code.starts_with('0') { String::new() } else { format!("+{without_code}") },
        // One zero begins the numbers of most countries at home.
        national: if is_international { String::new() } else { digits.strip_prefix('0').unwrap_or(&digits).to_owned() },
        backwards: if is_international { String::new() } else { digits.chars().rev().collect() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_meant_in_any_way_of_writing_it() {
        let query = |typed: &str| Query::parse(typed).number.unwrap_or_default();
        for typed in ["+62 812-0000", "0062 812 0000", "62 (812) 0000"] {
            assert_eq!(query(typed).international, "+628120000", "{typed}");
        }
        assert_eq!(query("0812 0000").national, "8120000");
        assert_eq!(query("812.0000").national, "8120000");
        assert_eq!(query("0002").backwards, "2000");
        assert_eq!(query("+44 (0)7700 900018").international, "+447700900018");
        assert_eq!(query("0044 (0) 7700 900018").international, "+447700900018");
        assert_eq!(query("+62 812").backwards, "", "a plus is never in the middle");
        for typed in ["", "12", "Ada 812", "8".repeat(21).as_str(), "١٢٣٤"] {
            assert_eq!(Query::parse(typed).number, None, "{typed}");
        }
    }

    #[test]
    fn whatever_is_typed_becomes_words_of_letters_and_digits() {
        let words = |typed: &str| Query::parse(typed).words;
        assert_eq!(words("six-chairs, (\"lamp\")* OR 'x'"), ["six", "chairs", "lamp", "OR", "x"]);
        assert_eq!(words("a\0b \u{202e}नमस्ते 😊 你好"), ["a", "b", "नमस्ते", "你好"]);
        assert_eq!(words("* \" ' \\ ; -- 😊"), [""; 0]);
        assert!(words(&"x ".repeat(10_000)).len() == MOST_WORDS && words(&"x".repeat(10_000))[0].len() == LONGEST);
    }

    #[test]
    fn what_is_longer_than_the_index_is_looked_at() {
        let fits = |typed: &str, text: &str| Query::parse(typed).fits(Dialect::Sqlite, Beginnings::Last, text);
        assert!(fits("österreichi", "die (Osterreichische) Post") && fits("bicyc", "anything") && fits("bicycles blu", "anything"));
        assert!(!fits("bicycles", "a bicycle") && !fits("bicycles", "motorbicycles"));
        assert!(Query::parse("bicycles").fits(Dialect::Postgres, Beginnings::Last, "a bicycle"), "its index knew");
    }

    #[test]
    fn each_database_is_asked_in_its_own_language() {
        let query = Query::parse("Blue bi");
        assert_eq!(query.for_index(Dialect::Sqlite, Beginnings::Every), "\"Blue\" * AND \"bi\" *");
        assert_eq!(query.for_index(Dialect::Postgres, Beginnings::Last), "'Blue' & 'bi':*");
        assert_eq!(Query::parse("bicycle").for_index(Dialect::Sqlite, Beginnings::Last), "\"bicyc\" *");
        assert_eq!(Query::parse("plan b").for_index(Dialect::Sqlite, Beginnings::Last), "\"plan\" AND \"b\"");
    }
}
