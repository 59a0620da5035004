//! Whether a rule is for a lead, and whose turn it is.
use super::model::Fits;
use crate::{
    leads::search::{folded, is_accent, is_of_word},
    phones::PhoneId,
    team::PersonId,
};
use std::collections::HashMap;

/// Whether a first message of these words, to this phone, is what the rule is for.
pub(super) fn is_for(fits: &Fits, phone: PhoneId, text: &str) -> bool {
    match fits {
        Fits::All => true,
        Fits::ByPhone(wanted) => *wanted == phone,
        Fits::Words(wanted) => has_words(text, wanted),
    }
}

/// Whether a text has these words, one after the other, whatever their case and signs.
fn has_words(text: &str, wanted: &str) -> bool {
    // Where words are not set apart, one is found anywhere.
    if wanted.chars().any(is_set_without_spaces) {
        return words(text).join(" ").contains(&words(wanted).join(" "));
    }
    let (text, wanted) = (words(text), words(wanted));
    !wanted.is_empty() && text.windows(wanted.len()).any(|some| some == wanted)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter| !is_of_word(letter)).filter(|word| !word.is_empty());
    words.map(|word| word.chars().filter(|letter| !is_accent(*letter)).map(folded).collect()).collect()
}

/// Thai and its neighbours, Chinese and Japanese.
fn is_set_without_spaces(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{9fff}')
}

/// Who of these waits longest for a lead: the lowest number, none at all before every number; among equals the first.
pub(super) fn next(people: &[PersonId], able: &[PersonId], turns: &HashMap<PersonId, i64>) -> Option<PersonId> {
    let turn = |person: &PersonId| turns.get(person).copied().unwrap_or(0);
    people.iter().filter(|person| able.contains(person)).min_by_key(|person| turn(person)).copied()
}

#[cfg(test)]
mod tests {
    use super::{has_words, next};
    use crate::team::PersonId;
    use std::collections::HashMap;
    use uuid::Uuid;

    #[test]
    fn a_word_is_found_however_it_is_written_and_not_inside_another() {
        for (text, wanted) in [
            ("What is the PRICE?", "price"),
            ("Où est le Café?", "cafe"),
            ("the price list, please", "Price  list"),
            ("这个多少钱?", "多少钱"),
            ("order #12", "#12"),
        ] {
            assert!(has_words(text, wanted), "{text}: {wanted}");
        }
        for (text, wanted) in [("priceless", "price"), ("list of prices", "price list"), ("price of the list", "price list"), ("", "price")]
        {
            assert!(!has_words(text, wanted), "{text}: {wanted}");
        }
    }

    #[test]
    fn turns_go_round_and_skip_who_may_not() {
        let people: Vec<_> = (0..3).map(|nth| PersonId(Uuid::from_u128(nth))).collect();
        let mut turns = HashMap::new();
        let mut given = Vec::new();
        for nth in 1..=7 {
            // The second is away for a while.
            let able = if (4..=5).contains(&nth) { vec![people[0], people[2]] } else { people.clone() };
            let Some(person) = next(&people, &able, &turns) else { panic!("somebody may") };
            turns.insert(person, nth);
            given.push(person.0.as_u128());
        }
        assert_eq!(given, [0, 1, 2, 0, 2, 1, 0]);
        assert_eq!(next(&people, &[], &turns), None);
    }
}
