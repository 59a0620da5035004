//! Numbers: stored in E.164, shown the way people of that country write them for others.
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// `+6281200000001` as `+62 812-0000-0001`; unchanged when no plan of that country knows it.
pub fn international(e164: &str) -> String {
    PHONE_NUMBER_UTIL
        .parse(e164, None)
        .map_or_else(|_| e164.to_owned(), |number| PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::International).into_owned())
}

#[cfg(test)]
mod tests {
    use super::international;

    #[test]
    fn a_number_is_spaced_as_its_country_does_and_an_unknown_one_stays() {
        assert_eq!(international("+6281200000001"), "+62 812-0000-0001");
        assert_eq!(international("+5511987654321"), "+55 11 98765-4321");
        assert_eq!(international("+0"), "+0");
    }
}
