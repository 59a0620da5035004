//! Numbers: stored in E.164, shown the way people of that country write them for others.
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// `+6281200000001` as `+62 812-0000-0001`; unchanged when no plan of that country knows it.
pub fn international(e164: &str) -> String {
    PHONE_NUMBER_UTIL
        .parse(e164, None)
        .map_or_else(|_| e164.to_owned(), |number| PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::International).into_owned())
}

/// A number as a person types it, with its country code, in E.164; none when it cannot be one.
pub fn parse(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_clean = typed.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    (is_clean && (7..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::{international, parse};

    #[test]
    fn a_number_is_taken_in_any_spelling_with_its_country_code_and_in_no_other() {
        for typed in ["+62 812-0000-0001", "6281200000001", " +62 (812) 0000.0001 "] {
            assert_eq!(parse(typed).as_deref(), Some("+6281200000001"), "{typed}");
        }
        for typed in ["", "0812 0000 0001", "+62", "call me", "+62 812 0000 0001 ext 5", "1234567890123456"] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_number_is_spaced_as_its_country_does_and_an_unknown_one_stays() {
        assert_eq!(international("+6281200000001"), "+62 812-0000-0001");
        assert_eq!(international("+5511987654321"), "+55 11 98765-4321");
        assert_eq!(international("+0"), "+0");
    }
}
