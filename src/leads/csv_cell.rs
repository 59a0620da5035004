//! A cell of a file that people open in a spreadsheet.

/// Put before every file, so that spreadsheets know that it is UTF-8.
pub const MARK: &str = "\u{feff}";

/// The text as it may stand in a cell: what a spreadsheet would calculate gets an apostrophe in front.
pub fn safe(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell as it was before [`safe`].
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::{plain, safe};

    #[test]
    fn nothing_is_calculated() {
        for formula in ["=1+1", "+62 812", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\")"] {
            assert_eq!(safe(formula), format!("'{formula}"));
            assert_eq!(plain(&safe(formula)), formula);
        }
        for text in ["", "Ada", " =1", "1-1", "'=1", "a@b.example"] {
            assert_eq!(safe(text), text);
            assert_eq!(plain(text), text.strip_prefix('\'').unwrap_or(text));
        }
    }
}
