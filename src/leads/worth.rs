//! Amounts as people type them in any country, and as they are shown. A team thinks in one currency, so none is written.

/// Reads an amount, in hundredths; nothing typed is zero. The last sign between digits parts off hundredths when one or two
/// digits follow it, as thousands come in threes.
pub fn read(typed: &str) -> Result<i64, &'static str> {
    const UNFIT: &str = "Write an amount such as 2940 or 2,940.50.";
    let typed: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '\'').collect();
    let (whole, hundredths) = match typed.rsplit_once(['.', ',']) {
        Some((whole, after)) if after.len() <= 2 => (whole.to_owned(), after),
        _ => (typed.clone(), ""),
    };
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let is_grouped = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || (1..=3).contains(&first.len()));
    let digits = format!("{first}{}{hundredths:0<2}", rest.concat());
    if !is_grouped || !digits.bytes().all(|digit| digit.is_ascii_digit()) || digits.len() > 15 {
        return Err(UNFIT);
    }
    digits.parse().map_err(|_| UNFIT)
}

/// An amount as it is shown.
pub fn written(hundredths: i64) -> String {
    let whole = (hundredths / 100).to_string();
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    match hundredths % 100 {
        0 => shown,
        rest => format!("{shown}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn amounts_are_read_as_they_are_typed_anywhere() {
        for (typed, hundredths) in [
            ("", 0),
            ("2940", 294_000),
            ("2,940", 294_000),
            ("2.940", 294_000),
            ("2 940,5", 294_050),
            ("2'940.05", 294_005),
            ("1.234.567,89", 123_456_789),
            ("5.000.000", 500_000_000),
            (".5", 50),
        ] {
            assert_eq!(read(typed), Ok(hundredths), "{typed}");
        }
        for typed in ["a lot", "-5", "1,23,4567", "2940,555", "1e9", "12345.678", &"9".repeat(16)] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn what_is_shown_is_read_as_the_same_amount() {
        for (hundredths, shown) in [(5, "0.05"), (294_050, "2,940.50"), (100_000_000, "1,000,000"), (99_900, "999")] {
            assert_eq!(written(hundredths), shown);
            assert_eq!(read(shown), Ok(hundredths));
        }
    }
}
