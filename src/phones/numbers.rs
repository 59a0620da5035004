//! Numbers: stored in E.164, shown the way people of that country write them for others.
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

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

/// A number in any way of writing it, in E.164, when it is one of a country; without a country code, of this one (`ID`).
pub fn parse_number(typed: &str, country: Option<&str>) -> Option<String> {
    let typed = typed.trim();
    if typed.chars().any(char::is_alphabetic) {
        return None;
    }
    let typed = typed.strip_prefix("00").map_or_else(|| typed.to_owned(), |rest| format!("+{rest}"));
    let of = |text: &str, region: Option<Region>| {
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
        let is_valid = PHONE_NUMBER_UTIL.is_valid_number(&number);
        is_valid.then(|| PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned())
    };
    let region = country.and_then(|code| Region::from_code(code).ok());
    // Many lists leave the plus out.
    of(&typed, region).or_else(|| if typed.starts_with(['+', '0']) { None } else { of(&format!("+{typed}"), None) })
}

/// Every country by its two letters, with the code that its numbers begin with.
pub fn countries() -> Vec<(String, u16)> {
    let code = |region: Region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).and_then(|code| u16::try_from(code).ok());
    let mut all: Vec<_> =
        PHONE_NUMBER_UTIL.get_supported_regions().filter_map(|region| Some((region.to_string(), code(region)?))).collect();
    all.sort();
    all
}

/// The other ways in which WhatsApp and people write a number of E.164: with and without the digit that came into mobile numbers of
/// Brazil (9 after the two digits of the area), Mexico (1) and Argentina (9), which WhatsApp's accounts of before do not have.
pub fn other_spellings(e164: &str) -> Vec<String> {
    let with_or_without = |code: &str, area: usize, digit: &str, length: usize| -> Option<String> {
        let rest = e164.strip_prefix(code)?;
        let (area, line) = rest.split_at_checked(area)?;
        match line.strip_prefix(digit) {
            Some(short) if rest.len() == length + 1 => Some(format!("{code}{area}{short}")),
            _ if rest.len() == length => Some(format!("{code}{area}{digit}{line}")),
            _ => None,
        }
    };
    [with_or_without("+55", 2, "9", 10), with_or_without("+52", 0, "1", 10), with_or_without("+54", 0, "9", 10)]
        .into_iter()
        .flatten()
        .collect()
}

/// The country of a number in E.164.
pub fn country_of(e164: &str) -> Option<String> {
    let number = PHONE_NUMBER_UTIL.parse(e164, None).ok()?;
    Some(PHONE_NUMBER_UTIL.get_region_for_number(&number)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::{countries, country_of, international, other_spellings, parse, parse_number};

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
    fn a_number_of_a_list_is_checked_by_the_plan_of_its_country() {
        let cases = [
            ("0812-3456-7890", Some("ID"), Some("+6281234567890")),
            ("812 3456 7890", Some("ID"), Some("+6281234567890")),
            ("6281234567890", Some("BR"), Some("+6281234567890")),
            ("0062 812 3456 7890", None, Some("+6281234567890")),
            ("+55 (11) 98765-4321", Some("ID"), Some("+5511987654321")),
            ("(555) 123-4567", None, None),
            ("12", Some("ID"), None),
            ("1-800-FLOWERS", Some("US"), None),
            ("", Some("ID"), None),
            ("4711", None, None),
            ("99999999999999999999", Some("ID"), None),
        ];
        for (typed, country, number) in cases {
            assert_eq!(parse_number(typed, country).as_deref(), number, "{typed} {country:?}");
        }
        assert!(countries().contains(&("ID".into(), 62)));
        assert_eq!(country_of("+6281234567890").as_deref(), Some("ID"));
    }

    #[test]
    fn a_number_has_another_spelling_where_a_digit_was_put_into_it() {
        for (one, other) in [("+5511987654321", "+551187654321"), ("+5215512345678", "+525512345678"), ("+5491123456789", "+541123456789")]
        {
            assert_eq!(other_spellings(one), [other]);
            assert_eq!(other_spellings(other), [one]);
        }
        for alone in ["+6281234567890", "+55", "+5511", "+55119876543210", ""] {
            assert!(other_spellings(alone).is_empty(), "{alone}");
        }
    }

    #[test]
    fn a_number_is_spaced_as_its_country_does_and_an_unknown_one_stays() {
        assert_eq!(international("+6281200000001"), "+62 812-0000-0001");
        assert_eq!(international("+5511987654321"), "+55 11 98765-4321");
        assert_eq!(international("+0"), "+0");
    }
}
