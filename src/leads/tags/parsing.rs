//! What a tag may be.
use crate::error::AppError;

/// A lead has at most so many.
pub const MOST_TAGS: usize = 20;
/// The longest, in characters.
const LONGEST: usize = 30;

/// A tag as it is kept and compared: in lower case, on one line, without the sign that some write before it.
///
/// # Errors
/// A field error of `tag`.
pub fn parse(typed: &str) -> Result<String, AppError> {
    let words = typed.trim().trim_start_matches('#').split_whitespace().collect::<Vec<_>>().join(" ");
    let tag = words.to_lowercase();
    if tag.contains([',', ';', '|']) {
        return Err(AppError::field("tag", "A tag has no comma, semicolon or |, which part tags in files. Add them one by one."));
    }
    let length = tag.chars().count();
    if length == 0 || length > LONGEST || tag.chars().any(char::is_control) {
        return Err(AppError::field("tag", format!("A tag has 1 to {LONGEST} characters.")));
    }
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_tag_is_the_same_however_it_is_typed() {
        for typed in ["Big order", "  #big   ORDER ", "big\norder"] {
            assert_eq!(parse(typed), Ok("big order".to_owned()));
        }
        for typed in ["", " # ", "a\0b", "fair, 2026", "a;b", "a|b", &"é".repeat(31)] {
            assert!(parse(typed).is_err(), "{typed:?}");
        }
    }
}
