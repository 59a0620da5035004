//! Times of the day as fields of the kind `time` hold them.

/// Minutes of a day.
const DAY: u16 = 1_440;

/// A minute of the day as such a field holds it.
pub fn field_of_minute(minute: u16) -> String {
    let minute = minute % DAY;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day that such a field holds.
pub fn minute_of_field(written: &str) -> Option<u16> {
    let (hour, minute) = written.split_once(':')?;
    Some(hour.parse::<u16>().ok()? * 60 + minute.get(..2)?.parse::<u16>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::{field_of_minute, minute_of_field};

    #[test]
    fn a_time_is_read_as_it_is_written() {
        for at in [0, 59, 60, 9 * 60 + 5, 1_439] {
            assert_eq!(minute_of_field(&field_of_minute(at)), Some(at));
        }
        assert_eq!(field_of_minute(1_440), "00:00");
        assert_eq!(minute_of_field("17:30:15"), Some(1_050), "some browsers say seconds");
        let none = ["", "noon", "9:", "a:bc"].map(minute_of_field);
        assert_eq!(none, [None; 4]);
    }
}
