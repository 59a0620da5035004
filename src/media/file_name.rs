//! Names of files, as others give them: made harmless for screens, headers and disks.

/// The longest name, in characters.
const LONGEST: usize = 120;

/// The last part of a path, without characters that no eye sees, that turn the reading of others, or that systems take for their own.
pub fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let unseen = |letter: char| {
        letter.is_control() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let kept = last.chars().filter(|letter| !unseen(*letter));
    let kept: String = kept.map(|letter| if matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { letter }).collect();
    let kept = kept.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    if kept.chars().count() <= LONGEST {
        return kept.to_owned();
    }
    // The ending says what it opens with.
    let ending = kept.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.is_empty() || ending.chars().count() > 10 { String::new() } else { format!(".{ending}") };
    let rest = LONGEST - ending.chars().count();
    format!("{}{ending}", kept.chars().take(rest).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_is_no_path_and_has_nothing_hidden() {
        assert_eq!(harmless("../../etc/passwd"), "passwd");
        assert_eq!(harmless(r"C:\Windows\evil.exe"), "evil.exe");
        assert_eq!(harmless("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(harmless("a\r\nSet-Cookie: x.pdf"), "aSet-Cookie_ x.pdf");
        assert_eq!(harmless("..."), "");
        assert_eq!(harmless("Preisliste März 2026.pdf"), "Preisliste März 2026.pdf");
        let long = harmless(&format!("{}.pdf", "é".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with(".pdf")), (120, true));
    }
}
