//! The time zone of a number, where its country has only one. The browser knows the clock of each.

/// Country codes and their zones. Countries with several are left out: a wrong time is worse than none.
const ZONES: &[(&str, &str)] = &[
    ("20", "Africa/Cairo"),
    ("27", "Africa/Johannesburg"),
    ("30", "Europe/Athens"),
    ("31", "Europe/Amsterdam"),
    ("32", "Europe/Brussels"),
    ("33", "Europe/Paris"),
    ("36", "Europe/Budapest"),
    ("39", "Europe/Rome"),
    ("40", "Europe/Bucharest"),
    ("41", "Europe/Zurich"),
    ("43", "Europe/Vienna"),
    ("44", "Europe/London"),
    ("45", "Europe/Copenhagen"),
    ("46", "Europe/Stockholm"),
    ("47", "Europe/Oslo"),
    ("48", "Europe/Warsaw"),
    ("49", "Europe/Berlin"),
    ("51", "America/Lima"),
    ("54", "America/Argentina/Buenos_Aires"),
    ("57", "America/Bogota"),
    ("58", "America/Caracas"),
    ("60", "Asia/Kuala_Lumpur"),
    ("63", "Asia/Manila"),
    ("65", "Asia/Singapore"),
    ("66", "Asia/Bangkok"),
    ("81", "Asia/Tokyo"),
    ("82", "Asia/Seoul"),
    ("84", "Asia/Ho_Chi_Minh"),
    ("86", "Asia/Shanghai"),
    ("90", "Europe/Istanbul"),
    ("91", "Asia/Kolkata"),
    ("92", "Asia/Karachi"),
    ("94", "Asia/Colombo"),
    ("95", "Asia/Yangon"),
    ("98", "Asia/Tehran"),
    ("212", "Africa/Casablanca"),
    ("213", "Africa/Algiers"),
    ("216", "Africa/Tunis"),
    ("221", "Africa/Dakar"),
    ("233", "Africa/Accra"),
    ("234", "Africa/Lagos"),
    ("251", "Africa/Addis_Ababa"),
    ("254", "Africa/Nairobi"),
    ("255", "Africa/Dar_es_Salaam"),
    ("256", "Africa/Kampala"),
    ("353", "Europe/Dublin"),
    ("358", "Europe/Helsinki"),
    ("420", "Europe/Prague"),
    ("421", "Europe/Bratislava"),
    ("852", "Asia/Hong_Kong"),
    ("855", "Asia/Phnom_Penh"),
    ("880", "Asia/Dhaka"),
    ("886", "Asia/Taipei"),
    ("961", "Asia/Beirut"),
    ("962", "Asia/Amman"),
    ("965", "Asia/Kuwait"),
    ("966", "Asia/Riyadh"),
    ("971", "Asia/Dubai"),
    ("972", "Asia/Jerusalem"),
    ("974", "Asia/Qatar"),
    ("977", "Asia/Kathmandu"),
];

/// The zone of a number in international format.
pub(in crate::conversations) fn of_number(number: &str) -> Option<&'static str> {
    let digits: String = number.strip_prefix('+')?.chars().filter(char::is_ascii_digit).collect();
    ZONES.iter().find(|(code, _)| digits.starts_with(code)).map(|(_, zone)| *zone)
}

#[cfg(test)]
mod tests {
    use super::{ZONES, of_number};

    #[test]
    fn a_number_tells_the_zone_of_a_country_that_has_one_and_nothing_else() {
        assert_eq!(of_number("+91 98123 45678"), Some("Asia/Kolkata"));
        assert_eq!(of_number("+880 1712-345678"), Some("Asia/Dhaka"));
        for several in
            ["+62 812-0000-0002", "+55 11 98765-4321", "+1 212-555-0100", "+7 495 123-45-67", "+61 2 9999 9999", "+351 21 000 0000"]
        {
            assert_eq!(of_number(several), None, "{several}");
        }
        assert_eq!(of_number("Unknown number"), None);
    }

    #[test]
    fn no_code_begins_with_another_so_that_the_order_does_not_matter() {
        for (at, (code, _)) in ZONES.iter().enumerate() {
            assert!(ZONES.iter().enumerate().all(|(other, (long, _))| at == other || !long.starts_with(code)), "{code}");
        }
    }
}
