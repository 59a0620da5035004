//! A cell of a file that people open in a spreadsheet.

/// Put before every file, so that spreadsheets know that it is UTF-8.
pub const MARK: &str = "\u{feff}";

/// The text as it may stand in a cell: what a spreadsheet would calculate gets an apostrophe in front.
pub fn safe(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn nothing_is_calculated() {
        for formula in ["=1+1", "+62 812", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\")"] {
            assert_eq!(safe(formula), format!("'{formula}"));
        }
        for text in ["", "Ada", " =1", "1-1", "'=1", "a@b.example"] {
            assert_eq!(safe(text), text);
        }
    }
}
